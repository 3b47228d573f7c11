package gg.tap2.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Live events, the feed and web push on the running server.
final class LiveEventsTest {
    private static final TestServer SERVER = TestServer.get();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Event(String id, String type) {}

    /// A stream that is read in the background.
    private static final class Stream implements AutoCloseable {
        private final InputStream in;
        private final CountDownLatch over = new CountDownLatch(1);
        final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

        Stream(Account who, String lastId) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + Routes.EVENTS))
                    .header("Authorization", "Bearer " + who.accessToken())
                    .header("Accept", "text/event-stream");
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            in = answer.body();
            Thread.startVirtualThread(this::read);
        }

        boolean endsWithin(Duration time) throws InterruptedException {
            return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void read() {
            String id = "";
            String type = "";
            try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("event: ")) {
                        type = line.substring(7);
                    } else if (line.isEmpty() && !id.isEmpty() && !type.isEmpty()) {
                        events.add(new Event(id, type));
                        type = "";
                    }
                }
            } catch (java.io.IOException e) {
                // closed by the test
            } finally {
                over.countDown();
            }
        }

        Event next() throws InterruptedException {
            Event e = events.poll(10, TimeUnit.SECONDS);
            assertThat(e).as("an event").isNotNull();
            return e;
        }

        @Override
        public void close() throws Exception {
            in.close();
        }
    }

    private static void change(Account creator) {
        var reply = SERVER.send(
                "POST",
                Routes.TIERS,
                Map.of(
                        "name",
                        "Tier " + UUID.randomUUID(),
                        "price",
                        500,
                        "trialDays",
                        0,
                        "sortOrder",
                        0,
                        "published",
                        true),
                creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isIn(200, 201);
    }

    @Test
    void aChangeIsToldAndAReconnectMissesNothing() throws Exception {
        var creator = SERVER.creator();
        String last;
        try (var stream = new Stream(creator, null)) {
            assertThat(stream.next().type()).isEqualTo("changes");
            change(creator);
            Event e = stream.next();
            assertThat(e.type()).isEqualTo("changes");
            last = e.id();
        }
        change(creator);
        try (var stream = new Stream(creator, last)) {
            Event e = stream.next();
            assertThat(e.type()).isEqualTo("changes");
            assertThat(e.id()).isNotEqualTo(last);
            last = e.id();
        }
        try (var stream = new Stream(creator, last)) {
            assertThat(stream.events.poll(1500, TimeUnit.MILLISECONDS))
                    .as("nothing new")
                    .isNull();
        }
    }

    @Test
    void streamsDoNotUseUpTheRequestsHandledAtOnce() throws Exception {
        List<Stream> open = new ArrayList<>();
        var creator = SERVER.creator();
        try {
            for (int i = 0; i < 600; i++) {
                if (i % 12 == 0) {
                    creator = SERVER.creator();
                }
                open.add(new Stream(creator, null));
            }
            assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken())
                            .status())
                    .isEqualTo(200);
        } finally {
            for (Stream s : open) {
                s.close();
            }
        }
    }

    @Test
    void theStreamOfAnEndedSessionEnds() throws Exception {
        var creator = SERVER.creator();
        var other = SERVER.creator();
        try (var stream = new Stream(creator, null);
                var stays = new Stream(other, null)) {
            assertThat(stream.next().type()).isEqualTo("changes");
            assertThat(SERVER.send(
                                    "POST",
                                    Routes.AUTH + "/logout",
                                    Map.of("refreshToken", creator.refreshToken()),
                                    creator.accessToken())
                            .status())
                    .isEqualTo(204);
            assertThat(stream.endsWithin(Duration.ofSeconds(15))).isTrue();
            assertThat(stays.endsWithin(Duration.ofMillis(100))).isFalse();
        }
    }

    @Test
    void aUsersOldestStreamMakesRoom() throws Exception {
        var creator = SERVER.creator();
        List<Stream> open = new ArrayList<>();
        try {
            for (int i = 0; i < 13; i++) {
                open.add(new Stream(creator, null));
            }
            assertThat(open.getFirst().endsWithin(Duration.ofSeconds(10))).isTrue();
            assertThat(open.get(1).endsWithin(Duration.ofMillis(500))).isFalse();
            assertThat(open.getLast().next().type()).isEqualTo("changes");
        } finally {
            for (Stream s : open) {
                s.close();
            }
        }
    }

    @Test
    void guestsAndFansHaveNoStreamOfACreator() {
        assertThat(SERVER.send("GET", Routes.EVENTS, null, null).status()).isEqualTo(401);
        assertThat(SERVER.send("GET", Routes.EVENTS, null, SERVER.fan().accessToken())
                        .status())
                .isEqualTo(403);
    }

    private static UUID creatorId(Account creator) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .one(r -> r.uuid("id")));
    }

    private static void paidOut(Account creator, long cents) {
        UUID payout = UUID.randomUUID();
        var event = new PayoutEvent.Paid(payout.toString(), creatorId(creator), payout, Money.of(cents, Currency.USD));
        SERVER.app().db().transact(tx -> Outbox.publish(tx, event, Instant.now()));
        SERVER.app().wakeNotices();
    }

    private static JsonNode feed(Account who, int atLeast) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            var reply = SERVER.send("GET", Routes.NOTICES, null, who.accessToken());
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            if (reply.data().path("notices").size() >= atLeast) {
                return reply.data();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no notice came");
    }

    @Test
    void anEventBecomesOneLineOfTheFeedAndOneMail() throws Exception {
        var creator = SERVER.creator();
        var stream = new Stream(creator, null);
        stream.next();
        paidOut(creator, 12_345);
        JsonNode feed = feed(creator, 1);
        assertThat(feed.path("notices").path(0).path("title").asText()).contains("$123.45");
        assertThat(feed.path("unread").asLong()).isEqualTo(1);
        assertThat(stream.next().type()).isEqualTo("notices");
        stream.close();
        assertThat(mails(creator, "Paid out%")).isEqualTo(1);
        assertThat(SERVER.send("POST", Routes.NOTICES_READ, Map.of(), creator.accessToken())
                        .status())
                .isEqualTo(204);
        assertThat(feed(creator, 1).path("unread").asLong()).isZero();
    }

    private static long mails(Account who, String subject) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_mails WHERE to_address = :to AND subject LIKE :subject")
                        .set("to", who.email())
                        .set("subject", subject)
                        .one(r -> r.number("n")));
    }

    private static UUID sale(Account creator) {
        UUID fan = UUID.randomUUID();
        UUID payment = UUID.randomUUID();
        UUID owner = creatorId(creator);
        SERVER.app().db().transact(tx -> {
            tx.sql("INSERT INTO fans (id, guest_email, created_at) VALUES (:id, :mail, now())")
                    .set("id", fan)
                    .set("mail", fan + "@guests.test")
                    .update();
            tx.sql("""
                    INSERT INTO payments (id, creator_id, fan_id, kind, title, amount_cents, currency, status, created_at, updated_at)
                    SELECT :id, c.id, :fan, 'tip', 'Tip', 500, 'USD', 'failed', now(), now() FROM creators c WHERE c.slug = :slug""")
                    .set("id", payment)
                    .set("fan", fan)
                    .set("slug", creator.slug())
                    .update();
            Outbox.publish(
                    tx,
                    new SaleEvent.PaymentSucceeded(
                            payment.toString(),
                            owner,
                            fan,
                            payment,
                            SaleKind.TIP,
                            "Tip",
                            null,
                            Money.of(500, Currency.USD),
                            "T2-1"),
                    Instant.now());
        });
        SERVER.app().wakeNotices();
        return payment;
    }

    @Test
    void mailThatNobodyWantsIsNotSentAndOneClickEndsIt() throws Exception {
        var creator = SERVER.creator();
        sale(creator);
        feed(creator, 1);
        String link = SERVER.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT unsubscribe FROM outbox_mails WHERE to_address = :to AND unsubscribe IS NOT NULL")
                        .set("to", creator.email())
                        .one(r -> r.text("unsubscribe")));
        String path = URI.create(link).getRawPath();
        assertThat(SERVER.send("GET", path, null, null).body()).contains("<form");
        assertThat(SERVER.send("POST", path.substring(0, path.length() - 2) + "xx", null, null)
                        .status())
                .isEqualTo(404);
        assertThat(SERVER.send("POST", path, null, null).status()).isEqualTo(200);
        long before = mails(creator, "%");
        sale(creator);
        feed(creator, 2);
        assertThat(mails(creator, "%")).isEqualTo(before);
        paidOut(creator, 100);
        feed(creator, 3);
        assertThat(mails(creator, "Paid out%")).as("money is always mailed").isEqualTo(1);
    }

    @Test
    void theDigestCollectsWhatMayWait() throws Exception {
        var creator = SERVER.creator();
        var prefs = Map.of(
                "digest",
                true,
                "groups",
                List.of(Map.of("name", "sales", "mail", true, "feed", true, "push", true, "required", false)));
        assertThat(SERVER.send("PUT", Routes.NOTICE_PREFERENCES, prefs, creator.accessToken())
                        .data()
                        .path("digest")
                        .asBoolean())
                .isTrue();
        long before = mails(creator, "%");
        sale(creator);
        sale(creator);
        feed(creator, 2);
        assertThat(mails(creator, "%")).isEqualTo(before);
        SERVER.app().jobs().runNow("digest");
        SERVER.app().jobs().runNow("digest");
        assertThat(mails(creator, "2 new notices")).isEqualTo(1);
    }

    private static final String P256DH =
            "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM";

    private static Map<String, Object> subscription(String endpoint) {
        return Map.of("endpoint", endpoint, "keys", Map.of("p256dh", P256DH, "auth", "tBHItJI5svbpez7KI4CCXg"));
    }

    @Test
    void aNoticeIsPushedEncryptedAndAGoneBrowserForgotten() throws Exception {
        var creator = SERVER.creator();
        record Got(String encoding, String authorization, byte[] body) {}
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        var status = new java.util.concurrent.atomic.AtomicInteger(201);
        var push = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        push.createContext("/", x -> {
            // Read before the test hears of the request, which then changes it.
            int answer = status.get();
            got.add(new Got(
                    x.getRequestHeaders().getFirst("Content-Encoding"),
                    x.getRequestHeaders().getFirst("Authorization"),
                    x.getRequestBody().readAllBytes()));
            x.sendResponseHeaders(answer, -1);
            x.close();
        });
        push.start();
        try {
            String endpoint = "http://127.0.0.1:" + push.getAddress().getPort() + "/push/abc";
            var key = SERVER.send("GET", Routes.PUSH_KEY, null, creator.accessToken())
                    .data()
                    .path("publicKey")
                    .asText();
            assertThat(java.util.Base64.getUrlDecoder().decode(key)).hasSize(65);
            assertThat(SERVER.send("POST", Routes.PUSH_SUBSCRIPTIONS, subscription(endpoint), creator.accessToken())
                            .status())
                    .isEqualTo(204);
            paidOut(creator, 100);
            Got first = got.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.encoding()).isEqualTo("aes128gcm");
            assertThat(first.authorization()).contains("vapid");
            assertThat(new String(first.body(), StandardCharsets.ISO_8859_1)).doesNotContain("Paid");
            status.set(410);
            paidOut(creator, 200);
            assertThat(got.poll(20, TimeUnit.SECONDS)).isNotNull();
            for (int i = 0; i < 100 && subscriptions(endpoint) > 0; i++) {
                Thread.sleep(50);
            }
            assertThat(subscriptions(endpoint)).isZero();
        } finally {
            push.stop(0);
        }
    }

    /// A refusal for good is not repeated and its reason is kept; a wish to wait is.
    @Test
    void aPushThatIsRefusedForGoodIsNotRepeated() throws Exception {
        var creator = SERVER.creator();
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        var push = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        push.createContext("/", x -> {
            x.getRequestBody().readAllBytes();
            asked.incrementAndGet();
            boolean slow = x.getRequestURI().getPath().endsWith("slow");
            byte[] why = "{\"reason\":\"BadJwtToken\"}".getBytes(StandardCharsets.UTF_8);
            if (slow) {
                x.getResponseHeaders().add("Retry-After", "3000");
            }
            x.sendResponseHeaders(slow ? 429 : 403, why.length);
            x.getResponseBody().write(why);
            x.close();
        });
        push.start();
        try {
            String base = "http://127.0.0.1:" + push.getAddress().getPort() + "/push/";
            for (String end : List.of("bad", "slow")) {
                SERVER.send("POST", Routes.PUSH_SUBSCRIPTIONS, subscription(base + end), creator.accessToken());
            }
            paidOut(creator, 100);
            for (int i = 0; i < 200 && asked.get() < 2; i++) {
                Thread.sleep(50);
            }
            for (int i = 0; i < 100 && pushed(base + "bad").isEmpty(); i++) {
                Thread.sleep(50);
            }
            assertThat(pushed(base + "bad")).isEqualTo("6 refused 403 {\"reason\":\"BadJwtToken\"}");
            assertThat(pushed(base + "slow")).isEqualTo("1 status 429");
            boolean waits = SERVER.app()
                    .db()
                    .read(tx -> tx.sql("""
                    SELECT 1 FROM outbox_pushes o JOIN push_subscriptions s ON s.id = o.subscription_id
                    WHERE s.endpoint = :e AND o.next_attempt_at > o.created_at + interval '45 minutes'""").set("e", base + "slow").exists());
            assertThat(waits).isTrue();
            assertThat(asked).hasValue(2);
        } finally {
            push.stop(0);
        }
    }

    private static String pushed(String endpoint) {
        return SERVER.app()
                .db()
                .read(tx ->
                        tx.sql("""
                SELECT o.attempts || ' ' || o.last_error AS s FROM outbox_pushes o JOIN push_subscriptions s ON s.id = o.subscription_id
                WHERE s.endpoint = :e AND o.last_error IS NOT NULL""").set("e", endpoint).first(r -> r.text("s")).orElse(""));
    }

    private static long subscriptions(String endpoint) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM push_subscriptions WHERE endpoint = :e")
                        .set("e", endpoint)
                        .one(r -> r.number("n")));
    }

    @Test
    void noBrowserMakesUsCallOurOwnNetwork() {
        var creator = SERVER.creator();
        for (String endpoint : List.of(
                "http://push.example.com/x",
                "https://10.0.0.1/x",
                "https://169.254.169.254/latest/meta-data",
                "https://[fd00::1]/x",
                "https://[2001::5ef5:79fd:0:a]/x",
                "https://[2001:0:53aa:64c:0:fbff:f5ff:fffe]/x",
                "https://[2001:20::1]/x",
                "https://[2001:db8::1]/x",
                "https://[::ffff:10.0.0.1]/x",
                "https://[::10.0.0.1]/x",
                "https://[100::1]/x",
                "https://[5f00::1]/x",
                "https://[3fff::1]/x",
                "https://[64:ff9b:1::1]/x",
                "https://192.0.0.8/x",
                "https://198.18.0.1/x",
                "https://203.0.113.5/x",
                "https://240.0.0.1/x",
                "https://100.64.0.1/x",
                "https://user:pass@8.8.8.8/x",
                "https://8.8.8.8:8443/x",
                "file:///etc/passwd")) {
            assertThat(SERVER.send("POST", Routes.PUSH_SUBSCRIPTIONS, subscription(endpoint), creator.accessToken())
                            .status())
                    .as(endpoint)
                    .isEqualTo(422);
        }
    }
}
