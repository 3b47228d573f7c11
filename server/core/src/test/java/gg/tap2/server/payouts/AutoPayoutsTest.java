package gg.tap2.server.payouts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gg.tap2.model.common.Currency;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.People;
import gg.tap2.server.testing.TestDatabase;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The daily run, cut off at random places and resumed.
class AutoPayoutsTest {
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1;
    }

    /// A bank that keeps every transfer by reference and loses some of its answers.
    private static final class Bank implements PayoutProvider {
        final Map<String, Transfer> transfers = new ConcurrentHashMap<>();
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public String name() {
            return "flowpay";
        }

        @Override
        public Optional<Event> event(byte[] body, Headers headers, java.time.Instant now) {
            return Optional.empty();
        }

        @Override
        public Transfer send(TransferRequest r) {
            Transfer t = transfers.computeIfAbsent(
                    r.reference(), k -> new Transfer("tr_" + k, k, Status.COMPLETED, null, r.amountMinor()));
            if (calls.incrementAndGet() % 7 == 0) {
                throw new OutcomeUnknownException("lost");
            }
            return t;
        }

        @Override
        public Optional<Transfer> findByReference(String reference, java.time.Instant since) {
            return Optional.ofNullable(transfers.get(reference));
        }

        @Override
        public Optional<Transfer> find(String id) {
            return Optional.ofNullable(transfers.get(id.substring(3)));
        }

        @Override
        public void sendMicroDeposits(String reference, Currency c, Destination d, long first, long second) {}

        @Override
        public List<DayTotal> totals(LocalDate day) {
            return List.of();
        }
    }

    @Test
    void everyoneIsPaidExactlyOnceHoweverOftenTheRunIsCut() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("AutoPayoutsTest seed " + seed);
        var random = new Random(seed);
        var time = new MutableClock();
        // Only the run's own thread is cut, between and inside its transactions.
        var left = new AtomicInteger(Integer.MAX_VALUE);
        Thread main = Thread.currentThread();
        InstantSource clock = () -> {
            if (Thread.currentThread() == main && left.decrementAndGet() < 0) {
                throw new Cut();
            }
            return time.instant();
        };
        try (Db db = TestDatabase.open()) {
            var config = ServerConfig.load(
                    null,
                    Map.of(),
                    Map.of(Key.DATA_DIR, Files.createTempDirectory("tap2-auto").toString()));
            Vault vault = Vault.open(config);
            var ledger = new Ledger(clock);
            var bank = new Bank();
            var feature = new PayoutsFeature(
                    db,
                    clock,
                    ledger,
                    vault,
                    new Hmac(new byte[32]),
                    bank,
                    null,
                    new Payouts.Limits(1000, 0, 100_000, 1_000_000),
                    Duration.ofHours(24),
                    PayoutSafety.NONE,
                    new Inbox(),
                    () -> {},
                    () -> {});
            var expected = new ConcurrentHashMap<UUID, Long>();
            List<UUID> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                long amount = 500 + random.nextInt(5000);
                UUID c = creator(db, vault, ledger, time, amount, i % 10 != 0);
                all.add(c);
                if (amount >= 1000 && i % 10 != 0) {
                    expected.put(c, amount);
                }
            }
            for (int i = 0; i < 12; i++) {
                left.set(50 + random.nextInt(200));
                try {
                    feature.autoPayouts().run();
                } catch (Cut e) {
                    // the process is gone; the next one goes on
                }
            }
            left.set(Integer.MAX_VALUE);
            feature.autoPayouts().resume();
            feature.autoPayouts().run();
            time.advance(Duration.ofSeconds(30));
            feature.sending().tidy();
            for (UUID c : all) {
                List<String> paid = db.read(
                        tx -> tx.sql("SELECT status || ' ' || amount_cents AS s FROM payouts WHERE creator_id = :id")
                                .set("id", c)
                                .list(r -> r.text("s")));
                assertEquals(
                        expected.containsKey(c) ? List.of("paid " + expected.get(c)) : List.of(), paid, "seed " + seed);
                List<String> outcome = db.read(tx -> tx.sql(
                                "SELECT coalesce(CAST(amount_cents AS text), CAST(reasons AS text)) AS s FROM auto_payout_outcomes WHERE creator_id = :id")
                        .set("id", c)
                        .list(r -> r.text("s")));
                assertEquals(1, outcome.size());
                assertTrue(
                        expected.containsKey(c)
                                ? outcome.getFirst().equals(String.valueOf(expected.get(c)))
                                : outcome.getFirst().contains("code"),
                        outcome.toString());
            }
            assertEquals(expected.size(), bank.transfers.size(), "seed " + seed);
            assertEquals(
                    expected.values().stream().mapToLong(n -> n).sum(),
                    bank.transfers.values().stream()
                            .mapToLong(PayoutProvider.Transfer::amountMinor)
                            .sum());
            assertEquals(List.of(), new LedgerCheck(db).run().differences(), "seed " + seed);
            assertThrows(Exception.class, () -> feature.payouts().get(all.getFirst(), UUID.randomUUID()));
        }
    }

    private static UUID creator(Db db, Vault vault, Ledger ledger, MutableClock clock, long amount, boolean bank) {
        UUID id = People.creator(db, "USD", clock.instant());
        UUID account = UUID.randomUUID();
        var to = new PayoutProvider.Destination("us_bank", "12345678", "110000000", "Test", "US");
        db.transact(tx -> {
            tx.sql("UPDATE creators SET auto_payout_enabled = TRUE WHERE id = :id")
                    .set("id", id)
                    .update();
            ledger.open(tx, id, Currency.USD, clock.instant());
            ledger.post(
                    tx,
                    new Journal(
                            id,
                            Currency.USD,
                            "test_funds",
                            id.toString(),
                            clock.instant(),
                            "test",
                            null,
                            List.of(
                                    Line.of("x", AccountKind.STRIPE_CLEARING, amount),
                                    Line.of("x", AccountKind.AVAILABLE, -amount)),
                            0,
                            null));
            if (bank) {
                tx.sql("""
                        INSERT INTO bank_accounts (id, creator_id, country_code, currency, account_number_last_4, account_holder_name, details_encrypted,
                          fingerprint, verification_status, is_default, created_at)
                        VALUES (:id, :creator, 'US', 'USD', '5678', 'Test', :details, :print, 'verified', TRUE, :now)""")
                        .set("id", account)
                        .set("creator", id)
                        .set("details", vault.encryptText(Json.write(to), "bank_accounts/" + account))
                        .set("print", "f".repeat(64))
                        .set("now", clock.instant())
                        .update();
            }
        });
        return id;
    }
}
