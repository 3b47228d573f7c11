package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Memberships as Stripe really has them: prices that are edited, subscriptions that somebody else made, renewals that
/// the bank wants confirmed, sums that move by the second, payments that stay due.
final class LiveMembershipTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();
    private final Subscriptions subscriptions = world.app.billing().subscriptions();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    private UUID join(UUID tier) {
        SubscriptionStart s = subscriptions.start(fan, new CreateSubscription(null, tier, null));
        world.submitCheckout(s.checkoutUrl(), "4242424242424242");
        world.until(
                "the membership",
                () -> is(s.subscriptionId(), SubscriptionStatus.ACTIVE) && periods(s.subscriptionId()) == 1);
        return s.subscriptionId();
    }

    private FanSubscription get(UUID id) {
        return subscriptions.get(fan, id);
    }

    private boolean is(UUID id, SubscriptionStatus status) {
        return subscriptions.list(fan).stream().anyMatch(s -> s.id().equals(id) && s.status() == status);
    }

    private long periods(UUID id) {
        return world.count(
                "SELECT count(*) AS n FROM payments WHERE subscription_id = :id AND status = 'succeeded'", id);
    }

    private long lastPaid(UUID id) {
        return world.count(
                "SELECT amount_cents AS n FROM payments WHERE subscription_id = :id AND status = 'succeeded' ORDER BY paid_at DESC LIMIT 1",
                id);
    }

    private String text(String sql, UUID id) {
        return world.app.db().read(tx -> tx.sql(sql).set("id", id).one(r -> String.valueOf(r.textOrNull("t"))));
    }

    private String stripeId(UUID id) {
        return text("SELECT stripe_subscription_id AS t FROM subscriptions WHERE id = :id", id);
    }

    private String customer() {
        return text("SELECT stripe_customer_id AS t FROM fans WHERE id = :id", fan);
    }

    /// As the studio saves a tier: the price that is sold is forgotten.
    private void edit(UUID tier, long price) {
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE tiers SET price_cents = :price, stripe_month_price_id = NULL WHERE id = :id")
                        .set("price", price)
                        .set("id", tier)
                        .update());
    }

    private void month() {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(32));
    }

    private void useCard(UUID id, String card) {
        JsonNode method =
                world.stripeByKey("POST", "/v1/payment_methods/" + card + "/attach", Map.of("customer", customer()));
        world.stripeByKey(
                "POST",
                "/v1/subscriptions/" + stripeId(id),
                Map.of("default_payment_method", method.path("id").asText()));
    }

    private String change(UUID id, UUID tier) {
        return subscriptions
                .update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, tier, null, null))
                .clientSecret();
    }

    private long told(String kind) {
        return world.count("SELECT count(*) AS n FROM outbox_facts WHERE fan_id = :id AND kind = '" + kind + "'", fan);
    }

    private List<String> outcomes(String object) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT status FROM webhook_inbox WHERE object_id = :id")
                        .set("id", object)
                        .list(r -> r.text("status")));
    }

    @Test
    void aPlannedDowngradeSurvivesAnEditedPrice() {
        UUID high = world.tier(creator, 2000);
        UUID low = world.tier(creator, 500);
        UUID id = join(high);
        change(id, low);
        edit(low, 600);
        edit(low, 700);
        month();
        world.until("the renewal", () -> periods(id) == 2 && get(id).tierId().equals(low));
        assertThat(lastPaid(id)).isEqualTo(500);
        assertThat(get(id).price()).isEqualTo(500);
        assertThat(get(id).pendingTierId()).isNull();
    }

    @Test
    void anUpgradeAndRenewalsSurviveAnEditedPrice() {
        UUID low = world.tier(creator, 500);
        UUID high = world.tier(creator, 2000);
        UUID id = join(low);
        edit(low, 900);
        change(id, high);
        edit(high, 2500);
        world.until("the upgrade", () -> get(id).tierId().equals(high) && get(id).price() == 2000);
        month();
        world.until("the renewal", () -> periods(id) == 3);
        assertThat(lastPaid(id)).isEqualTo(2000);
        assertThat(get(id).tierId()).isEqualTo(high);
    }

    @Test
    void aPriceThatNothingExplainsIsParkedAndChangesNoTier() {
        UUID tier = world.tier(creator, 500);
        UUID id = join(tier);
        String product = world.stripeByKey("POST", "/v1/products", Map.of("name", "Somebody's"))
                .path("id")
                .asText();
        String price = world.stripeByKey(
                        "POST",
                        "/v1/prices",
                        Map.of(
                                "product",
                                product,
                                "unit_amount",
                                "9900",
                                "currency",
                                "usd",
                                "recurring[interval]",
                                "month"))
                .path("id")
                .asText();
        String theirs = stripeId(id);
        String item = world.stripeObject("/v1/subscriptions/" + theirs)
                .path("items")
                .path("data")
                .path(0)
                .path("id")
                .asText();
        world.stripeByKey(
                "POST",
                "/v1/subscriptions/" + theirs,
                Map.of("items[0][id]", item, "items[0][price]", price, "proration_behavior", "none"));
        world.until("the event", () -> outcomes(theirs).contains("parked"));
        assertThat(get(id).tierId()).isEqualTo(tier);
        assertThat(get(id).price()).isEqualTo(500);
    }

    @Test
    void anotherSubscriptionInItsNameTakesNothingOver() {
        UUID tier = world.tier(creator, 500);
        UUID id = join(tier);
        String price = text("SELECT stripe_month_price_id AS t FROM tiers WHERE id = :id", tier);
        String other = world.stripeByKey(
                        "POST",
                        "/v1/subscriptions",
                        Map.of(
                                "customer",
                                customer(),
                                "items[0][price]",
                                price,
                                "payment_behavior",
                                "default_incomplete",
                                "metadata[subscriptionId]",
                                id.toString(),
                                "metadata[type]",
                                "subscription"))
                .path("id")
                .asText();
        world.until("the event", () -> outcomes(other).contains("parked"));
        assertThat(get(id).status()).isEqualTo(SubscriptionStatus.ACTIVE);
        String first = stripeId(id);
        world.stripeByKey("DELETE", "/v1/subscriptions/" + other, Map.of());
        world.until(
                "its end",
                () -> outcomes(other).stream().filter("parked"::equals).count() >= 2);
        assertThat(get(id).status()).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(stripeId(id)).isEqualTo(first);
        month();
        world.until("the renewal of the first", () -> periods(id) == 2);
    }

    @Test
    void aRenewalThatTheBankWantsConfirmedIsConfirmedHere() {
        UUID id = join(world.tier(creator, 700));
        useCard(id, "pm_card_authenticationRequired");
        month();
        world.until("overdue", () -> is(id, SubscriptionStatus.PAST_DUE));
        assertThat(get(id).paymentDue()).isTrue();
        world.until("what is told", () -> told("subscription_confirmation_needed") > 0);
        assertThat(told("subscription_payment_failed")).isZero();
        String secret = subscriptions
                .update(fan, id, new UpdateSubscription(UpdateSubscription.Action.PAY, null, null, null))
                .clientSecret();
        assertThat(secret).isNotNull();
        String intent = secret.replaceFirst("_secret_.*$", "");
        world.post(
                Launcher.sandbox(world.app).orElseThrow().stripe().baseUri() + "/3ds/pi/" + intent,
                "application/x-www-form-urlencoded",
                "client_secret=" + secret + "&result=complete",
                Map.of());
        world.until("paid", () -> is(id, SubscriptionStatus.ACTIVE) && periods(id) == 2);
        assertThat(get(id).paymentDue()).isFalse();
    }

    @Test
    void whatWasShownIsChargedHoweverLongItWasRead() {
        UUID id = join(world.tier(creator, 500));
        UUID high = world.tier(creator, 90_000);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(3));
        var shown = subscriptions.preview(fan, id, high, null);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofSeconds(1700));
        assertThat(subscriptions.preview(fan, id, high, null).dueNow()).isLessThan(shown.dueNow());
        subscriptions.update(
                fan,
                id,
                new UpdateSubscription(
                        UpdateSubscription.Action.CHANGE, high, null, shown.dueNow(), shown.effectiveAt()));
        world.until("the charge", () -> periods(id) == 2);
        assertThat(lastPaid(id)).isEqualTo(shown.dueNow());
    }

    @Test
    void anOldPriceIsNotTakenForToday() {
        UUID id = join(world.tier(creator, 500));
        UUID high = world.tier(creator, 90_000);
        var shown = subscriptions.preview(fan, id, high, null);
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofHours(3));
        var refused = catchThrowableOfType(
                ApiException.class,
                () -> subscriptions.update(
                        fan,
                        id,
                        new UpdateSubscription(
                                UpdateSubscription.Action.CHANGE, high, null, shown.dueNow(), shown.effectiveAt())));
        assertThat(refused.code()).isEqualTo("amount_changed");
        assertThat(periods(id)).isEqualTo(1);
    }

    @Test
    void overdueForTooLongIsClosedUntilItIsPaid() {
        UUID id = join(world.tier(creator, 700));
        useCard(id, "pm_card_chargeCustomerFail");
        month();
        world.until("overdue", () -> is(id, SubscriptionStatus.PAST_DUE));
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE subscriptions SET past_due_since = past_due_since - INTERVAL '22 days' WHERE id = :id")
                        .set("id", id)
                        .update());
        world.app.jobs().runNow("subscription-sweeper");
        assertThat(get(id).status().grantsAccess()).isFalse();
        assertThat(get(id).paymentDue()).isTrue();
        useCard(id, "pm_card_visa");
        subscriptions.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.PAY, null, null, null));
        world.until("open again", () -> is(id, SubscriptionStatus.ACTIVE));
        assertThat(get(id).paymentDue()).isFalse();
    }

    @Test
    void namesFollowAndArchivedPricesAreMadeAnew() {
        UUID tier = world.tier(creator, 500);
        subscriptions.start(fan, new CreateSubscription(null, tier, null));
        String product = text("SELECT stripe_product_id AS t FROM tiers WHERE id = :id", tier);
        String price = text("SELECT stripe_month_price_id AS t FROM tiers WHERE id = :id", tier);
        String name = text(
                "SELECT t.name || ' · ' || c.display_name AS t FROM tiers t JOIN creators c ON c.id = t.creator_id WHERE t.id = :id",
                tier);
        assertThat(world.stripeObject("/v1/products/" + product).path("name").asText())
                .isEqualTo(name);
        world.stripeByKey("POST", "/v1/prices/" + price, Map.of("active", "false"));
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET name = 'Platinum' WHERE id = :id")
                        .set("id", tier)
                        .update());
        UUID id = join(tier);
        assertThat(text("SELECT stripe_month_price_id AS t FROM tiers WHERE id = :id", tier))
                .isNotEqualTo(price);
        assertThat(world.stripeObject("/v1/products/" + product).path("name").asText())
                .startsWith("Platinum · ");
        assertThat(get(id).tierId()).isEqualTo(tier);
        assertThat(world.app.alarms().open()).noneMatch(a -> a.text().contains(price));
        world.stripeByKey("POST", "/v1/products/" + product, Map.of("active", "false"));
        edit(tier, 800);
        UUID fan2 = world.fan();
        assertThat(subscriptions
                        .start(fan2, new CreateSubscription(null, tier, null))
                        .checkoutUrl())
                .isNotBlank();
        assertThat(text("SELECT stripe_product_id AS t FROM tiers WHERE id = :id", tier))
                .isNotEqualTo(product);
    }
}
