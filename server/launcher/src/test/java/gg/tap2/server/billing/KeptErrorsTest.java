package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Idempotency keys keep errors, and live for a day.
final class KeptErrorsTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    private PaymentStart buy(UUID product, UUID id) {
        return world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(id, product, null, null, null, null, null, false));
    }

    private UUID sold() {
        PaymentStart s = buy(world.product(creator, 2000, false), null);
        world.pay(s, "4242424242424242");
        world.until("the sale", () -> world.status(s.paymentId()).equals("succeeded"));
        return s.paymentId();
    }

    private void kept(String path) {
        world.stripe(
                "/sandbox/api/faults",
                Map.of("kind", "stored_error", "method", "POST", "path", path, "status", "500", "count", "1"));
    }

    private int refundsOf(UUID payment) {
        return world.stripeObject("/v1/refunds?charge=" + world.charge(payment))
                .path("data")
                .size();
    }

    @Test
    void aKeptErrorBlocksNoPurchase() {
        kept("/v1/payment_intents");
        UUID id = UUID.randomUUID();
        PaymentStart s = buy(world.product(creator, 2000, false), id);
        world.pay(s, "4242424242424242");
        world.until("the sale", () -> world.status(id).equals("succeeded"));
    }

    @Test
    void aKeptErrorIsLookedBehindForARefund() {
        UUID payment = sold();
        kept("/v1/refunds");
        var refund = world.app
                .billing()
                .refunds()
                .refund(creator, new CreateRefund(UUID.randomUUID(), payment, 700L, null), "test");
        assertThat(refund.status()).isEqualTo("succeeded");
        assertThat(refundsOf(payment)).isEqualTo(1);
    }

    /// The answer was lost, no event came, and the key is forgotten: asking again would pay twice.
    @Test
    void aRefundOfYesterdayIsLookedForAndNotSentAgain() {
        for (Long amount : new Long[] {700L, null}) {
            UUID payment = sold();
            world.stripe("/sandbox/api/webhooks/modes", Map.of("kind", "drop", "type", "", "count", "100"));
            world.stripe(
                    "/sandbox/api/faults",
                    Map.of("kind", "lose_reply", "method", "POST", "path", "/v1/refunds", "count", "2"));
            var refund = world.app
                    .billing()
                    .refunds()
                    .refund(creator, new CreateRefund(UUID.randomUUID(), payment, amount, null), "test");
            assertThat(refund.status()).isEqualTo("pending");
            assertThat(refundsOf(payment)).isEqualTo(1);
            Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(30));
            world.app.jobs().runNow("refund-sweeper");
            world.until(
                    "the refund",
                    () -> world.app
                            .billing()
                            .refunds()
                            .get(refund.id())
                            .status()
                            .equals("succeeded"));
            assertThat(refundsOf(payment)).isEqualTo(1);
            world.stripe("/sandbox/api/faults/clear", Map.of());
        }
    }
}
