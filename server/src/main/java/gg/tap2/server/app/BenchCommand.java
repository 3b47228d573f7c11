package gg.tap2.server.app;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tap2 bench`: sales booked per second through the whole webhook path (signature, inbox, journal, balance, grant
/// and fact), against pgbench committing the same kind of rows one event a transaction on the same PostgreSQL. Several
/// rounds in turn; medians; a table and `bench.json`. The batch commits many events in one transaction, which is
/// another technique than pgbench's one commit per event, so the ratio compares outcomes, not equal work.
@Command(name = "bench", description = "Measures the webhook path against pgbench on this machine.")
final class BenchCommand implements Callable<Integer> {
    private static final int CREATORS = 50;

    @Option(names = "--events", description = "events a round (default 2000)")
    int events = 2000;

    @Option(names = "--rounds", description = "rounds (default 3)")
    int rounds = 3;

    @Option(names = "--json", description = "where the results go (default bench.json)")
    Path json = Path.of("bench.json");

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tap2-bench-");
        var keys = new EnumMap<Key, String>(Key.class);
        keys.put(Key.DATA_DIR, folder.toString());
        keys.put(Key.HTTP_PORT, "0");
        keys.put(Key.RATELIMIT_FACTOR, "100000");
        try (ServerApp app = ServerApp.start(ServerConfig.load(null, Map.of(), keys))) {
            List<UUID> creators = creators(app);
            List<Double> spread = new ArrayList<>();
            List<Double> one = new ArrayList<>();
            List<Double> peer = new ArrayList<>();
            boolean pgbench = hasPgbench();
            run(app, creators, events / 2);
            for (int i = 0; i < rounds; i++) {
                spread.add(run(app, creators, events));
                one.add(run(app, creators.subList(0, 1), events));
                Double p = pgbench ? pgbench(app, folder) : null;
                if (p != null) {
                    peer.add(p);
                }
            }
            print(spread, one, peer);
        }
        return 0;
    }

    private void print(List<Double> spread, List<Double> one, List<Double> peer) throws IOException {
        var out = new LinkedHashMap<String, Object>();
        out.put("machine", Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version());
        out.put("salesPerSecondSpread", median(spread));
        out.put("salesPerSecondOneCreator", median(one));
        System.out.println(out.get("machine") + ", " + rounds + " rounds of " + events + " events, medians");
        System.out.printf("  sales/s, %d creators   %,8.0f%n", CREATORS, median(spread));
        System.out.printf("  sales/s, one creator    %,8.0f%n", median(one));
        if (peer.isEmpty()) {
            System.out.println(
                    "  pgbench                  skipped: it is not installed (Debian: postgresql-contrib or postgresql)");
        } else {
            out.put("pgbenchTransactionsPerSecond", median(peer));
            System.out.printf("  pgbench transactions/s  %,8.0f%n", median(peer));
            System.out.printf(
                    "  ratio                   %8.2f spread, %.2f one creator%n",
                    median(spread) / median(peer), median(one) / median(peer));
        }
        Files.writeString(json, Json.write(out) + "\n");
        System.out.println("Results in " + json.toAbsolutePath());
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private List<UUID> creators(ServerApp app) {
        var out = new ArrayList<UUID>();
        Instant now = app.clock().instant();
        app.db().transact(tx -> {
            for (int i = 0; i < CREATORS; i++) {
                UUID user = Ids.next();
                UUID creator = Ids.next();
                tx.sql(
                                "INSERT INTO users (id, email, role, created_at, updated_at) VALUES (:id, :email, 'creator', :now, :now)")
                        .set("id", user)
                        .set("email", "bench" + i + "@bench.test")
                        .set("now", now)
                        .update();
                tx.sql(
                                "INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at) VALUES (:id, :user, :slug, 'Bench', :now, :now)")
                        .set("id", creator)
                        .set("user", user)
                        .set("slug", "bench-" + i)
                        .set("now", now)
                        .update();
                app.ledger().open(tx, creator, Currency.USD, now);
                out.add(creator);
            }
        });
        return out;
    }

    /// Sends signed events with 64 in flight; returns sales a second.
    private double run(ServerApp app, List<UUID> creators, int count) throws Exception {
        UUID fan = app.billing().fans().guest("bench@fans.test", "Bench");
        List<byte[]> bodies = prepare(app, creators, fan, count);
        String secret = app.config().list(Key.STRIPE_WEBHOOK_SECRETS).getFirst();
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var failed = new AtomicInteger();
        var next = new AtomicInteger();
        URI uri = URI.create(app.localUrl() + "/api/v1/webhooks/stripe");
        long started = System.nanoTime();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 48; t++) {
                pool.execute(() -> {
                    for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
                        if (!post(
                                http,
                                uri,
                                bodies.get(i),
                                secret,
                                app.clock().instant().getEpochSecond())) {
                            failed.incrementAndGet();
                        }
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " of " + count + " events were not accepted");
        }
        return count / seconds;
    }

    private static List<byte[]> prepare(ServerApp app, List<UUID> creators, UUID fan, int count) {
        var bodies = new ArrayList<byte[]>();
        Instant now = app.clock().instant();
        var rows = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < count; i++) {
            UUID payment = Ids.next();
            rows.add(Map.of("id", payment, "creator", creators.get(i % creators.size())));
            bodies.add(Json.bytes(Map.of(
                    "id",
                    "evt_" + payment,
                    "object",
                    "event",
                    "type",
                    "payment_intent.succeeded",
                    "created",
                    now.getEpochSecond(),
                    "data",
                    Map.of(
                            "object",
                            Map.of(
                                    "id",
                                    "pi_" + payment,
                                    "object",
                                    "payment_intent",
                                    "status",
                                    "succeeded",
                                    "amount_received",
                                    500,
                                    "currency",
                                    "usd",
                                    "latest_charge",
                                    "ch_" + payment,
                                    "metadata",
                                    Map.of("paymentId", payment.toString()))))));
        }
        app.db()
                .transact(tx -> tx.sql("""
                INSERT INTO payments (id, creator_id, fan_id, kind, title, amount_cents, currency, status, processing_fee_final, created_at, updated_at)
                SELECT id, creator, :fan, 'tip', 'Bench', 500, 'USD', 'created', TRUE, :now, :now
                FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id uuid, creator uuid)""")
                        .set("fan", fan)
                        .set("now", now)
                        .set("rows", Json.write(rows))
                        .update());
        return bodies;
    }

    private static boolean post(HttpClient http, URI uri, byte[] body, String secret, long time) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            var request = HttpRequest.newBuilder(uri)
                    .header(
                            "Stripe-Signature",
                            "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body)))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean hasPgbench() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, "pgbench")));
    }

    /// The same rows, one transaction an event, by pgbench on tables of the same shape.
    private @Nullable Double pgbench(ServerApp app, Path folder) throws Exception {
        var a = app.embedded().databaseAddress();
        String owner = a.jdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1");
        try (var c = java.sql.DriverManager.getConnection(
                        a.jdbcUrl(),
                        "postgres",
                        app.embedded().databaseOwnerPassword().value());
                var s = c.createStatement()) {
            s.execute("CREATE SCHEMA IF NOT EXISTS bench");
            s.execute("CREATE TABLE IF NOT EXISTS bench.inbox (LIKE public.webhook_inbox INCLUDING ALL)");
            s.execute("CREATE TABLE IF NOT EXISTS bench.journal (LIKE public.ledger_journal INCLUDING ALL)");
            s.execute("CREATE TABLE IF NOT EXISTS bench.posting (LIKE public.ledger_posting INCLUDING ALL)");
            s.execute("CREATE TABLE IF NOT EXISTS bench.facts (LIKE public.outbox_facts INCLUDING ALL)");
            s.execute("CREATE TABLE IF NOT EXISTS bench.balances (id int PRIMARY KEY, pending bigint, version bigint)");
            s.execute("INSERT INTO bench.balances SELECT i, 0, 0 FROM generate_series(1, " + CREATORS
                    + ") i ON CONFLICT DO NOTHING");
        }
        Path script = folder.resolve("sale.sql");
        Files.writeString(script, """
                \\set creator random(1, 50)
                BEGIN;
                INSERT INTO bench.inbox (id, provider, event_id, type, payload, received_at, status) SELECT g, 'stripe', CAST(g AS text), 'payment_intent.succeeded', '{"amount": 500}', now(), 'done' FROM gen_random_uuid() g;
                SELECT version FROM bench.balances WHERE id = :creator FOR UPDATE;
                INSERT INTO bench.journal (id, chain_id, seq, event_type, event_id, occurred_at, posted_at, actor, prev_hash, hash) SELECT g, g, 1, 'sale', CAST(g AS text), now(), now(), 'stripe', '\\\\x00', '\\\\x00' FROM gen_random_uuid() g;
                INSERT INTO bench.posting (journal_id, line_no, role, account_id, amount_minor, currency) SELECT g, n, 'net', g, 500, 'USD' FROM gen_random_uuid() g, generate_series(1, 3) n;
                UPDATE bench.balances SET pending = pending + 455, version = version + 1 WHERE id = :creator;
                INSERT INTO bench.facts (id, kind, ref, created_at) SELECT g, 'payment_succeeded', CAST(g AS text), now() FROM gen_random_uuid() g;
                COMMIT;
                """);
        var process = new ProcessBuilder(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        owner,
                        "-U",
                        "postgres",
                        "-c",
                        "16",
                        "-j",
                        "2",
                        "-t",
                        Integer.toString(Math.max(1, events / 16)),
                        "-f",
                        script.toString(),
                        "postgres")
                .redirectErrorStream(true);
        process.environment()
                .put("PGPASSWORD", app.embedded().databaseOwnerPassword().value());
        Process p = process.start();
        String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        p.waitFor();
        var m = java.util.regex.Pattern.compile("tps = ([0-9.]+)").matcher(text);
        if (!m.find()) {
            System.out.println("  pgbench said: " + text.strip());
            return null;
        }
        return Double.valueOf(m.group(1));
    }
}
