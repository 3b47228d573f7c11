package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nobody is charged for a creator who is suspended, and whoever disputes a charge of a membership is not charged
/// again.
class SuspendedCreatorTest {
    private static final String VISA = "4242 4242 4242 4242";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();
    private final Subscriptions subscriptions = world.app.billing().subscriptions();

    @AfterEach
    void theLedgerIsWhole() {
        assertThat(world.differences()).isEmpty();
    }

    private void creatorIs(String status) {
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET status = :status WHERE id = (SELECT user_id FROM creators WHERE id = :id)")
                        .set("status", status)
                        .set("id", creator)
                        .update());
        world.app.billing().suspended().sweep();
    }

    private String status(UUID id) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT status FROM subscriptions WHERE id = :id")
                        .set("id", id)
                        .one(r -> r.text("status")));
    }

    private String stripeId(UUID id) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_subscription_id AS s FROM subscriptions WHERE id = :id")
                        .set("id", id)
                        .one(r -> r.text("s")));
    }

    private UUID join() {
        var s = subscriptions.start(fan, new CreateSubscription(null, world.tier(creator, 900), null));
        world.submitCheckout(s.checkoutUrl(), VISA);
        world.until("the membership", () -> status(s.subscriptionId()).equals("active"));
        world.until("its charge", () -> sales() == 1);
        return s.subscriptionId();
    }

    private long sales() {
        return world.count("SELECT count(*) AS n FROM payments WHERE fan_id = :id AND status = 'succeeded'", fan);
    }

    private long told(String kind) {
        return world.count("SELECT count(*) AS n FROM outbox_facts WHERE fan_id = :id AND kind = '" + kind + "'", fan);
    }

    @Test
    void membersAreNotChargedUntilTheCreatorIsBack() {
        UUID id = join();
        creatorIs("suspended");
        assertThat(status(id)).as("what was paid for stays open").isEqualTo("active");
        assertThat(told("membership_paused")).isEqualTo(1);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(40));
        world.until("the period is over", () -> {
            subscriptions.sweep();
            return status(id).equals("paused");
        });
        assertThat(sales()).as("charged once").isEqualTo(1);
        creatorIs("active");
        assertThat(told("membership_resumed")).isEqualTo(1);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
        world.until("charged again", () -> sales() == 2);
        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void openCheckoutsAndPaymentsEnd() {
        PaymentStart open = world.app
                .billing()
                .payments()
                .purchase(
                        fan,
                        fan,
                        new CreatePurchase(
                                null, world.product(creator, 1500, false), null, null, null, null, null, false));
        var checkout = subscriptions.start(fan, new CreateSubscription(null, world.tier(creator, 900), null));
        creatorIs("suspended");
        assertThat(world.status(open.paymentId())).isEqualTo("canceled");
        assertThat(status(checkout.subscriptionId())).isEqualTo("cancelled");
        assertThat(world.pay(open, "4242424242424242").has("error")).isTrue();
        world.submitCheckout(checkout.checkoutUrl(), VISA);
        UUID tier = world.tier(creator, 500);
        Assertions.assertThatThrownBy(() -> subscriptions.start(fan, new CreateSubscription(null, tier, null)))
                .hasMessage("not_found");
        assertThat(sales()).isZero();
        creatorIs("active");
    }

    @Test
    void aMembershipWhoseChargeWasLostEnds() {
        UUID id = join();
        String charge = world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_charge_id AS c FROM payments WHERE fan_id = :id")
                        .set("id", fan)
                        .one(r -> r.text("c")));
        var dispute = world.stripe("/sandbox/api/charges/" + charge + "/dispute", Map.of("reason", "fraudulent"));
        world.until(
                "the dispute",
                () -> world.count("SELECT count(*) AS n FROM disputes WHERE creator_id = :id", creator) == 1);
        world.stripe("/sandbox/api/disputes/" + dispute.path("id").asText() + "/lost", Map.of());
        world.until("the end", () -> status(id).equals("cancelled"));
        assertThat(world.stripeObject("/v1/subscriptions/" + stripeId(id))
                        .path("status")
                        .asText())
                .isEqualTo("canceled");
    }
}
