package gg.tap2.model.messages;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// A message as it is written: plain text, blank lines part paragraphs. Subject up to 120 characters, text up to 5,000.
public record SendMessage(Audience audience, String subject, String text) implements Validated {
    public static final int MAX_SUBJECT = 120;
    public static final int MAX_TEXT = 5_000;

    @Override
    public Violations validate() {
        var v = Violations.none()
                .required("audience", audience)
                .line("subject", subject, 1, MAX_SUBJECT)
                .text("text", text, 1, MAX_TEXT);
        return audience == null || audience.validate().isEmpty() ? v : v.add("audience", "invalid");
    }
}
