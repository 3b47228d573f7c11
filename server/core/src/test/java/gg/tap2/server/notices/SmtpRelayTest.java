package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.mailbox.Mailbox;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Relays as they are: they close what is idle, refuse with a reason, and want to be asked slowly.
class SmtpRelayTest {
    @TempDir
    Path folder;

    @TempDir
    Path other;

    private final MutableClock clock = new MutableClock();
    private final Db db = TestDatabase.open();
    private final MailOutbox outbox = new MailOutbox(new Texts(), clock);
    private Mailbox mailbox;
    private Mailbox second;
    private SmtpRelay relay;
    private SmtpRelay fallback;

    @BeforeEach
    void open() {
        mailbox = Mailbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
        second = Mailbox.start(SandboxSettings.forTests(other, InstantSource.system()));
        relay = new SmtpRelay(url(mailbox, folder, "smtp", ""), "Tap2 <hello@mail.tap2.example>");
        fallback = new SmtpRelay(url(second, other, "smtp", ""), "Tap2 <hello@mail.tap2.example>");
    }

    @AfterEach
    void close() {
        relay.close();
        fallback.close();
        mailbox.close();
        second.close();
        db.close();
    }

    private static Secret url(Mailbox box, Path folder, String scheme, String query) {
        var keys = SandboxKeys.load(folder);
        return new Secret(
                scheme + "://" + keys.smtpUser() + ":" + keys.smtpPassword() + "@127.0.0.1:" + box.smtpPort() + query);
    }

    private static OutboxMail mail(String to) {
        return new OutboxMail(UUID.randomUUID(), to, "Hello", "text", "<p>text</p>", 1, null, null);
    }

    private static JsonNode messages(Mailbox box) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return Json.tree(http.send(
                                    HttpRequest.newBuilder(URI.create(box.baseUri() + "/sandbox/api/messages"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("data");
        }
    }

    private String status(String to) {
        return db.read(tx -> tx.sql(
                        "SELECT attempts || ' ' || coalesce(last_error, '') AS s FROM outbox_mails WHERE to_address = :to")
                .set("to", to)
                .one(r -> r.text("s")));
    }

    private List<String> suppressed() {
        return db.read(tx ->
                tx.sql("SELECT address FROM mail_suppressions ORDER BY address").list(r -> r.text("address")));
    }

    private MailSender sender() {
        return new MailSender(db, clock, List.of(relay, fallback), 1_000, Tracing.off());
    }

    private void write(String to) {
        db.transact(tx -> outbox.send(tx, MailMessage.of(to, "password_changed", Locale.ENGLISH)));
    }

    @Test
    void aConnectionIsUsedForManyMailsAndReplacedWhenItIsGone() throws Exception {
        for (int i = 0; i < 250; i++) {
            relay.deliver(mail("to" + i + "@example.org"));
        }
        assertThat(messages(mailbox)).hasSize(250);
        // What was kept is closed by the relay meanwhile.
        mailbox.answer("mail", "", "421 4.4.2 idle for too long", 1);
        relay.deliver(mail("last@example.org"));
        assertThat(messages(mailbox)).hasSize(251);
    }

    @Test
    void theMessageIdIsOfTheSendersDomain() throws Exception {
        OutboxMail m = mail("to@example.org");
        relay.deliver(m);
        try (var http = HttpClient.newHttpClient()) {
            String id = messages(mailbox).get(0).path("id").asText();
            String raw = http.send(
                            HttpRequest.newBuilder(URI.create(mailbox.baseUri() + "/sandbox/api/messages/" + id))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(raw).contains("<" + m.id() + "@mail.tap2.example>").doesNotContain("tap2.creators");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT|550|5.1.1 no such user|dead",
                "RCPT|550|No such user here|dead",
                "RCPT|551|not local|dead",
                "RCPT|553|5.1.2 bad domain|dead",
                "RCPT|550|5.2.1 mailbox disabled|dead",
                "DATA|550|5.1.1 user unknown|dead",
                "RCPT|552|5.2.2 mailbox full|mail",
                "DATA|552|5.3.4 too big|mail",
                "DATA|554|transaction failed|mail",
                "RCPT|550|5.7.1 relaying denied|ours",
                "DATA|550|5.7.26 unauthenticated sender|ours",
                "RCPT|554|5.7.1 blocked by a list|ours",
                "DATA|454|Throttling failure: Maximum sending rate exceeded.|slower",
                "MAIL|454|Throttling failure: Daily message quota exceeded.|slower",
                "RCPT|450|4.7.1 too many connections, slow down|slower",
                "MAIL|451|4.7.500 Server busy|slower",
                "RCPT|451|4.7.1 greylisted, come back|later",
                "RCPT|450|4.2.0 Recipient address rejected: Greylisted|later",
                "RCPT|452|4.2.2 mailbox full|later",
                "MAIL|550|5.7.1 sender not verified|elsewhere",
                "MAIL|451|4.3.0 try again|elsewhere",
                "RCPT|421|4.3.2 going down|elsewhere"
            })
    void everyReplyHasOneWhoseMatterItIs(String command, int code, String words, String whose) {
        Class<?> kind = switch (whose) {
            case "dead", "mail" -> UndeliverableException.class;
            case "ours" -> RelayRefusesException.class;
            case "slower" -> ThrottledException.class;
            case "later" -> TryLaterException.class;
            default -> RelayUnavailableException.class;
        };
        var e = SmtpAnswer.of(command, code, code + " " + words, null);
        assertThat(e).isInstanceOf(kind);
        if (e instanceof UndeliverableException u) {
            assertThat(u.deadAddress()).isEqualTo(whose.equals("dead"));
        }
        // The same over the wire.
        mailbox.answer(command.toLowerCase(Locale.ROOT), "", code + " " + words, 2);
        assertThatThrownBy(() -> relay.deliver(mail("to@example.org"))).isInstanceOf(kind);
    }

    @Test
    void aDeadAddressIsTriedOnceAndNeverAtTheSecondRelay() throws Exception {
        mailbox.answer("rcpt", "dead@", "550 5.1.1 no such user", 99);
        second.answer("rcpt", "dead@", "550 5.1.1 no such user", 99);
        write("Dead@example.org");
        write("alive@example.org");
        mailbox.answer("rcpt", "Dead@", "550 5.1.1 no such user", 99);
        try (var sender = sender()) {
            assertThat(sender.drain()).isEqualTo(1);
            clock.advance(Duration.ofDays(3));
            assertThat(sender.drain()).isZero();
        }
        assertThat(suppressed()).containsExactly("dead@example.org");
        assertThat(status("Dead@example.org")).startsWith("12 ").contains("no such user");
        assertThat(messages(second)).isEmpty();
    }

    @Test
    void whatIsOursToMendSuppressesNobodyAndIsTriedAgain() throws Exception {
        mailbox.answer("data", "", "550 5.7.26 unauthenticated sender", 1);
        write("a@example.org");
        try (var sender = sender()) {
            assertThat(sender.drain()).isZero();
            assertThat(suppressed()).isEmpty();
            assertThat(messages(second)).isEmpty();
            clock.advance(Duration.ofSeconds(31));
            assertThat(sender.drain()).isEqualTo(1);
        }
    }

    @Test
    void aThrottleCostsNoTryAndGoesToNoOtherRelay() throws Exception {
        mailbox.answer("data", "", "454 Throttling failure: Maximum sending rate exceeded.", 1);
        write("a@example.org");
        try (var sender = sender()) {
            assertThat(sender.drain()).isZero();
            assertThat(status("a@example.org")).startsWith("0 ");
            assertThat(messages(second)).isEmpty();
            clock.advance(Duration.ofSeconds(21));
            assertThat(sender.drain()).isEqualTo(1);
        }
        assertThat(messages(mailbox)).hasSize(1);
    }

    @Test
    void aRelayWithALowRateGetsEverythingInTheEnd() throws Exception {
        mailbox.limit(20);
        for (int i = 0; i < 60; i++) {
            write("n" + i + "@example.org");
        }
        try (var sender = sender()) {
            int sent = 0;
            for (int i = 0; i < 40 && sent < 60; i++) {
                sent += sender.drain();
                clock.advance(Duration.ofSeconds(21));
            }
            assertThat(sent).isEqualTo(60);
        }
        assertThat(messages(second)).isEmpty();
    }

    @Test
    void aWrongPasswordIsTheRelaysMatterAndTheSecondTakesOver() throws Exception {
        var wrong = new SmtpRelay(
                new Secret("smtp://mailbox:wrong@127.0.0.1:" + mailbox.smtpPort()), "hello@mail.tap2.example");
        write("a@example.org");
        try (var sender = new MailSender(db, clock, List.of(wrong, fallback), 50, Tracing.off())) {
            assertThat(sender.drain()).isEqualTo(1);
        }
        assertThat(messages(second)).hasSize(1);
        assertThat(suppressed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp+starttls", "smtp"})
    void whereTlsIsDemandedNothingIsSaidWithoutIt(String scheme) throws Exception {
        var demanding = new SmtpRelay(
                url(mailbox, folder, scheme, scheme.equals("smtp") ? "?starttls=required" : ""),
                "hello@mail.tap2.example");
        assertThatThrownBy(() -> demanding.deliver(mail("a@example.org")))
                .isInstanceOf(RelayUnavailableException.class)
                .hasMessageContaining("STARTTLS");
        assertThat(messages(mailbox)).isEmpty();
    }

    @Test
    void addressesAreReadAsTheyStandInTheProvidersConsoles() {
        var a = SmtpAddress.parse("smtp+starttls://apikey:SG.a%2Bb%2Fc+d@smtp.sendgrid.net");
        assertThat(a.port()).isEqualTo(587);
        assertThat(a.user()).isEqualTo("apikey");
        assertThat(a.password().value()).isEqualTo("SG.a+b/c+d");
        assertThat(SmtpAddress.parse("smtps://u:p@email-smtp.eu-west-1.amazonaws.com")
                        .port())
                .isEqualTo(465);
        for (String wrong : List.of(
                "",
                "mail.example:587",
                "http://mail.example",
                "smtp://",
                "smtp://user@h:587",
                "smtp://:p@h",
                "smtp://u:p@h?starttls=no",
                "smtps://u:p@h?x=y",
                "smtp://u:p@ss@h:587",
                "smtp://u p:x@h")) {
            assertThatThrownBy(() -> SmtpAddress.parse(wrong)).as(wrong).isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void relaysGetTheHeadersTheyAskFor() {
        var all = MailHeaders.parse(List.of("X-SES-CONFIGURATION-SET=tap2"), "mail.headers");
        var headers = new MailHeaders(all, Map.of("X-PM-Message-Stream", "broadcast"));
        assertThat(headers.of(mail("a@b.org"))).containsOnlyKeys("X-SES-CONFIGURATION-SET");
        var many = new OutboxMail(UUID.randomUUID(), "a@b.org", "s", "t", "h", 1, "https://x/unsubscribe/1", null);
        assertThat(headers.of(many)).containsOnlyKeys("X-SES-CONFIGURATION-SET", "X-PM-Message-Stream");
        for (String wrong : List.of("Bcc=a@b.org", "X-A", "X-A=", "X-A=b\r\nBcc: c", "From=x@y.org")) {
            assertThatThrownBy(() -> MailHeaders.parse(List.of(wrong), "mail.headers"))
                    .isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void theRelayIsAskedWithoutSendingAnything() throws Exception {
        relay.probe("operator@example.org");
        assertThat(messages(mailbox)).isEmpty();
        mailbox.answer("mail", "", "550 5.7.1 sender not verified", 1);
        assertThatThrownBy(() -> relay.probe("operator@example.org")).hasMessageContaining("sender not verified");
    }
}
