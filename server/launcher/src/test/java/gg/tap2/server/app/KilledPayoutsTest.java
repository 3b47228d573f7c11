package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.People;
import gg.tap2.server.testing.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daily run of many creators on a server that is killed in the middle, twice, with its database: everybody
/// is paid once, and the bank knows of no transfer more.
class KilledPayoutsTest {
    private static final int CREATORS = Integer.getInteger("payouts.creators", 10_000);
    private static final int AT_ONCE = 8;

    @TempDir
    Path data;

    @Test
    @Tag("slow")
    void everyoneIsPaidOnceOverTwoKills() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("KilledPayoutsTest seed " + seed);
        var random = new Random(seed);
        Instant now = fill(random);
        try (var server = new ServerProcess(data, Map.of()).start()) {
            slowBank(server);
            long midnight = 86_400 - now.getEpochSecond() % 86_400 + 5;
            server.post(
                    server.url() + "/sandbox/clock/advance",
                    "application/json",
                    "{\"seconds\":" + midnight + "}",
                    Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            long begun = System.nanoTime();
            for (double part : new double[] {0.1 + random.nextDouble() * 0.3, 0.5 + random.nextDouble() * 0.4}) {
                long target = (long) (CREATORS * part);
                until(Duration.ofMinutes(5), () -> decided(server) >= target);
                server.kill();
                server.start();
                slowBank(server);
            }
            until(
                    Duration.ofMinutes(10),
                    () -> server.number("SELECT count(*) FROM auto_payout_runs WHERE finished_at IS NOT NULL") == 1);
            // What was under way at a kill is looked up at the bank by the janitor. Some accounts are of those that the
            // stand-in refuses or sends back.
            until(
                    Duration.ofMinutes(3),
                    () -> server.number(
                                    "SELECT count(*) FROM payouts WHERE status NOT IN ('sent', 'paid', 'failed', 'returned')")
                            == 0);
            System.out.printf(
                    "%d creators paid over two kills in %.0f s%n", CREATORS, (System.nanoTime() - begun) / 1e9);
            check(server, seed);
        }
    }

    private static void check(ServerProcess server, long seed) throws Exception {
        assertThat(server.number("SELECT count(DISTINCT creator_id) FROM payouts"))
                .as("creators paid; seed " + seed)
                .isEqualTo(CREATORS);
        assertThat(server.number("SELECT count(*) FROM payouts")).as("payouts").isEqualTo(CREATORS);
        assertThat(server.number("SELECT count(*) FROM auto_payout_outcomes WHERE payout_id IS NOT NULL"))
                .as("outcomes")
                .isEqualTo(CREATORS);
        Set<String> references = new HashSet<>();
        long amount = 0;
        JsonNode transfers = server.get(
                        server.run().at("/flowPay/base").asText() + "/sandbox/api/transfers?limit=1000000")
                .path("data");
        for (JsonNode t : transfers) {
            references.add(t.path("reference").asText());
            amount += t.path("amount_minor").asLong();
        }
        assertThat(transfers.size()).as("transfers at the bank; seed " + seed).isEqualTo(CREATORS);
        assertThat(references).hasSize(CREATORS);
        assertThat(server.number("SELECT sum(amount_cents - fee_cents) FROM payouts"))
                .isEqualTo(amount);
        JsonNode doctor = server.get(server.url() + "/sandbox/doctor", Duration.ofMinutes(5));
        assertThat(doctor.path("journals").asLong()).isGreaterThanOrEqualTo(2L * CREATORS);
        assertThat(doctor.path("differences")).isEmpty();
    }

    private static long decided(ServerProcess server) throws Exception {
        return server.number("SELECT count(*) FROM auto_payout_outcomes");
    }

    private static void slowBank(ServerProcess server) throws Exception {
        server.post(
                server.run().at("/flowPay/base").asText() + "/sandbox/api/faults",
                "application/x-www-form-urlencoded",
                "kind=latency&method=POST&path=/transfers&delay_ms=20&count=1000000",
                Map.of());
    }

    /// Creators with money and a proven bank account, made through the features' own doors.
    private Instant fill(Random random) throws Exception {
        try (ServerApp app = Launcher.start(ServerConfig.load(
                null, Map.of(), Map.of(Key.DATA_DIR, ServerProcess.home(data).toString(), Key.HTTP_PORT, "0")))) {
            Instant now = app.clock().instant();
            try (var workers = Executors.newFixedThreadPool(AT_ONCE)) {
                for (int i = 0; i < CREATORS; i++) {
                    long amount = 2_000 + random.nextInt(50_000);
                    String account = Integer.toString(10_000_000 + i);
                    workers.submit(() -> {
                        try {
                            creator(app, now, amount, account);
                        } catch (RuntimeException e) {
                            e.printStackTrace();
                            throw e;
                        }
                    });
                }
            }
            return now;
        }
    }

    private static void creator(ServerApp app, Instant now, long amount, String account) {
        UUID id = People.creator(app.db(), "USD", now);
        UUID bank = app.payouts()
                .bankAccounts()
                .add(id, new AddBankAccount(null, "US", "USD", "Mara Test", null, account, "110000000"))
                .id();
        app.db().transact(tx -> {
            tx.sql("UPDATE creators SET auto_payout_enabled = TRUE WHERE id = :id")
                    .set("id", id)
                    .update();
            tx.sql("UPDATE bank_accounts SET verification_status = 'verified', usable_from = :now WHERE id = :id")
                    .set("now", now)
                    .set("id", bank)
                    .update();
            app.ledger().open(tx, id, Currency.USD, now);
            app.ledger()
                    .post(
                            tx,
                            new Journal(
                                    id,
                                    Currency.USD,
                                    "test_funds",
                                    id.toString(),
                                    now,
                                    "test",
                                    null,
                                    List.of(
                                            Line.of("x", AccountKind.STRIPE_CLEARING, amount),
                                            Line.of("x", AccountKind.AVAILABLE, -amount)),
                                    0,
                                    null));
        });
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Duration patience, Condition condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience);
            }
            Thread.sleep(50);
        }
    }
}
