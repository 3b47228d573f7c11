package gg.tap2.server.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.People;
import gg.tap2.server.testing.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The ledger on a real database: what it refuses, and that its projections follow whatever is posted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTest {
    private final MutableClock clock = new MutableClock();
    private final gg.tap2.server.platform.db.DatabaseAddress address = TestDatabase.address();
    private Db db;
    private Ledger ledger;

    @BeforeAll
    void open() {
        db = Db.open(address, 12);
        ledger = new Ledger(clock);
    }

    @AfterAll
    void close() {
        assertEquals(List.of(), new LedgerCheck(db).run().differences());
        db.close();
    }

    private UUID creator() {
        UUID id = People.creator(db, "USD", clock.instant());
        db.transact(tx -> ledger.open(tx, id, Currency.USD, clock.instant()));
        return id;
    }

    private static Journal sale(UUID creator, UUID payment, long gross, long fee, Instant at, Instant available) {
        return new Journal(
                creator,
                Currency.USD,
                "test_sale",
                payment.toString(),
                at,
                "test",
                null,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, gross).payment(payment),
                        Line.pending("net", -(gross - fee), payment, available),
                        Line.of("platform_fee", AccountKind.PLATFORM_REVENUE, -fee)
                                .payment(payment)),
                gross - fee,
                null);
    }

    private BalanceRow balance(UUID creator) {
        return db.read(tx -> ledger.findBalance(tx, creator, clock.instant())).orElseThrow();
    }

    @Test
    void anEventIsPostedOnceHoweverOftenItComes() throws Exception {
        UUID creator = creator();
        UUID payment = UUID.randomUUID();
        Instant now = clock.instant();
        Journal j = sale(creator, payment, 1000, 100, now, now.plus(Duration.ofDays(7)));
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Posted>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(() ->
                        db.inTransaction(tx -> ledger.post(tx, List.of(j, j)).getFirst()));
            }
            int fresh = 0;
            for (var f : pool.invokeAll(calls)) {
                fresh += f.get().fresh() ? 1 : 0;
            }
            assertEquals(1, fresh);
        }
        assertEquals(900, balance(creator).pending());
        assertEquals(1, balance(creator).version());
    }

    @Test
    void sumsThatAreNotZeroAndOverflowsAreRefused() {
        UUID creator = creator();
        var half = List.of(Line.of("gross", AccountKind.STRIPE_CLEARING, 5));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Journal(creator, Currency.USD, "t", "1", clock.instant(), "test", null, half, 0, null));
        var huge = List.of(
                Line.of("a", AccountKind.STRIPE_CLEARING, Long.MAX_VALUE),
                Line.of("b", AccountKind.SUSPENSE, Long.MAX_VALUE),
                Line.of("c", AccountKind.SUSPENSE, 2));
        assertThrows(
                ArithmeticException.class,
                () -> new Journal(creator, Currency.USD, "t", "2", clock.instant(), "test", null, huge, 0, null));
        assertEquals(0, balance(creator).version());
    }

    @Test
    void aProjectionThatOverflowsRollsBackWhole() {
        UUID creator = creator();
        long most = Long.MAX_VALUE - 10;
        for (int i = 0; i < 2; i++) {
            String id = UUID.randomUUID().toString();
            var j = new Journal(
                    creator,
                    Currency.USD,
                    "test_adjust",
                    id,
                    clock.instant(),
                    "test",
                    null,
                    List.of(Line.of("x", AccountKind.SUSPENSE, most), Line.of("x", AccountKind.AVAILABLE, -most)),
                    0,
                    null);
            if (i == 0) {
                db.transact(tx -> ledger.post(tx, j));
            } else {
                assertThrows(RuntimeException.class, () -> db.transact(tx -> ledger.post(tx, j)));
            }
        }
        assertEquals(most, balance(creator).available());
        String back = UUID.randomUUID().toString();
        db.transact(tx -> ledger.post(
                tx,
                new Journal(
                        creator,
                        Currency.USD,
                        "test_adjust",
                        back,
                        clock.instant(),
                        "test",
                        "undo",
                        List.of(Line.of("x", AccountKind.SUSPENSE, -most), Line.of("x", AccountKind.AVAILABLE, most)),
                        0,
                        null)));
        assertEquals(0, balance(creator).available());
    }

    @Test
    void anotherCurrencyThanTheCreatorsIsRefused() {
        UUID creator = creator();
        UUID payment = UUID.randomUUID();
        var euros = new Journal(
                creator,
                Currency.EUR,
                "test_sale",
                payment.toString(),
                clock.instant(),
                "test",
                null,
                List.of(
                        Line.of("gross", AccountKind.STRIPE_CLEARING, 100),
                        Line.pending("net", -100, payment, clock.instant())),
                100,
                null);
        assertThrows(IllegalStateException.class, () -> db.transact(tx -> ledger.post(tx, euros)));
        assertEquals(0, balance(creator).pending());
        assertEquals(0, balance(creator).version());
    }

    private String refused(boolean owner, String sql) {
        var a = owner ? TestDatabase.owner(address) : address;
        try (var c = DriverManager.getConnection(
                        a.jdbcUrl(), a.user(), a.password().value());
                var s = c.createStatement()) {
            s.execute(sql);
            return "done";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void theDatabaseItselfRefusesChangesAndHalfJournals() {
        UUID creator = creator();
        UUID payment = UUID.randomUUID();
        Posted p = db.inTransaction(
                tx -> ledger.post(tx, sale(creator, payment, 500, 50, clock.instant(), clock.instant())));
        for (String table : List.of("ledger_journal", "ledger_posting")) {
            String column = table.equals("ledger_journal") ? "actor" : "role";
            for (String sql : List.of(
                    "UPDATE " + table + " SET " + column + " = 'x'",
                    "DELETE FROM " + table,
                    "TRUNCATE " + table + " CASCADE")) {
                assertEquals("42501", refused(false, sql), "app: " + sql);
            }
            assertEquals("42501", refused(true, "UPDATE " + table + " SET " + column + " = 'x'"), "owner, by trigger");
            assertEquals("42501", refused(true, "DELETE FROM " + table), "owner, by trigger");
        }
        UUID account = Accounts.id(AccountKind.STRIPE_CLEARING, null, Currency.USD);
        assertEquals(
                "23514",
                refused(
                        false,
                        "INSERT INTO ledger_posting (journal_id, line_no, role, account_id, amount_minor, currency) VALUES ('"
                                + p.journalId() + "', 99, 'x', '" + account + "', 5, 'USD')"));
    }

    @Test
    void aPlantedChangeBreaksTheChain() throws Exception {
        try (Db other = Db.open(TestDatabase.address(), 2)) {
            UUID creator = People.creator(other, "USD", clock.instant());
            var l = new Ledger(clock);
            UUID payment = UUID.randomUUID();
            other.transact(tx -> {
                l.open(tx, creator, Currency.USD, clock.instant());
                l.post(tx, sale(creator, payment, 500, 50, clock.instant(), clock.instant()));
            });
            assertEquals(List.of(), new LedgerCheck(other).run().differences());
            String url;
            try (var c = other.dataSource().getConnection()) {
                url = c.getMetaData().getURL();
            }
            var o = TestDatabase.owner(address);
            try (var c = DriverManager.getConnection(url, o.user(), o.password().value());
                    var s = c.createStatement()) {
                s.execute("ALTER TABLE ledger_journal DISABLE TRIGGER ALL");
                s.execute("UPDATE ledger_journal SET reason = 'gift'");
                s.execute("ALTER TABLE ledger_journal ENABLE TRIGGER ALL");
            }
            var found = new LedgerCheck(other).run().differences();
            assertTrue(found.toString().contains("hash chain broken"), found.toString());
        }
    }

    @Test
    void maturityHappensOnceAndReadingAheadSaysTheSame() {
        UUID creator = creator();
        Instant now = clock.instant();
        for (int i = 0; i < 5; i++) {
            UUID payment = UUID.randomUUID();
            Instant available = now.minusSeconds(10).plus(Duration.ofDays(i < 3 ? 0 : 1));
            db.transact(tx -> ledger.post(tx, sale(creator, payment, 1000, 100, now, available)));
        }
        BalanceRow ahead = balance(creator);
        assertEquals(2700, ahead.available());
        assertEquals(1800, ahead.pending());
        while (ledger.matureDue(db, 3) > 0) {}
        BalanceRow after = balance(creator);
        assertEquals(ahead.available(), after.available());
        assertEquals(ahead.pending(), after.pending());
        long version = after.version();
        db.transact(tx -> ledger.mature(tx, creator, clock.instant()));
        assertEquals(version, balance(creator).version(), "nothing is due twice");
    }

    @Test
    void moreLotsThanOneJournalHoldsMatureTogether() {
        UUID creator = creator();
        Instant now = clock.instant();
        for (int i = 0; i < 52; i++) {
            List<Journal> hundred = new ArrayList<>();
            for (int k = 0; k < 100; k++) {
                hundred.add(sale(creator, UUID.randomUUID(), 2, 1, now, now.minusSeconds(1)));
            }
            db.transact(tx -> ledger.post(tx, hundred));
        }
        db.transact(tx -> ledger.mature(tx, creator, clock.instant()));
        long stored = db.read(tx -> tx.sql("SELECT available_cents AS n FROM creator_balances WHERE creator_id = :id")
                .set("id", creator)
                .one(r -> r.number("n")));
        assertEquals(5200, stored, "a withdrawal sees all that is due");
    }

    /// Sale, refund, its failure, maturity and payout at random by eight threads on six creators.
    @Test
    void projectionsFollowThousandsOfRandomOperations() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("LedgerTest seed " + seed);
        List<UUID> creators = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            creators.add(creator());
        }
        Map<UUID, Long> owed = new HashMap<>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Map<UUID, Long>>> calls = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                var random = new Random(seed + t);
                calls.add(() -> operations(creators, random, 300));
            }
            for (var f : pool.invokeAll(calls)) {
                f.get().forEach((c, n) -> owed.merge(c, n, Long::sum));
            }
        }
        for (UUID c : creators) {
            BalanceRow b = balance(c);
            assertEquals(
                    owed.getOrDefault(c, 0L),
                    b.available() + b.pending() + b.refunding() + b.inTransit(),
                    "seed " + seed);
        }
        assertEquals(List.of(), new LedgerCheck(db).run().differences(), "seed " + seed);
    }

    private Map<UUID, Long> operations(List<UUID> creators, Random random, int n) {
        var owed = new HashMap<UUID, Long>();
        record Sold(UUID creator, UUID payment, long net) {}
        var sold = new ArrayList<Sold>();
        for (int i = 0; i < n; i++) {
            Instant now = clock.instant();
            UUID creator = creators.get(random.nextInt(creators.size()));
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    // several creators in one transaction, in any order: the group commit's case
                    List<Journal> batch = new ArrayList<>();
                    for (int k = 0; k <= random.nextInt(4); k++) {
                        UUID c = creators.get(random.nextInt(creators.size()));
                        long gross = 100 + random.nextInt(10_000);
                        UUID payment = UUID.randomUUID();
                        batch.add(sale(c, payment, gross, gross / 10, now, now.plusMillis(random.nextInt(400) - 200)));
                        sold.add(new Sold(c, payment, gross - gross / 10));
                        owed.merge(c, gross - gross / 10, Long::sum);
                    }
                    db.transact(tx -> ledger.post(tx, batch));
                }
                case 3 -> {
                    if (!sold.isEmpty()) {
                        Sold s = sold.remove(random.nextInt(sold.size()));
                        long amount = 1 + random.nextLong(s.net());
                        boolean fails = random.nextBoolean();
                        refund(s.creator(), s.payment(), amount, fails, now);
                        owed.merge(s.creator(), fails ? 0 : -amount, Long::sum);
                    }
                }
                case 4 -> db.transact(tx -> ledger.mature(tx, creator, now));
                default -> owed.merge(creator, -payout(creator, now), Long::sum);
            }
        }
        return owed;
    }

    private void refund(UUID creator, UUID payment, long amount, boolean fails, Instant now) {
        String id = UUID.randomUUID().toString();
        db.transact(tx -> {
            ledger.lock(tx, creator);
            Split split = ledger.split(tx, payment, amount);
            assertFalse(split.fromPending() < 0 || split.fromAvailable() < 0);
            ledger.post(
                    tx,
                    new Journal(
                            creator,
                            Currency.USD,
                            "test_refund",
                            id,
                            now,
                            "test",
                            null,
                            List.of(
                                    Line.pending("refund", split.fromPending(), payment, null),
                                    Line.of("refund", AccountKind.AVAILABLE, split.fromAvailable()),
                                    Line.of("refund", AccountKind.REFUND_RESERVE, -amount)),
                            -amount,
                            null));
        });
        db.transact(tx -> ledger.post(
                tx,
                fails
                        ? new Journal(
                                creator,
                                Currency.USD,
                                "test_refund_failed",
                                id,
                                now,
                                "test",
                                "card closed",
                                ledger.linesOf(tx, "test_refund", id).stream()
                                        .map(Line::reversed)
                                        .toList(),
                                amount,
                                null)
                        : new Journal(
                                creator,
                                Currency.USD,
                                "test_refund_done",
                                id,
                                now,
                                "test",
                                null,
                                List.of(
                                        Line.of("refund", AccountKind.REFUND_RESERVE, amount),
                                        Line.of("refund", AccountKind.STRIPE_CLEARING, -amount)),
                                0,
                                null)));
    }

    private long payout(UUID creator, Instant now) {
        return db.inTransaction(tx -> {
            ledger.mature(tx, creator, now);
            long all = ledger.lock(tx, creator).available();
            if (all <= 0) {
                return 0L;
            }
            ledger.post(
                    tx,
                    new Journal(
                            creator,
                            Currency.USD,
                            "test_payout",
                            UUID.randomUUID().toString(),
                            now,
                            "test",
                            null,
                            List.of(
                                    Line.of("payout", AccountKind.AVAILABLE, all),
                                    Line.of("payout", AccountKind.PAYOUT_CLEARING, -all)),
                            0,
                            null));
            return all;
        });
    }
}
