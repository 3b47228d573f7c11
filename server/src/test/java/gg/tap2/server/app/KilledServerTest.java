package gg.tap2.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.ServerProcess;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process of its own, killed at random moments while tips come in: what Stripe took is booked
/// once.
class KilledServerTest {
    @TempDir
    Path data;

    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private ServerProcess server;
    private volatile boolean stop;

    @Test
    void oneKillLosesAndDoublesNothing() throws Exception {
        play(1, 3);
    }

    @Test
    @Tag("slow")
    void manyKillsLoseAndDoubleNothing() throws Exception {
        play(8, 6);
    }

    private void play(int kills, int clients) throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("KilledServerTest seed " + seed);
        var random = new Random(seed);
        server = new ServerProcess(data, Map.of()).start();
        try {
            String slug = creator();
            List<Thread> threads = new java.util.ArrayList<>();
            for (int i = 0; i < clients; i++) {
                threads.add(Thread.ofVirtual().start(() -> load(slug)));
            }
            for (int k = 0; k < kills; k++) {
                int before = taken.size();
                for (int i = 0; i < 150 && taken.size() < before + 8; i++) {
                    Thread.sleep(100);
                }
                Thread.sleep(random.nextInt(500));
                server.kill();
                server.start();
            }
            Thread.sleep(500);
            stop = true;
            for (Thread t : threads) {
                t.join(20_000);
            }
            settle();
            var paid = new TreeSet<String>();
            for (JsonNode i : server.get(
                            server.run().at("/stripe/base").asText() + "/sandbox/api/objects/payment_intent")
                    .path("data")) {
                if (i.path("status").asText().equals("succeeded")) {
                    paid.add(i.path("metadata").path("paymentId").asText());
                }
            }
            var forgotten = new TreeSet<>(taken);
            forgotten.removeAll(paid);
            assertEquals(Set.of(), forgotten, "Stripe keeps what it answered; seed " + seed);
            assertTrue(paid.size() > 5, paid.size() + " tips are too few to tell; seed " + seed);
            assertEquals(paid, server.column("SELECT id FROM payments WHERE status = 'succeeded'"), "seed " + seed);
            assertEquals(
                    paid,
                    server.column("SELECT event_id FROM ledger_journal WHERE event_type = 'sale'"),
                    "seed " + seed);
            JsonNode doctor = server.get(server.run().at("/server/base").asText() + "/sandbox/doctor");
            assertTrue(
                    doctor.path("journals").asLong() >= paid.size()
                            && doctor.path("differences").isEmpty(),
                    doctor.path("differences") + " seed " + seed);
            System.out.println(paid.size() + " tips over " + kills + " kills, all booked once");
        } finally {
            stop = true;
            server.close();
        }
    }

    private String creator() throws Exception {
        UUID id = UUID.randomUUID();
        try (var c = server.database();
                var s = c.createStatement()) {
            s.execute("INSERT INTO users (id, email, role, email_verified, created_at, updated_at) VALUES ('" + id
                    + "', 'k@creators.test', 'creator', TRUE, now(), now())");
            s.execute(
                    "INSERT INTO creators (id, user_id, slug, display_name, published, created_at, updated_at) VALUES ('"
                            + id + "', '" + id + "', 'killed', 'K', TRUE, now(), now())");
        }
        return "killed";
    }

    private void load(String slug) {
        while (!stop) {
            try {
                tip(slug);
            } catch (IOException e) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tip(String slug) throws IOException, InterruptedException {
        String body = Json.write(Map.of(
                "amount",
                500,
                "anonymous",
                true,
                "creatorSlug",
                slug,
                "guestEmail",
                UUID.randomUUID() + "@fans.test",
                "guestName",
                "G"));
        JsonNode start = server.post(
                        server.run().at("/server/base").asText() + "/api/v1/fans/tips",
                        "application/json",
                        body,
                        Map.of("Idempotency-Key", UUID.randomUUID().toString()))
                .path("data");
        String secret = start.path("clientSecret").asText("");
        if (secret.isEmpty()) {
            pause();
            return;
        }
        String form = Map.of(
                        "client_secret",
                        secret,
                        "payment_method_data[type]",
                        "card",
                        "payment_method_data[card][number]",
                        "4242424242424242",
                        "payment_method_data[card][exp_month]",
                        "12",
                        "payment_method_data[card][exp_year]",
                        "2034",
                        "payment_method_data[card][cvc]",
                        "123")
                .entrySet()
                .stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        JsonNode intent = server.post(
                server.run().at("/stripe/base").asText() + "/v1/payment_intents/"
                        + secret.replaceFirst("_secret_.*$", "") + "/confirm",
                "application/x-www-form-urlencoded",
                form,
                Map.of("Authorization", "Bearer " + start.path("publishableKey").asText()));
        if (intent.path("status").asText().equals("succeeded")) {
            taken.add(start.path("paymentId").asText());
        }
    }

    /// Time passes, so that what is still open is due for the sweeper, and is given some to work.
    private void settle() throws Exception {
        server.post(
                server.run().at("/server/base").asText() + "/sandbox/clock/advance",
                "application/json",
                "{\"seconds\":420}",
                Map.of("Idempotency-Key", "advance-" + UUID.randomUUID()));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            Set<String> booked = server.column("SELECT id FROM payments WHERE status = 'succeeded'");
            Set<String> open = server.column(
                    "SELECT id FROM payments WHERE status NOT IN ('succeeded', 'canceled', 'failed') AND checked_at IS NULL");
            if (booked.containsAll(taken) && open.isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
    }
}
