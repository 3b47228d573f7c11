package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.PaymentMethod;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The card that a fan makes the default is the one that memberships are charged to.
final class DefaultCardTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();
    private final Subscriptions subscriptions = world.app.billing().subscriptions();
    private final PaymentMethods cards = world.app.billing().paymentMethods();

    @AfterEach
    void theLedgerIsWhole() {
        assertThat(world.differences()).isEmpty();
    }

    private UUID join() {
        var s = subscriptions.start(fan, new CreateSubscription(null, world.tier(creator, 700), null));
        world.submitCheckout(s.checkoutUrl(), "4242424242424242");
        world.until("the membership", () -> is(s.subscriptionId(), SubscriptionStatus.ACTIVE) && sales() == 1);
        return s.subscriptionId();
    }

    private boolean is(UUID id, SubscriptionStatus status) {
        return subscriptions.list(fan).stream().anyMatch(s -> s.id().equals(id) && s.status() == status);
    }

    private long sales() {
        return world.count("SELECT count(*) AS n FROM payments WHERE fan_id = :id AND status = 'succeeded'", fan);
    }

    private String text(String sql, UUID id) {
        return world.app.db().read(tx -> tx.sql(sql).set("id", id).one(r -> String.valueOf(r.textOrNull("t"))));
    }

    /// Saves a card as the page does, and answers ours of it.
    private PaymentMethod save(String card, String last4) {
        attach(card);
        return cards.refresh(fan).stream()
                .filter(c -> c.last4().equals(last4))
                .findFirst()
                .orElseThrow();
    }

    private String attach(String card) {
        String customer = text("SELECT stripe_customer_id AS t FROM fans WHERE id = :id", fan);
        return world.stripeByKey("POST", "/v1/payment_methods/" + card + "/attach", Map.of("customer", customer))
                .path("id")
                .asText();
    }

    private String lastCharged() {
        String charge = text(
                "SELECT stripe_charge_id AS t FROM payments WHERE fan_id = :id AND status = 'succeeded' ORDER BY paid_at DESC LIMIT 1",
                fan);
        return world.stripeObject("/v1/charges/" + charge)
                .at("/payment_method_details/card/last4")
                .asText();
    }

    @Test
    void theNextRenewalIsChargedToIt() {
        join();
        assertThat(lastCharged()).isEqualTo("4242");
        cards.makeDefault(fan, save("pm_card_mastercard", "4444").id());
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
        world.until("the renewal", () -> sales() == 2);
        assertThat(lastCharged()).isEqualTo("4444");
    }

    @Test
    void whatIsOverdueIsPaidWithItAtOnce() {
        UUID id = join();
        String failing = attach("pm_card_chargeCustomerFail");
        world.stripeByKey(
                "POST",
                "/v1/subscriptions/" + text("SELECT stripe_subscription_id AS t FROM subscriptions WHERE id = :id", id),
                Map.of("default_payment_method", failing));
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
        world.until("overdue", () -> is(id, SubscriptionStatus.PAST_DUE));
        cards.makeDefault(fan, save("pm_card_mastercard", "4444").id());
        world.until("paid", () -> is(id, SubscriptionStatus.ACTIVE) && sales() == 2);
        assertThat(lastCharged()).isEqualTo("4444");
    }

    @Test
    void theLastCardOfAMemberStaysAndOneInUseGivesWay() {
        join();
        List<PaymentMethod> first = cards.refresh(fan);
        assertThat(first).hasSize(1);
        UUID visa = first.getFirst().id();
        assertThat(catchThrowableOfType(ApiException.class, () -> cards.delete(fan, visa))
                        .code())
                .isEqualTo("card_in_use");
        save("pm_card_mastercard", "4444");
        cards.delete(fan, visa);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
        world.until("the renewal", () -> sales() == 2);
        assertThat(lastCharged()).isEqualTo("4444");
    }

    /// Whoever types the same card again has one card.
    @Test
    void theSameCardSavedTwiceIsOne() {
        join();
        save("pm_card_mastercard", "4444");
        PaymentMethod again = save("pm_card_mastercard", "4444");
        assertThat(cards.refresh(fan)).extracting(PaymentMethod::last4).containsExactlyInAnyOrder("4242", "4444");
        cards.makeDefault(fan, again.id());
        assertThat(cards.list(fan)).filteredOn(PaymentMethod::isDefault).hasSize(1);
        cards.delete(fan, again.id());
        assertThat(cards.refresh(fan)).extracting(PaymentMethod::last4).containsExactly("4242");
    }
}
