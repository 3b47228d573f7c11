package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// An admin acts on a creator who sells all the time: only what the decision rests on refuses it.
final class BusyCreatorTest extends AdminCase {
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());

    private UUID tip(int amount) {
        UUID fan = world.fan();
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, amount, null, null, false, creator.slug(), null, null));
        world.pay(tip, "4242424242424242");
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        return tip.paymentId();
    }

    private static Map<String, Object> refund(UUID payment, Object amount, long version) {
        return new HashMap<>(Map.of(
                "kind", "refund",
                "paymentId", payment,
                "amount", amount,
                "reason", "The file was broken",
                "balanceVersion", version));
    }

    private long seen(Map<String, Object> body) {
        return ok(post(Routes.ADMIN_MONEY_PREVIEW, body)).path("balanceVersion").asLong();
    }

    private void sells(int times) {
        for (int i = 0; i < times; i++) {
            world.fund(creatorId, 700);
        }
    }

    @Test
    void fiftySalesBetweenTheLookAndTheDecisionChangeNothing() {
        UUID payment = tip(1000);
        sells(1);
        long forRefund = seen(refund(payment, 500, 0));
        long forTaking = seen(adjustment(-300, 0));
        long forGiving = seen(adjustment(300, 0));
        sells(50);
        ok(post(Routes.ADMIN_MONEY, adjustment(300, forGiving)));
        ok(post(Routes.ADMIN_MONEY, refund(payment, 500, forRefund)));
        assertThat(post(Routes.ADMIN_MONEY, adjustment(-300, forTaking)).code())
                .as("somebody else adjusted and refunded meanwhile")
                .isEqualTo("balance_changed");
        long again = seen(adjustment(-300, 0));
        sells(50);
        ok(post(Routes.ADMIN_MONEY, adjustment(-300, again)));
        assertThat(post(Routes.ADMIN_MONEY, refund(payment, 1, forRefund)).code())
                .as("the payment itself moved")
                .isEqualTo("balance_changed");
        assertThat(world.differences()).isEmpty();
    }

    @Test
    void theSecondAdminReadsAsLongAsTheyLike() {
        var waiting = ok(post(Routes.ADMIN_MONEY, adjustment(50_000, version())));
        long seen = version();
        sells(50);
        String approve =
                Routes.path(Routes.ADMIN_MONEY_APPROVE, waiting.path("id").asText());
        ok(SERVER.send(
                "POST", approve, Map.of("reason", "Checked the ticket", "balanceVersion", seen), SECOND.accessToken()));
    }

    @Test
    void oneIdSixTimesAtOnceIsOneAdjustmentAndSixAnswers() throws Exception {
        var body = adjustment(77, version());
        body.put("id", UUID.randomUUID());
        List<Callable<String>> six = java.util.Collections.nCopies(
                6, () -> ok(post(Routes.ADMIN_MONEY, body)).path("journalId").asText());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var journals = new java.util.HashSet<String>();
            for (var f : threads.invokeAll(six)) {
                journals.add(f.get());
            }
            assertThat(journals).hasSize(1);
        }
        assertThat(available()).isEqualTo(77);
    }

    /// Previews of refunds beside refunds of the same payment: locks in one order, so no one waits for ever.
    @Test
    void previewsAndRefundsNeverDeadlock() throws Exception {
        UUID payment = tip(2000);
        long before = deadlocks();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> looks = () -> {
                for (int i = 0; i < 40; i++) {
                    ok(post(Routes.ADMIN_MONEY_PREVIEW, refund(payment, 1, 0)));
                }
                return true;
            };
            Callable<Boolean> refunds = () -> {
                for (int i = 0; i < 20; i++) {
                    post(Routes.ADMIN_MONEY, refund(payment, 1, seen(refund(payment, 1, 0))));
                }
                return true;
            };
            for (var f : threads.invokeAll(List.of(looks, refunds, looks, refunds))) {
                f.get();
            }
        }
        // The server writes its counters at the end of a transaction that is a second after the last time.
        Thread.sleep(1500);
        assertThat(deadlocks() - before).isZero();
    }

    private static long deadlocks() {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()")
                        .one(r -> r.number("n")));
    }
}
