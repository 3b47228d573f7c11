package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Live events and web push with two servers and no Redis: what happens on one is told by the other.
@Tag("slow")
final class LiveAcrossServersTest {
    private static final String BROWSER =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    @TempDir
    Path folder;

    private final TestServer a = TestServer.get();

    private record Event(String id, String type) {}

    /// A stream of one server, read until it breaks.
    private record Stream(HttpResponse<java.io.InputStream> answer, BlockingQueue<Event> events)
            implements AutoCloseable {
        static final Event BROKEN = new Event("", "broken");

        static Stream open(String base, Account who, @Nullable String lastId) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(base + Routes.EVENTS))
                    .header("Authorization", "Bearer " + who.accessToken());
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            var answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            var events = new LinkedBlockingQueue<Event>();
            Thread.startVirtualThread(() -> read(answer, events));
            return new Stream(answer, events);
        }

        private static void read(HttpResponse<java.io.InputStream> answer, BlockingQueue<Event> events) {
            String id = "";
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("event: ")) {
                        events.add(new Event(id, line.substring(7)));
                    }
                }
            } catch (IOException e) {
                // what the test waits for
            }
            events.add(BROKEN);
        }

        Event next(String what) throws InterruptedException {
            Event e = events.poll(20, TimeUnit.SECONDS);
            assertThat(e).as(what).isNotNull();
            return e;
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }

    /// Something that the creator's other devices must hear of; asked of the first server.
    private void change(Account creator) {
        var reply = a.send(
                "POST",
                Routes.DISCOUNTS,
                Map.of(
                        "id",
                        UUID.randomUUID(),
                        "code",
                        "c" + UUID.randomUUID().toString().substring(0, 8),
                        "percentOff",
                        10,
                        "active",
                        true),
                creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        a.changed(creator);
    }

    private void paidOut(Account creator) {
        UUID payout = UUID.randomUUID();
        a.app().db().transact(tx -> {
            UUID owner = tx.sql("SELECT id FROM creators WHERE slug = :slug")
                    .set("slug", creator.slug())
                    .one(r -> r.uuid("id"));
            Outbox.publish(
                    tx,
                    new PayoutEvent.Paid(payout.toString(), owner, payout, Money.of(100, Currency.USD)),
                    Instant.now());
        });
    }

    @Test
    void anEventReachesAStreamOfTheOtherServerAndNothingIsLostWhenThatDies() throws Exception {
        var creator = a.creator();
        try (var b = ServerNode.start(a.app(), folder, "b", Map.of(Key.HTTP_MAX_REQUESTS, "64"))) {
            String last;
            try (var stream = Stream.open(b.url(), creator, null)) {
                assertThat(stream.next("the state at the start").type()).isEqualTo("changes");
                change(creator);
                Event told = stream.next("a change made on the first server");
                assertThat(told.type()).isEqualTo("changes");
                last = told.id();
                paidOut(creator);
                for (Event e = stream.next("a notice"); !e.type().equals("notices"); e = stream.next("a notice")) {
                    last = e.id();
                }
                // The last id is that of the notice's event or newer.
                change(creator);
                Event newest = stream.next("one more");
                last = newest.id();
                b.kill();
                assertThat(stream.next("the end of the stream")).isEqualTo(Stream.BROKEN);
            }
            change(creator);
            try (var stream = Stream.open(a.baseUrl(), creator, last)) {
                Event missed = stream.next("what happened in between");
                assertThat(missed.type()).isEqualTo("changes");
                assertThat(missed.id()).isNotEqualTo(last);
                assertThat(stream.events().poll(2, TimeUnit.SECONDS))
                        .as("told once")
                        .isNull();
                last = missed.id();
            }
            try (var stream = Stream.open(a.baseUrl(), creator, last)) {
                assertThat(stream.events().poll(2, TimeUnit.SECONDS))
                        .as("nothing is told twice")
                        .isNull();
            }
        }
    }

    @Test
    void eachNoticeIsPushedOnceHoweverManyServersLookForIt() throws Exception {
        var creator = a.creator();
        var got = new LinkedBlockingQueue<String>();
        var browser = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        browser.createContext("/", x -> {
            got.add(String.valueOf(x.getRequestHeaders().getFirst("Content-Encoding")));
            x.getRequestBody().readAllBytes();
            x.sendResponseHeaders(201, -1);
            x.close();
        });
        browser.start();
        try (var b = ServerNode.start(a.app(), folder, "b", Map.of());
                var http = HttpClient.newHttpClient()) {
            // Registered at the one, told by whichever comes first.
            String body =
                    "{\"endpoint\": \"http://127.0.0.1:" + browser.getAddress().getPort()
                            + "/push/x\", \"keys\": {\"p256dh\": \"" + BROWSER
                            + "\", \"auth\": \"tBHItJI5svbpez7KI4CCXg\"}}";
            var registered = http.send(
                    HttpRequest.newBuilder(URI.create(b.url() + Routes.PUSH_SUBSCRIPTIONS))
                            .header("Authorization", "Bearer " + creator.accessToken())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(registered.statusCode()).as(registered.body()).isEqualTo(204);
            int notices = 12;
            for (int i = 0; i < notices; i++) {
                paidOut(creator);
            }
            for (int i = 0; i < notices; i++) {
                assertThat(got.poll(40, TimeUnit.SECONDS)).as("push " + i).isEqualTo("aes128gcm");
            }
            assertThat(got.poll(4, TimeUnit.SECONDS)).as("one too many").isNull();
        } finally {
            browser.stop(0);
        }
    }
}
