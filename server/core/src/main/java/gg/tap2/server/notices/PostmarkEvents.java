package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Postmark's webhooks, by HTTP Basic
/// (postmarkapp.com/developer/webhooks/webhooks-overview#protecting-your-webhook).
final class PostmarkEvents implements MailEvents {
    private static final Set<String> HARD = Set.of("HardBounce", "BadEmailAddress", "ManuallyDeactivated");
    private static final Set<String> COMPLAINTS = Set.of("SpamComplaint", "SpamNotification");
    private static final Set<String> OTHERS = Set.of("Delivery", "Open", "Click", "Inbound");

    private final String expected;

    /// @param account as `user:password`
    PostmarkEvents(String account) {
        int colon = account.indexOf(':');
        if (colon < 1 || colon == account.length() - 1) {
            throw new ConfigException("mail.events.postmark must be user:password, as in the webhook's settings there");
        }
        this.expected = "Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean proven(Request r, Instant now) {
        return RandomTokens.same(
                RandomTokens.hash(expected),
                RandomTokens.hash(r.header("Authorization").orElse("")));
    }

    @Override
    public Report read(byte[] body) {
        JsonNode e = MailEvents.json(body);
        List<Dead> dead = new ArrayList<>();
        String email = MailEvents.text(e, "Email");
        String detail = MailEvents.text(e, "Description", MailEvents.text(e, "Details"));
        switch (MailEvents.text(e, "RecordType")) {
            case "Bounce" -> {
                String type = MailEvents.text(e, "Type");
                if (HARD.contains(type)) {
                    MailEvents.add(dead, email, "bounce", detail);
                } else if (COMPLAINTS.contains(type)) {
                    MailEvents.add(dead, email, "complaint", detail);
                }
            }
            case "SpamComplaint" -> MailEvents.add(dead, email, "complaint", detail);
            case "SubscriptionChange" -> {
                String why = MailEvents.text(e, "SuppressionReason");
                if (e.path("SuppressSending").asBoolean(false)) {
                    if (HARD.contains(why)) {
                        MailEvents.add(dead, MailEvents.text(e, "Recipient"), "bounce", why);
                    } else if (COMPLAINTS.contains(why)) {
                        MailEvents.add(dead, MailEvents.text(e, "Recipient"), "complaint", why);
                    }
                }
            }
            default -> {
                return new Report(List.of(), OTHERS.contains(MailEvents.text(e, "RecordType")));
            }
        }
        return new Report(dead, true);
    }
}
