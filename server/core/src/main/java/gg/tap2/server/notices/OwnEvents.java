package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The plain form for relays that let the operator write it: `[{"email", "event", "reason"}]` with a bearer
/// token, where
/// `event` is `bounce`, `complaint` or `spamreport`.
final class OwnEvents implements MailEvents {
    private static final Set<String> OTHERS = Set.of("deferred", "delivered", "processed", "open", "click");

    private final String token;

    OwnEvents(String token) {
        this.token = token;
    }

    @Override
    public boolean proven(Request r, Instant now) {
        return RandomTokens.same(
                RandomTokens.hash("Bearer " + token),
                RandomTokens.hash(r.header("Authorization").orElse("")));
    }

    @Override
    public Report read(byte[] body) {
        JsonNode all = MailEvents.json(body);
        List<Dead> dead = new ArrayList<>();
        boolean understood = all.isObject() || all.isArray();
        for (JsonNode e : all.isArray() ? all : List.of(all)) {
            String event = MailEvents.text(e, "event");
            int before = dead.size();
            switch (event) {
                case "bounce" -> {
                    if (MailEvents.text(e, "type").equals("blocked")) {
                        continue;
                    }
                    MailEvents.add(dead, MailEvents.text(e, "email"), "bounce", MailEvents.text(e, "reason"));
                }
                case "complaint", "spamreport" ->
                    MailEvents.add(dead, MailEvents.text(e, "email"), "complaint", MailEvents.text(e, "reason"));
                default -> {
                    understood &= OTHERS.contains(event);
                    continue;
                }
            }
            understood &= dead.size() > before;
        }
        return new Report(dead, understood);
    }
}
