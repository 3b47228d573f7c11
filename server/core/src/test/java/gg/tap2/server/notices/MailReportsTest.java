package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each provider's report in its own form, with its own proof.
class MailReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private record Sent(byte[] body, Map<String, String> headers) implements MailEvents.Request {
        @Override
        public Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> dead(MailEvents.Report report) {
        assertThat(report.understood()).isTrue();
        return report.dead().stream().map(d -> d.address() + " " + d.reason()).toList();
    }

    @Test
    void sendGridSignsByItsKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        var reader = new SendGridEvents(
                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
        byte[] body =
                bytes("[{\"email\":\"A@x.org\",\"event\":\"bounce\",\"type\":\"bounce\",\"reason\":\"550 5.1.1\"},"
                        + "{\"email\":\"b@x.org\",\"event\":\"bounce\",\"type\":\"blocked\"},"
                        + "{\"email\":\"c@x.org\",\"event\":\"spamreport\"},"
                        + "{\"email\":\"d@x.org\",\"event\":\"dropped\",\"reason\":\"Bounced Address\"},"
                        + "{\"email\":\"e@x.org\",\"event\":\"dropped\",\"reason\":\"Unsubscribed Address\"},"
                        + "{\"email\":\"f@x.org\",\"event\":\"deferred\"}]\r\n");
        String time = Long.toString(NOW.getEpochSecond());
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(bytes(time));
        signature.update(body);
        var headers = Map.of(
                "X-Twilio-Email-Event-Webhook-Timestamp",
                time,
                "X-Twilio-Email-Event-Webhook-Signature",
                Base64.getEncoder().encodeToString(signature.sign()));
        assertThat(reader.proven(new Sent(body, headers), NOW)).isTrue();
        assertThat(reader.proven(new Sent(body, headers), NOW.plus(Duration.ofHours(1))))
                .isFalse();
        assertThat(reader.proven(new Sent(bytes("[]"), headers), NOW)).isFalse();
        assertThat(reader.proven(new Sent(body, Map.of()), NOW)).isFalse();
        assertThat(dead(reader.read(body))).containsExactly("a@x.org bounce", "c@x.org complaint", "d@x.org bounce");
        assertThatThrownBy(() -> new SendGridEvents("nothing")).isInstanceOf(ConfigException.class);
    }

    @Test
    void postmarkIsLetInByItsPassword() {
        var reader = new PostmarkEvents("hook:pass:word");
        var right = Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString(bytes("hook:pass:word")));
        assertThat(reader.proven(new Sent(new byte[0], right), NOW)).isTrue();
        assertThat(reader.proven(new Sent(new byte[0], Map.of("Authorization", "Bearer hook:pass:word")), NOW))
                .isFalse();
        assertThat(reader.proven(new Sent(new byte[0], Map.of()), NOW)).isFalse();
        assertThat(
                        dead(
                                reader.read(
                                        bytes(
                                                "{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"Email\":\"a@x.org\",\"Description\":\"gone\"}"))))
                .containsExactly("a@x.org bounce");
        assertThat(dead(reader.read(
                        bytes("{\"RecordType\":\"Bounce\",\"Type\":\"SoftBounce\",\"Email\":\"a@x.org\"}"))))
                .isEmpty();
        assertThat(dead(reader.read(bytes("{\"RecordType\":\"SpamComplaint\",\"Email\":\"a@x.org\"}"))))
                .containsExactly("a@x.org complaint");
        assertThat(
                        dead(
                                reader.read(
                                        bytes(
                                                "{\"RecordType\":\"SubscriptionChange\",\"Recipient\":\"a@x.org\",\"SuppressSending\":true,\"SuppressionReason\":\"HardBounce\"}"))))
                .containsExactly("a@x.org bounce");
        assertThat(dead(reader.read(bytes("{\"RecordType\":\"Delivery\",\"Recipient\":\"a@x.org\"}"))))
                .isEmpty();
    }

    @Test
    void resendSignsAsSvixDoes() throws Exception {
        byte[] secret = bytes("0123456789abcdef01234567");
        var reader = new ResendEvents(List.of(
                "whsec_" + Base64.getEncoder().encodeToString(bytes("another one, 24 bytes...")),
                "whsec_" + Base64.getEncoder().encodeToString(secret)));
        byte[] body = bytes("{\"type\":\"email.bounced\",\"data\":{\"to\":[\"a@x.org\",\"B <b@x.org>\"],"
                + "\"bounce\":{\"type\":\"Permanent\",\"message\":\"no such user a@x.org\"}}}");
        String time = Long.toString(NOW.getEpochSecond());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update(bytes("msg_1." + time + "."));
        var headers = Map.of(
                "svix-id",
                "msg_1",
                "svix-timestamp",
                time,
                "svix-signature",
                "v1,nothing v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
        assertThat(reader.proven(new Sent(body, headers), NOW)).isTrue();
        assertThat(reader.proven(new Sent(body, headers), NOW.plusSeconds(301))).isFalse();
        assertThat(reader.proven(new Sent(bytes("{}"), headers), NOW)).isFalse();
        var report = reader.read(body);
        assertThat(dead(report)).containsExactly("a@x.org bounce", "b@x.org bounce");
        assertThat(report.dead().getFirst().detail()).doesNotContain("@");
        assertThat(
                        dead(
                                reader.read(
                                        bytes(
                                                "{\"type\":\"email.bounced\",\"data\":{\"to\":[\"a@x.org\"],\"bounce\":{\"type\":\"Transient\"}}}"))))
                .isEmpty();
        assertThat(dead(reader.read(bytes("{\"type\":\"email.complained\",\"data\":{\"to\":[\"a@x.org\"]}}"))))
                .containsExactly("a@x.org complaint");
    }

    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:tap2-mail";
    private static final String CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem";

    private static KeyPair rsa() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static byte[] certificate(KeyPair keys) throws Exception {
        var name = new X500Name("CN=sns.amazonaws.com");
        var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
        var made = new V3TBSCertificateGenerator();
        made.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        made.setIssuer(name);
        made.setSubject(name);
        made.setStartDate(new Time(Date.from(NOW.minus(Duration.ofDays(1)))));
        made.setEndDate(new Time(Date.from(NOW.plus(Duration.ofDays(1)))));
        made.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        made.setSignature(algorithm);
        var unsigned = made.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(unsigned.getEncoded("DER"));
        return new DERSequence(new ASN1Encodable[] {unsigned, algorithm, new DERBitString(signature.sign())})
                .getEncoded("DER");
    }

    private static byte[] sns(KeyPair keys, String version, Map<String, String> fields) throws Exception {
        var all = new LinkedHashMap<>(fields);
        all.putIfAbsent("MessageId", "m-1");
        all.putIfAbsent("Timestamp", "2026-11-30T12:00:00.000Z");
        all.putIfAbsent("TopicArn", TOPIC);
        all.putIfAbsent("SigningCertURL", CERTIFICATE);
        all.put("SignatureVersion", version);
        JsonNode unsigned = Json.tree(Json.write(all));
        var signature = Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(bytes(SesEvents.signed(unsigned)));
        all.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
        return bytes(Json.write(all));
    }

    @Test
    void sesComesBySnsWithAmazonsCertificate() throws Exception {
        KeyPair keys = rsa();
        List<URI> fetched = new ArrayList<>();
        SesEvents.Fetch fetch = address -> {
            fetched.add(address);
            try {
                return certificate(keys);
            } catch (Exception e) {
                throw new IOException(e);
            }
        };
        var reader = new SesEvents(List.of(TOPIC), fetch);
        String bounce =
                "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":"
                        + "[{\"emailAddress\":\"a@x.org\",\"diagnosticCode\":\"smtp; 550 5.1.1\"}]}}";
        for (String version : List.of("1", "2")) {
            byte[] body = sns(keys, version, Map.of("Type", "Notification", "Message", bounce));
            assertThat(reader.proven(new Sent(body, Map.of()), NOW)).isTrue();
            assertThat(dead(reader.read(body))).containsExactly("a@x.org bounce");
            assertThat(reader.proven(
                            new Sent(bytes(new String(body, StandardCharsets.UTF_8).replace("a@x", "b@x")), Map.of()),
                            NOW))
                    .isFalse();
        }
        assertThat(reader.proven(
                        new Sent(sns(rsa(), "2", Map.of("Type", "Notification", "Message", bounce)), Map.of()), NOW))
                .as("by somebody else's key")
                .isFalse();
        assertThat(reader.proven(
                        new Sent(
                                sns(
                                        keys,
                                        "2",
                                        Map.of("Type", "Notification", "Message", bounce, "TopicArn", "arn:other")),
                                Map.of()),
                        NOW))
                .as("of somebody else's topic")
                .isFalse();
        assertThat(fetched).containsExactly(URI.create(CERTIFICATE));
        byte[] confirm = sns(
                keys,
                "2",
                Map.of(
                        "Type",
                        "SubscriptionConfirmation",
                        "Message",
                        "You have chosen",
                        "Token",
                        "t",
                        "SubscribeURL",
                        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"));
        assertThat(reader.proven(new Sent(confirm, Map.of()), NOW)).isTrue();
        assertThat(reader.read(confirm).understood()).isTrue();
        assertThat(fetched).hasSize(2);
        byte[] evil = sns(
                keys, "2", Map.of("Type", "SubscriptionConfirmation", "SubscribeURL", "http://169.254.169.254/latest"));
        assertThat(reader.read(evil).understood()).isFalse();
        assertThat(fetched).as("nothing but Amazon is called").hasSize(2);
        String soft = bounce.replace("Permanent", "Transient");
        assertThat(dead(reader.read(sns(keys, "2", Map.of("Type", "Notification", "Message", soft)))))
                .isEmpty();
        String complaint =
                "{\"eventType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"c@x.org\"}]}}";
        assertThat(dead(reader.read(sns(keys, "2", Map.of("Type", "Notification", "Message", complaint)))))
                .containsExactly("c@x.org complaint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-west-1.amazonaws.com/x.pem",
                "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem",
                "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem",
                "https://sns.eu-west-1.amazonaws.com:8443/x.pem",
                "https://user@sns.eu-west-1.amazonaws.com/x.pem",
                "https://s3.eu-west-1.amazonaws.com/x.pem",
                "https://sns.x.y.amazonaws.com/x.pem",
                "file:///etc/passwd"
            })
    void nobodyElseHandsInACertificate(String address) {
        assertThat(SesEvents.isAmazons(URI.create(address))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"RecordType\":\"Bounce\",\"Email\":\"a@x.org\",\"Type\":\"HardBounce\"}",
                "{\"type\":\"email.bounced\",\"data\":{\"to\":[\"a@x.org\"]}}",
                "[{\"email\":\"a@x.org\",\"event\":\"fell_over\"}]",
                "[{\"email\":\"\",\"event\":\"bounce\"}]",
                "nothing",
                "null",
                "5"
            })
    void thePlainFormSaysWhatItDoesNotUnderstand(String body) {
        assertThat(new OwnEvents("t").read(bytes(body)).understood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "5", "{}", "[5]", "[{}]", "{\"Type\":\"Notification\",\"Message\":\"x\"}", "\u0000"})
    void garbageIsUnderstoodByNobody(String body) throws Exception {
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        for (MailEvents reader : List.of(
                new SendGridEvents(
                        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())),
                new PostmarkEvents("a:b"),
                new ResendEvents(List.of("whsec_AAAA")),
                new SesEvents(List.of(TOPIC), a -> new byte[0]))) {
            assertThat(reader.read(bytes(body)).understood())
                    .as(reader.getClass().getSimpleName())
                    .isFalse();
            assertThat(reader.proven(new Sent(bytes(body), Map.of()), NOW)).isFalse();
        }
    }
}
