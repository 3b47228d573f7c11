package gg.tap2.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Guests who tip a creator again and again, through whatever happens to the server, and the proof that each tip that
/// Stripe took was booked once.
public final class TipLoad implements AutoCloseable {
    private static final Duration JUMP = Duration.ofMinutes(7);
    private static final int TRIES = 12;
    private static final String GOOD = "4242424242424242";
    private static final String DECLINED = "4000000000000002";

    private final ServerProcess server;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<String> defects = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stop;

    /// @param server running, with a database that is open to its owner
    public TipLoad(ServerProcess server, int clients) throws Exception {
        this.server = server;
        String slug = creator();
        for (int i = 0; i < clients; i++) {
            this.clients.add(Thread.ofVirtual().start(() -> load(slug)));
        }
    }

    /// Tips that Stripe answered as paid.
    public int taken() {
        return taken.size();
    }

    /// Waits until so many more were taken, or the time is over.
    public void more(int tips, Duration patience) throws InterruptedException {
        int goal = taken.size() + tips;
        long end = System.nanoTime() + patience.toNanos();
        while (taken.size() < goal && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        for (Thread t : clients) {
            t.join(Duration.ofSeconds(20));
        }
    }

    private String creator() throws Exception {
        UUID id = UUID.randomUUID();
        String slug = "load-" + id.toString().substring(0, 8);
        try (var c = server.database();
                var s = c.createStatement()) {
            s.execute("INSERT INTO users (id, email, role, email_verified, created_at, updated_at) VALUES ('" + id
                    + "', '" + slug + "@creators.test', 'creator', TRUE, now(), now())");
            s.execute(
                    "INSERT INTO creators (id, user_id, slug, display_name, published, created_at, updated_at) VALUES ('"
                            + id + "', '" + id + "', '" + slug + "', 'K', TRUE, now(), now())");
        }
        return slug;
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
        JsonNode start = begun(slug);
        if (start.isEmpty()) {
            return;
        }
        // Some begin with a card that is declined, so that a payment has more than one event.
        if (begun.incrementAndGet() % 3 == 0) {
            confirm(start, DECLINED);
        }
        if (confirm(start, GOOD).path("status").asText().equals("succeeded")) {
            taken.add(start.path("paymentId").asText());
        }
    }

    private JsonNode confirm(JsonNode start, String card) throws IOException, InterruptedException {
        String secret = start.path("clientSecret").asText();
        String form = Map.of(
                        "client_secret",
                        secret,
                        "payment_method_data[type]",
                        "card",
                        "payment_method_data[card][number]",
                        card,
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
        return server.post(
                server.run().at("/stripe/base").asText() + "/v1/payment_intents/"
                        + secret.replaceFirst("_secret_.*$", "") + "/confirm",
                "application/x-www-form-urlencoded",
                form,
                Map.of("Authorization", "Bearer " + start.path("publishableKey").asText()));
    }

    /// Repeats a request that had no answer, or was told to come back, under the same id and key, as browsers and
    /// studios do.
    ///
    /// @return the begun payment; empty when it was given up
    private JsonNode begun(String slug) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        String body = Json.write(Map.of(
                "id",
                id,
                "amount",
                500,
                "anonymous",
                true,
                "creatorSlug",
                slug,
                "guestEmail",
                id + "@fans.test",
                "guestName",
                "G"));
        for (int i = 0; i < TRIES && !stop; i++) {
            try {
                JsonNode reply = server.post(
                        server.run().at("/server/base").asText() + "/api/v1/fans/tips",
                        "application/json",
                        body,
                        Map.of("Idempotency-Key", id));
                JsonNode start = reply.path("data");
                if (!start.path("clientSecret").asText("").isEmpty()) {
                    return start;
                }
                if (start.has("paymentId")) {
                    defects.add("begun, and cannot be paid: " + reply);
                    break;
                }
                if (reply.at("/error/code").asText().equals("internal")) {
                    defects.add(reply.toString());
                }
            } catch (IOException e) {
                // no answer
            }
            pause();
        }
        return Json.tree("{}");
    }

    /// Time passes, so that what is still open is due for the sweeper, and is given some to work.
    public void settle() throws Exception {
        server.post(
                server.run().at("/server/base").asText() + "/sandbox/clock/advance",
                "application/json",
                "{\"seconds\":" + JUMP.toSeconds() + "}",
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

    /// What was signed before the clock jumped and arrived afterwards does not count: it lies as far behind the try
    /// before, or its creation, as the clock jumps.
    private static long refusals(JsonNode delivery) {
        long refused = 0;
        Instant before = Instant.ofEpochSecond(delivery.path("created").asLong());
        for (JsonNode a : delivery.path("attempts")) {
            Instant at = Instant.parse(a.path("at").asText());
            boolean refusal =
                    a.path("status").asInt() / 100 == 4 || a.path("status").asInt() == 500;
            if (refusal && Duration.between(before, at).compareTo(JUMP) < 0) {
                refused++;
            }
            before = at;
        }
        return refused;
    }

    private JsonNode objects(String type) throws IOException, InterruptedException {
        return server.get(server.run().at("/stripe/base").asText() + "/sandbox/api/objects/" + type + "?limit=100000")
                .path("data");
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }

    /// What Stripe took is what is booked, once each, and the ledger is whole. To be called when the load has stopped
    /// and
    /// settled.
    ///
    /// Nobody was told of a defect, no webhook was refused, and Stripe has one intent for each payment.
    ///
    /// @param what goes into the message of a failure: the scenario and its seed
    /// @return how many tips were paid
    public int check(String what) throws Exception {
        assertThat(defects).as("answers that a defect gave; " + what).isEmpty();
        var paid = new TreeSet<String>();
        var intents = new HashMap<String, Integer>();
        for (JsonNode i : objects("payment_intent")) {
            String payment = i.path("metadata").path("paymentId").asText();
            intents.merge(payment, 1, Integer::sum);
            if (i.path("status").asText().equals("succeeded")) {
                paid.add(payment);
            }
        }
        intents.values().removeIf(n -> n == 1);
        assertThat(intents).as("more than one intent; " + what).isEmpty();
        for (JsonNode delivery : objects("_delivery")) {
            assertThat(refusals(delivery))
                    .as("a webhook was refused again and again; " + what + ": " + delivery)
                    .isLessThan(2);
        }
        assertThat(paid).as("Stripe keeps what it answered; " + what).containsAll(taken);
        var booked = server.column("SELECT id FROM payments WHERE status = 'succeeded'");
        assertThat(without(paid, booked))
                .as("taken by Stripe and not booked; " + what)
                .isEmpty();
        assertThat(without(booked, paid))
                .as("booked and not taken by Stripe; " + what)
                .isEmpty();
        assertThat(server.column("SELECT event_id FROM ledger_journal WHERE event_type = 'sale'"))
                .as("journals; " + what)
                .isEqualTo(paid);
        JsonNode doctor = server.get(server.url() + "/sandbox/doctor");
        assertThat(doctor.path("differences")).as("doctor; " + what).isEmpty();
        assertThat(doctor.path("journals").asLong()).isGreaterThanOrEqualTo(paid.size());
        return paid.size();
    }
}
