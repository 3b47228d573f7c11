package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Everything that moves one creator's money, from several threads at once in random order: sales, refunds,
/// disputes and their ends, maturity, withdrawals that come back or fail. Whatever the order, no withdrawal
/// takes what is not there, every payment is given back at most once, and the ledger proves itself.
class ConcurrentMoneyTest {
    private static final String VISA = "4242424242424242";
    private static final int THREADS = 6;

    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final Payouts payouts = world.app.payouts().payouts();
    private final List<UUID> paid = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<String> disputes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger withdrawn = new AtomicInteger();
    private final AtomicInteger refunded = new AtomicInteger();
    private final AtomicInteger disputed = new AtomicInteger();

    @AfterEach
    void calm() {
        world.flowPay("/sandbox/api/outcomes/clear", Map.of());
    }

    @Test
    void anyOrderKeepsTheMoneyWhole() throws Exception {
        play(25);
    }

    @Test
    @Tag("slow")
    void longPlaysKeepTheMoneyWhole() throws Exception {
        play(250);
    }

    private void play(int steps) throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ConcurrentMoneyTest seed " + seed);
        bank();
        sell(5_000);
        mature();
        var unexpected = new ConcurrentLinkedQueue<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            var random = new Random(seed + t);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < steps && unexpected.isEmpty(); i++) {
                    try {
                        step(random);
                    } catch (ApiException | Payouts.NotEligibleException e) {
                        // Refused with a reason, as it should be when another thread was first.
                    } catch (Throwable e) {
                        unexpected.add(e);
                    }
                }
            }));
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(unexpected).as("seed " + seed).isEmpty();
        String dispute;
        while ((dispute = disputes.poll()) != null) {
            end(dispute, dispute.hashCode() % 2 == 0);
        }
        settle();
        check(seed);
    }

    private void step(Random random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> sell(500 + random.nextInt(9_500));
            case 3 -> mature();
            case 4, 5 -> refund(random);
            case 6 -> dispute(random);
            case 7 -> {
                String d = disputes.poll();
                if (d != null) {
                    end(d, random.nextBoolean());
                }
            }
            default -> withdraw(random);
        }
    }

    private void sell(long amount) {
        UUID fan = world.fan();
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, amount, null, null, true, "t-" + creator, null, null));
        world.pay(tip, VISA);
        world.until("the sale", () -> world.status(tip.paymentId()).equals("succeeded"));
        paid.add(tip.paymentId());
    }

    /// The hold is over for all that has come in so far.
    private void mature() {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(8));
        world.app.db().transact(tx -> world.app.ledger().mature(tx, creator, world.now()));
    }

    private UUID any(Random random) {
        return paid.isEmpty() ? UUID.randomUUID() : paid.get(random.nextInt(paid.size()));
    }

    private void refund(Random random) {
        Long part = random.nextBoolean() ? null : Long.valueOf(100 + random.nextInt(300));
        world.app
                .billing()
                .refunds()
                .refund(creator, new CreateRefund(null, any(random), part, "requested"), "creator");
        refunded.incrementAndGet();
    }

    private void dispute(Random random) {
        UUID payment = any(random);
        if (!paid.remove(payment)) {
            return;
        }
        String id = world.stripe("/sandbox/api/charges/" + world.charge(payment) + "/dispute", Map.of())
                .path("id")
                .asText("");
        if (!id.isEmpty()) {
            disputes.add(id);
            disputed.incrementAndGet();
        }
    }

    private void end(String dispute, boolean won) {
        world.stripe("/sandbox/api/disputes/" + dispute + "/" + (won ? "won" : "lost"), Map.of());
    }

    private void withdraw(Random random) {
        if (random.nextInt(4) == 0) {
            world.flowPay(
                    "/sandbox/api/outcomes", Map.of("outcome", random.nextBoolean() ? "fail" : "return", "count", "1"));
        }
        var balance = world.balance(creator);
        long amount = 1_000 + random.nextInt((int) Math.max(1, Math.min(20_000, balance.available())));
        payouts.request(creator, new RequestPayout(null, amount, null, balance.version(), null), "instant");
        withdrawn.incrementAndGet();
    }

    private void bank() {
        var banks = world.app.payouts().bankAccounts();
        UUID bank = banks.add(
                        creator,
                        new AddBankAccount(
                                null,
                                "US",
                                "USD",
                                "Mara Test",
                                null,
                                "77" + (10_000_000 + ThreadLocalRandom.current().nextInt(80_000_000)),
                                "110000000"))
                .id();
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE bank_accounts SET verification_status = 'verified', usable_from = :now WHERE id = :id")
                        .set("now", world.now())
                        .set("id", bank)
                        .update());
    }

    /// Until every event has been taken in and nothing is under way.
    private void settle() {
        world.until(
                "the inbox",
                () -> world.app
                        .db()
                        .read(tx -> tx.sql("SELECT count(*) AS n FROM webhook_inbox WHERE status = 'pending'")
                                .one(r -> r.number("n")))
                        .equals(0L));
        world.app.payouts().sending().tidy();
        world.until(
                "the disputes",
                () -> world.count(
                                "SELECT count(*) AS n FROM disputes WHERE creator_id = :id AND status NOT IN ('won', 'lost')",
                                creator)
                        == 0);
    }

    private void check(long seed) {
        System.out.println(paid.size() + " sales left, " + refunded + " refunds, " + disputed + " disputes, "
                + withdrawn + " withdrawals; balance " + world.balance(creator));
        assertThat(withdrawn.get() + refunded.get())
                .as("something happened; seed " + seed)
                .isPositive();
        // After each withdrawal's own journal something was left or nothing, never less.
        assertThat(world.count("""
                        SELECT count(*) AS n FROM (
                          SELECT j.event_type, sum(sum(-p.amount_minor) FILTER (WHERE a.kind = 'available')) OVER (ORDER BY j.seq) AS left_over
                          FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id JOIN ledger_account a ON a.id = p.account_id
                          WHERE j.chain_id = :id GROUP BY j.id, j.seq, j.event_type) x
                        WHERE event_type = 'payout_requested' AND left_over < 0""", creator))
                .as("withdrawals of money that was not there; seed " + seed)
                .isZero();
        assertThat(world.count("""
                        SELECT count(*) AS n FROM payments p WHERE p.creator_id = :id AND p.amount_cents < (
                          SELECT coalesce(sum(amount_cents), 0) FROM refunds r WHERE r.payment_id = p.id AND r.status <> 'failed')""", creator))
                .as("refunded more than paid; seed " + seed)
                .isZero();
        assertThat(world.differences()).as("seed " + seed).isEmpty();
    }
}
