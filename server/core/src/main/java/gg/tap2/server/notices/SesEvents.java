package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Amazon SES by way of SNS: JSON in JSON, signed by a certificate of Amazon's
/// (docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html), from topics that were named. A
/// subscription is
/// confirmed by itself.
final class SesEvents implements MailEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SesEvents.class);
    private static final List<String> NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
    private static final Set<String> OTHERS =
            Set.of("Delivery", "Send", "Reject", "Open", "Click", "Rendering Failure", "DeliveryDelay", "Subscription");
    private static final int MAX_CERTIFICATES = 20;

    /// Fetches from Amazon.
    interface Fetch {
        byte[] get(URI address) throws IOException;
    }

    private final Set<String> topics;
    private final Fetch fetch;
    private final Map<URI, X509Certificate> certificates = new ConcurrentHashMap<>();

    SesEvents(List<String> topics) {
        this(topics, overHttp());
    }

    SesEvents(List<String> topics, Fetch fetch) {
        this.topics = Set.copyOf(topics);
        this.fetch = fetch;
    }

    private static Fetch overHttp() {
        var http = new OkHttpClient.Builder()
                .callTimeout(Duration.ofSeconds(5))
                .followRedirects(false)
                .build();
        return address -> {
            try (var answer = http.newCall(new okhttp3.Request.Builder()
                            .url(address.toString())
                            .build())
                    .execute()) {
                if (!answer.isSuccessful()) {
                    throw new IOException("status " + answer.code());
                }
                return answer.peekBody(64 * 1024).bytes();
            }
        };
    }

    /// Only Amazon's own name: whoever could name another one would hand in their own certificate.
    static boolean isAmazons(URI address) {
        String host = address.getHost();
        return "https".equals(address.getScheme())
                && host != null
                && address.getUserInfo() == null
                && (address.getPort() < 0 || address.getPort() == 443)
                && host.matches("sns\\.[a-z0-9-]{3,30}\\.amazonaws\\.com(\\.cn)?");
    }

    @Override
    public boolean proven(Request r, Instant now) {
        JsonNode m = MailEvents.json(r.body());
        if (!topics.contains(MailEvents.text(m, "TopicArn"))) {
            return false;
        }
        String algorithm = switch (MailEvents.text(m, "SignatureVersion")) {
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            URI address = URI.create(MailEvents.text(m, "SigningCertURL"));
            if (!isAmazons(address)) {
                return false;
            }
            X509Certificate certificate = certificate(address);
            certificate.checkValidity(Date.from(now));
            var signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate);
            signature.update(signed(m).getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(MailEvents.text(m, "Signature")));
        } catch (GeneralSecurityException | IllegalArgumentException | IOException e) {
            LOG.info("a message of SNS could not be verified: {}", e.toString());
            return false;
        }
    }

    private X509Certificate certificate(URI address) throws GeneralSecurityException, IOException {
        X509Certificate known = certificates.get(address);
        if (known != null) {
            return known;
        }
        var fresh = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(fetch.get(address)));
        if (certificates.size() >= MAX_CERTIFICATES) {
            certificates.clear();
        }
        certificates.put(address, fresh);
        return fresh;
    }

    static String signed(JsonNode m) {
        var out = new StringBuilder();
        for (String name : MailEvents.text(m, "Type").equals("Notification") ? NOTIFICATION : CONFIRMATION) {
            if (m.path(name).isTextual()) {
                out.append(name).append('\n').append(m.path(name).asText()).append('\n');
            }
        }
        return out.toString();
    }

    @Override
    public Report read(byte[] body) {
        JsonNode m = MailEvents.json(body);
        return switch (MailEvents.text(m, "Type")) {
            case "SubscriptionConfirmation" -> confirmed(m);
            case "UnsubscribeConfirmation" -> {
                LOG.warn("the topic {} reports no more", MailEvents.text(m, "TopicArn"));
                yield Report.NOTHING;
            }
            case "Notification" -> notified(MailEvents.text(m, "Message"));
            default -> new Report(List.of(), false);
        };
    }

    private Report confirmed(JsonNode m) {
        try {
            URI address = URI.create(MailEvents.text(m, "SubscribeURL"));
            if (!isAmazons(address)) {
                return new Report(List.of(), false);
            }
            fetch.get(address);
            LOG.info("the topic {} reports here from now on", MailEvents.text(m, "TopicArn"));
            return Report.NOTHING;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the subscription of {} could not be confirmed: {}", MailEvents.text(m, "TopicArn"), e.toString());
            return new Report(List.of(), false);
        }
    }

    private static Report notified(String message) {
        JsonNode e = MailEvents.json(message.getBytes(StandardCharsets.UTF_8));
        if (e.isNull() && message.startsWith("Successfully validated SNS topic")) {
            return Report.NOTHING;
        }
        List<Dead> dead = new ArrayList<>();
        String type = MailEvents.text(e, "eventType", MailEvents.text(e, "notificationType"));
        switch (type) {
            case "Bounce" -> {
                if (MailEvents.text(e.path("bounce"), "bounceType").equals("Permanent")) {
                    e.path("bounce")
                            .path("bouncedRecipients")
                            .forEach(r -> MailEvents.add(
                                    dead,
                                    MailEvents.text(r, "emailAddress"),
                                    "bounce",
                                    MailEvents.text(r, "diagnosticCode")));
                }
            }
            case "Complaint" ->
                e.path("complaint")
                        .path("complainedRecipients")
                        .forEach(r -> MailEvents.add(
                                dead,
                                MailEvents.text(r, "emailAddress"),
                                "complaint",
                                MailEvents.text(e.path("complaint"), "complaintFeedbackType")));
            default -> {
                return new Report(List.of(), OTHERS.contains(type));
            }
        }
        return new Report(dead, true);
    }
}
