package gg.tap2.server.notices;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A mail by template: `mail.<template>.subject`, `.body` (blank lines part paragraphs) and, with a link, `.action`.
/// Of two messages with one dedup key, the second is dropped.
public record MailMessage(
        String to,
        String template,
        Locale locale,
        List<String> args,
        @Nullable String link,
        @Nullable String dedupKey,
        String scope) {
    public MailMessage {
        args = List.copyOf(args);
    }

    public static MailMessage of(String to, String template, Locale locale, String... args) {
        return new MailMessage(to, template, locale, List.of(args), null, null, "");
    }

    public MailMessage withLink(String url) {
        return new MailMessage(to, template, locale, args, url, dedupKey, scope);
    }

    public MailMessage once(String key) {
        return new MailMessage(to, template, locale, args, link, key, scope);
    }

    /// Whose share of the mailbox's budget this is, such as a creator's.
    public MailMessage from(String who) {
        return new MailMessage(to, template, locale, args, link, dedupKey, who);
    }
}
