package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// SendGrid's Event Webhook, signed by ECDSA over timestamp and body
/// (twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
final class SendGridEvents implements MailEvents {
    private static final long TOLERANCE = 600;
    private static final Set<String> OTHERS = Set.of(
            "processed",
            "deferred",
            "delivered",
            "open",
            "click",
            "unsubscribe",
            "group_unsubscribe",
            "group_resubscribe");

    private final PublicKey key;

    /// @param key the verification key as the console shows it
    /// @throws ConfigException for what is none
    SendGridEvents(String key) {
        try {
            this.key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.strip())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException("mail.events.sendgrid-key must be the verification key of the Event Webhook");
        }
    }

    @Override
    public boolean proven(Request r, Instant now) {
        String time = r.header("X-Twilio-Email-Event-Webhook-Timestamp").orElse("");
        String given = r.header("X-Twilio-Email-Event-Webhook-Signature").orElse("");
        if (!MailEvents.within(time, now, TOLERANCE)) {
            return false;
        }
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(key);
            signature.update(time.getBytes(StandardCharsets.US_ASCII));
            signature.update(r.body());
            return signature.verify(Base64.getDecoder().decode(given));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Report read(byte[] body) {
        JsonNode all = MailEvents.json(body);
        if (!all.isArray()) {
            return new Report(List.of(), false);
        }
        List<Dead> dead = new ArrayList<>();
        boolean understood = true;
        for (JsonNode e : all) {
            String email = MailEvents.text(e, "email");
            String reason = MailEvents.text(e, "reason");
            switch (MailEvents.text(e, "event")) {
                case "bounce" -> {
                    // "blocked" is a refusal of this mail, not of the mailbox.
                    if (!MailEvents.text(e, "type", "bounce").equals("blocked")) {
                        MailEvents.add(dead, email, "bounce", reason);
                    }
                }
                case "spamreport" -> MailEvents.add(dead, email, "complaint", reason);
                case "dropped" -> {
                    if (reason.startsWith("Bounced Address") || reason.startsWith("Invalid")) {
                        MailEvents.add(dead, email, "bounce", reason);
                    } else if (reason.startsWith("Spam Reporting")) {
                        MailEvents.add(dead, email, "complaint", reason);
                    }
                }
                default -> understood &= OTHERS.contains(MailEvents.text(e, "event"));
            }
        }
        return new Report(dead, understood);
    }
}
