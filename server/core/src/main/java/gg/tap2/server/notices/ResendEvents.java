package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Resend's webhooks, signed by Svix (resend.com/docs/dashboard/webhooks/verify-webhooks-requests).
final class ResendEvents implements MailEvents {
    private static final long TOLERANCE = 300;
    private static final Set<String> OTHERS = Set.of(
            "email.sent",
            "email.delivered",
            "email.delivery_delayed",
            "email.opened",
            "email.clicked",
            "email.failed",
            "email.scheduled",
            "email.received");

    private final List<byte[]> secrets = new ArrayList<>();

    /// @param secrets as `whsec_…`; several while one is changed
    ResendEvents(List<String> secrets) {
        for (String s : secrets) {
            try {
                this.secrets.add(Base64.getDecoder().decode(s.strip().replaceFirst("^whsec_", "")));
            } catch (IllegalArgumentException e) {
                throw new ConfigException("mail.events.resend-secrets must be the webhook's signing secrets, whsec_…");
            }
        }
    }

    @Override
    public boolean proven(Request r, Instant now) {
        String id = r.header("svix-id").orElse("");
        String time = r.header("svix-timestamp").orElse("");
        String given = r.header("svix-signature").orElse("");
        if (id.isEmpty() || given.length() > 4_096 || !MailEvents.within(time, now, TOLERANCE)) {
            return false;
        }
        boolean ok = false;
        for (byte[] secret : secrets) {
            String expected = "v1," + Base64.getEncoder().encodeToString(mac(secret, id + "." + time + ".", r.body()));
            for (String s : given.split(" ")) {
                ok |= RandomTokens.same(expected, s);
            }
        }
        return ok;
    }

    private static byte[] mac(byte[] secret, String head, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Report read(byte[] body) {
        JsonNode e = MailEvents.json(body);
        JsonNode data = e.path("data");
        String type = MailEvents.text(e, "type");
        String reason = switch (type) {
            case "email.bounced" -> "bounce";
            case "email.suppressed" -> "bounce";
            case "email.complained" -> "complaint";
            default -> "";
        };
        if (reason.isEmpty()) {
            return new Report(
                    List.of(), OTHERS.contains(type) || type.startsWith("contact.") || type.startsWith("domain."));
        }
        JsonNode bounce = data.path("bounce");
        if (type.equals("email.bounced")
                && !MailEvents.text(bounce, "type", "Permanent").equals("Permanent")) {
            return Report.NOTHING;
        }
        List<Dead> dead = new ArrayList<>();
        JsonNode to = data.path("to");
        String detail = MailEvents.text(bounce, "message");
        if (to.isTextual()) {
            MailEvents.add(dead, to.asText(), reason, detail);
        }
        to.forEach(a -> MailEvents.add(dead, a.asText(), reason, detail));
        return new Report(dead, !dead.isEmpty());
    }
}
