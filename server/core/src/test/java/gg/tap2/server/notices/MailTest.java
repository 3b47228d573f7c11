package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailTest {
    private final MutableClock clock = new MutableClock();
    private final Db db = TestDatabase.open();
    private final MailOutbox outbox = new MailOutbox(new Texts(), clock);

    @AfterEach
    void close() {
        db.close();
    }

    /// Speaks just enough SMTP to take mail.
    private static final class Smtp implements AutoCloseable {
        final ServerSocket server;
        final List<String> taken = new CopyOnWriteArrayList<>();
        volatile boolean away;

        Smtp() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket s = server.accept();
                        Thread.ofVirtual().start(() -> talk(s));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        Secret url() {
            return new Secret("smtp://127.0.0.1:" + server.getLocalPort());
        }

        private void talk(Socket s) {
            try (s;
                    var in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8))) {
                say(s, "220 test");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String verb = line.toUpperCase(Locale.ROOT);
                    if (verb.startsWith("MAIL") && away) {
                        say(s, "451 4.3.2 going down");
                    } else if (verb.startsWith("DATA")) {
                        say(s, "354 go");
                        var mail = new StringBuilder();
                        for (String l = in.readLine(); !l.equals("."); l = in.readLine()) {
                            mail.append(l).append('\n');
                        }
                        taken.add(mail.toString());
                        say(s, "250 taken");
                    } else if (verb.startsWith("QUIT")) {
                        say(s, "221 bye");
                        return;
                    } else {
                        say(s, "250 ok");
                    }
                }
            } catch (IOException e) {
                // the other side went away
            }
        }

        private static void say(Socket s, String line) throws IOException {
            s.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private void send(String name, String dedup) {
        var m = MailMessage.of("to@example.org", "verify_email", Locale.GERMAN, name)
                .withLink("https://tap2.example/verify-email?token=abc");
        db.transact(tx -> outbox.send(tx, dedup == null ? m : m.once(dedup)));
    }

    @Test
    void mailGoesOutOnceWithTextAndHtml() throws Exception {
        try (var smtp = new Smtp()) {
            var sender = new MailSender(
                    db, clock, List.of(new SmtpRelay(smtp.url(), "Tap2 <hello@tap2.example>")), 50, Tracing.off());
            send("Maya", "once");
            send("Maya", "once");
            assertThat(sender.drain()).isEqualTo(1);
            assertThat(sender.drain()).isZero();
            assertThat(smtp.taken).hasSize(1);
            assertThat(smtp.taken.getFirst())
                    .contains("To: to@example.org")
                    .contains("multipart/alternative")
                    .contains("Auto-Submitted: auto-generated");
        }
    }

    @Test
    void whatSomebodyWaitsForGoesBeforeABacklogOfReceipts() throws Exception {
        for (int i = 0; i < 60; i++) {
            String fan = "fan" + i + "@example.org";
            db.transact(tx -> outbox.send(tx, MailMessage.of(fan, "verify_email", Locale.ENGLISH, "Fan"), null));
        }
        Thread.sleep(5);
        send("Maya", null);
        var order = new java.util.ArrayList<String>();
        var sender = new MailSender(db, clock, List.of(m -> order.add(m.to())), 10_000, Tracing.off());
        assertThat(sender.drain()).isEqualTo(61);
        assertThat(order.indexOf("to@example.org")).as("in the first batch").isLessThan(10);
    }

    @Test
    void aReceiptGoesBeforeNewsThatOneCanUnsubscribeFrom() {
        db.transact(tx -> {
            for (int i = 0; i < 60; i++) {
                outbox.send(
                        tx,
                        MailMessage.of("f" + i + "@example.org", "new_product", Locale.ENGLISH, "x", "y")
                                .withLink("https://tap2.example/x"),
                        "https://tap2.example/unsubscribe");
            }
        });
        clock.advance(Duration.ofSeconds(1));
        db.transact(tx -> outbox.send(
                tx,
                MailMessage.of("buyer@example.org", "receipt_product", Locale.ENGLISH, "x", "y", "$5.00", "R-1")
                        .withLink("https://tap2.example/x"),
                null));
        var order = new java.util.ArrayList<String>();
        var sender = new MailSender(db, clock, List.of(m -> order.add(m.to())), 10_000, Tracing.off());
        assertThat(sender.drain()).isEqualTo(61);
        assertThat(order.indexOf("buyer@example.org")).as("in the first batch").isLessThan(10);
    }

    @Test
    void whatARelayRefusesGoesToTheSecondOrWaits() throws Exception {
        try (var first = new Smtp();
                var second = new Smtp()) {
            first.away = true;
            var a = new SmtpRelay(first.url(), "hello@tap2.example");
            var b = new SmtpRelay(second.url(), "hello@tap2.example");
            send("Maya", null);
            assertThat(new MailSender(db, clock, List.of(a, b), 50, Tracing.off()).drain())
                    .isEqualTo(1);
            assertThat(second.taken).hasSize(1);
            second.away = true;
            send("Maya", null);
            var sender = new MailSender(db, clock, List.of(a, b), 50, Tracing.off());
            assertThat(sender.drain()).isZero();
            second.away = false;
            assertThat(sender.drain()).isZero();
            clock.advance(Duration.ofSeconds(31));
            assertThat(sender.drain()).isEqualTo(1);
        }
    }

    @Test
    void aRolledBackTransactionSendsNothing() {
        var count = new AtomicInteger();
        var sender = new MailSender(db, clock, List.of(m -> count.incrementAndGet()), 50, Tracing.off());
        try {
            db.transact(tx -> {
                outbox.send(tx, MailMessage.of("to@example.org", "password_changed", Locale.ENGLISH));
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException e) {
            // as planned
        }
        assertThat(sender.drain()).isZero();
        assertThat(count).hasValue(0);
    }

    @Test
    void namesCannotAddHeadersOrMarkup() {
        var m = MailMessage.of(
                "a@b.example", "new_device", Locale.ENGLISH, "<img src=x>\r\nBcc: evil@x.example", "ip", "t");
        var text = MailText.of(new Texts(), m);
        assertThat(text.html()).contains("&lt;img src=x&gt;").doesNotContain("<img");
        assertThat(MailText.oneLine("a\r\nBcc: b\u2028c")).isEqualTo("a Bcc: b c");
    }

    @Test
    void everyTextIsThereInBothLanguages() {
        for (String bundle : List.of("accounts", "notices")) {
            var en = Texts.load(bundle, Locale.ENGLISH);
            var de = Texts.load(bundle, Locale.GERMAN);
            assertThat(de.stringPropertyNames())
                    .isEqualTo(en.stringPropertyNames())
                    .isNotEmpty();
        }
    }

    @Test
    void anAddressThatMailCannotCarryIsGivenUpAtOnce() throws IOException {
        try (var smtp = new Smtp();
                var sender = new MailSender(
                        db, clock, List.of(new SmtpRelay(smtp.url(), "a@b.test")), 1_000, Tracing.off())) {
            for (String to : List.of("Ţůb@x.test", "bob@Ÿ.test", "a@x.test\r\nDATA", "<a@x.test>", "v\u0140z@x.test")) {
                db.transact(tx -> outbox.send(tx, MailMessage.of(to, "password_changed", Locale.ENGLISH)));
            }
            assertThat(sender.drain()).isZero();
            assertThat(smtp.taken).isEmpty();
            clock.advance(Duration.ofDays(3));
            assertThat(sender.drain()).isZero();
            long tried = db.read(tx ->
                    tx.sql("SELECT max(attempts) - 12 AS n FROM outbox_mails").one(r -> r.number("n")));
            assertThat(tried).isZero();
            long suppressed = db.read(
                    tx -> tx.sql("SELECT count(*) AS n FROM mail_suppressions").one(r -> r.number("n")));
            assertThat(suppressed).isEqualTo(5);
        }
    }

    @Test
    void logsAndErrorsHoldNobodysAddress() {
        assertThat(MailSender.withoutAddresses("Invalid TO address: a.b+c@x.test"))
                .isEqualTo("Invalid TO address: (address)");
        assertThat(MailSender.withoutAddresses("550 <a@x.test>: no such user")).doesNotContain("@");
    }
}
