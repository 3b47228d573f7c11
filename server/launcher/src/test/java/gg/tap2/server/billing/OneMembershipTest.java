package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.People;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A fan has one live membership of a creator, whatever is clicked in however many tabs, and no change of it makes
/// money
/// out of nothing.
class OneMembershipTest {
    private static final String VISA = "4242 4242 4242 4242";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();
    private final Subscriptions subscriptions = world.app.billing().subscriptions();

    @AfterEach
    void theLedgerIsWhole() {
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(world.differences()).isEmpty();
    }

    private SubscriptionStart open(UUID tier) {
        return subscriptions.start(fan, new CreateSubscription(null, tier, null));
    }

    private SubscriptionStatus status(UUID id) {
        return SubscriptionStatus.valueOf(world.app
                .db()
                .read(tx -> tx.sql("SELECT status FROM subscriptions WHERE id = :id")
                        .set("id", id)
                        .one(r -> r.text("status")))
                .toUpperCase(java.util.Locale.ROOT));
    }

    private UUID join(UUID tier) {
        SubscriptionStart s = open(tier);
        world.submitCheckout(s.checkoutUrl(), VISA);
        world.until("the membership", () -> status(s.subscriptionId()).grantsAccess());
        return s.subscriptionId();
    }

    private String stripeId(UUID id) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_subscription_id AS s FROM subscriptions WHERE id = :id")
                        .set("id", id)
                        .one(r -> String.valueOf(r.textOrNull("s"))));
    }

    private long kept(UUID fanId) {
        return world.count(
                "SELECT coalesce(sum(amount_cents - refunded_cents), 0)::bigint AS n FROM payments WHERE fan_id = :id AND status = 'succeeded'"
                        .replace("::bigint", ""),
                fanId);
    }

    private void tierWith(UUID tier, String column, long value) {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET " + column + " = :v WHERE id = :id")
                        .set("v", value)
                        .set("id", tier)
                        .update());
    }

    /// An invoice is booked, which holds the membership and refers to its fan, while a page or another event decides
    /// about everything of that fan, which holds the fan and waits for the membership.
    @Test
    void bookingAnInvoiceNeverWaitsForWhoeverDecides() throws Exception {
        UUID id = join(world.tier(creator, 700));
        long before = world.app.db().deadlocks();
        var store = new SubscriptionStore();
        var held = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var booking = threads.submit(() -> world.app.db().transact(tx -> {
                assertThat(store.lock(tx, id)).isPresent();
                held.countDown();
                waitUntilSomebodyWaits(tx);
                tx.sql("""
                        INSERT INTO payments (id, creator_id, fan_id, kind, title, amount_cents, currency, status,
                          created_at, updated_at)
                        VALUES (gen_random_uuid(), :creator, :fan, 'tip', 'Tip', 500, 'USD', 'failed', :now, :now)""")
                        .set("creator", creator)
                        .set("fan", fan)
                        .set("now", world.now())
                        .update();
            }));
            held.await();
            var deciding = threads.submit(() -> world.app.db().transact(tx -> {
                assertThat(store.lockPair(tx, fan, creator)).hasSize(1);
            }));
            booking.get();
            deciding.get();
        }
        assertThat(world.app.db().deadlocks()).isEqualTo(before);
    }

    private static void waitUntilSomebodyWaits(Tx tx) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!tx.sql("SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
                .exists()) {
            assertThat(System.nanoTime()).as("nobody waited").isLessThan(end);
            tx.sql("SELECT pg_sleep(0.02), pg_stat_clear_snapshot()").exists();
        }
    }

    @Test
    void anotherCheckoutClosesTheFirst() {
        SubscriptionStart first = open(world.tier(creator, 900));
        SubscriptionStart second = open(world.tier(creator, 1800));
        world.submitCheckout(first.checkoutUrl(), VISA);
        world.submitCheckout(second.checkoutUrl(), VISA);
        world.until("the membership", () -> status(second.subscriptionId()).grantsAccess());
        assertThat(status(first.subscriptionId())).isEqualTo(SubscriptionStatus.CANCELLED);
        world.until("the charge", () -> kept(fan) == 1800);
    }

    @Test
    void aSecondPaidMembershipEndsAndItsMoneyGoesBack() {
        // Stripe does not hear that the first checkout is closed, and both are paid.
        SubscriptionStart first = open(world.tier(creator, 900));
        world.stripe(
                "/sandbox/api/faults",
                Map.of("kind", "error", "method", "POST", "path", "/expire", "status", "500", "count", "10"));
        SubscriptionStart second = open(world.tier(creator, 1800));
        world.stripe("/sandbox/api/faults/clear", Map.of());
        world.submitCheckout(first.checkoutUrl(), VISA);
        world.submitCheckout(second.checkoutUrl(), VISA);
        world.until("one is left and its money", () -> {
            long live = List.of(first, second).stream()
                    .filter(s -> status(s.subscriptionId()).grantsAccess())
                    .count();
            return live == 1 && (kept(fan) == 900 || kept(fan) == 1800);
        });
        world.until(
                "one is live at Stripe",
                () -> List.of(first, second).stream()
                                .filter(s -> !stripeId(s.subscriptionId()).equals("null"))
                                .map(s -> world.stripeObject("/v1/subscriptions/" + stripeId(s.subscriptionId()))
                                        .path("status")
                                        .asText())
                                .filter("active"::equals)
                                .count()
                        == 1);
        assertThat(subscriptions.list(fan)).hasSize(1);
        assertThat(world.count("SELECT count(*) AS n FROM webhook_inbox WHERE status = 'failed' AND :id = :id", fan))
                .isZero();
    }

    @Test
    void aTrialDoesNotOpenADearerTierUnpaid() {
        UUID cheap = world.tier(creator, 500);
        tierWith(cheap, "trial_days", 30);
        UUID dear = world.tier(creator, 50_000);
        UUID id = join(cheap);
        assertThat(status(id)).isEqualTo(SubscriptionStatus.TRIALING);
        long due = subscriptions.preview(fan, id, dear, null).dueNow();
        assertThat(due).isEqualTo(50_000);
        subscriptions.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, dear, null, due));
        world.until("the charge", () -> kept(fan) == 50_000);
        assertThat(status(id)).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(subscriptions.get(fan, id).price()).isEqualTo(50_000);
    }

    /// The card is what one person has in many accounts.
    @Test
    void aCardTriesACreatorOnceWhoeverHoldsIt() throws Exception {
        UUID tier = world.tier(creator, 900);
        tierWith(tier, "trial_days", 14);
        UUID first = join(tier);
        assertThat(status(first)).isEqualTo(SubscriptionStatus.TRIALING);

        // Twice at the same moment, from two more accounts.
        List<UUID> others = List.of(world.fan(), world.fan());
        var theirs = new java.util.ArrayList<UUID>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = others.stream()
                    .map(f -> threads.submit(() -> {
                        var s = subscriptions.start(f, new CreateSubscription(null, tier, null));
                        world.submitCheckout(s.checkoutUrl(), VISA);
                        return s.subscriptionId();
                    }))
                    .toList();
            for (var one : all) {
                theirs.add(one.get());
            }
        }
        for (int i = 0; i < others.size(); i++) {
            UUID other = others.get(i);
            UUID id = theirs.get(i);
            world.until("the end of a second trial", () -> subscriptions.isTrialRefused(other, id));
            world.until(
                    "Stripe to end it",
                    () -> world.stripeObject("/v1/subscriptions/" + stripeId(id))
                            .path("status")
                            .asText()
                            .equals("canceled"));
            assertThat(status(id)).isEqualTo(SubscriptionStatus.CANCELLED);
            assertThat(subscriptions.list(other)).isEmpty();
            assertThat(subscriptions.trialDays(other, creator, 14)).isZero();
            assertThat(kept(other)).isZero();
            world.until(
                    "the word",
                    () -> world.count(
                                    "SELECT count(*) AS n FROM feed_notices WHERE user_id = :id AND kind = 'trial_refused'",
                                    other)
                            == 1);
            // Without a trial they are welcome.
            var paid = subscriptions.start(other, new CreateSubscription(null, tier, null));
            world.submitCheckout(paid.checkoutUrl(), VISA);
            world.until("the membership", () -> status(paid.subscriptionId()) == SubscriptionStatus.ACTIVE);
            world.until("the charge", () -> kept(other) == 900);
        }
        assertThat(status(first)).isEqualTo(SubscriptionStatus.TRIALING);
        // Another card, or another creator, is another matter.
        UUID somebody = world.fan();
        var otherCard = subscriptions.start(somebody, new CreateSubscription(null, tier, null));
        world.submitCheckout(otherCard.checkoutUrl(), "5555 5555 5555 4444");
        world.until("the trial", () -> status(otherCard.subscriptionId()) == SubscriptionStatus.TRIALING);
    }

    /// Stripe calls a paid period that waits for another interval a trial too; that is none to be taken back.
    @Test
    void aPaidMembershipIsNoSecondTrialWhenItsIntervalChanges() {
        UUID tier = world.tier(creator, 900);
        tierWith(tier, "trial_days", 14);
        tierWith(tier, "yearly_price_cents", 9000);
        join(tier);
        UUID other = world.fan();
        var refused = subscriptions.start(other, new CreateSubscription(null, tier, null));
        world.submitCheckout(refused.checkoutUrl(), VISA);
        world.until("the end of a second trial", () -> subscriptions.isTrialRefused(other, refused.subscriptionId()));
        var paid = subscriptions.start(other, new CreateSubscription(null, tier, BillingInterval.YEAR));
        world.submitCheckout(paid.checkoutUrl(), VISA);
        world.until("the charge", () -> kept(other) == 9000);
        subscriptions.update(
                other,
                paid.subscriptionId(),
                new UpdateSubscription(UpdateSubscription.Action.CHANGE, tier, BillingInterval.MONTH, null));
        world.app.jobs().runNow("subscription-sweeper");
        assertThat(status(paid.subscriptionId()).grantsAccess()).isTrue();
        assertThat(subscriptions.isTrialRefused(other, paid.subscriptionId())).isFalse();
        assertThat(kept(other)).isEqualTo(9000);
    }

    /// Stripe bills the memberships of a customer in one currency at a time, and the fan is told so.
    @Test
    void membershipsOfAFanAreInOneCurrencyAtATime() {
        UUID dollars = world.tier(creator, 900);
        UUID euros = world.tier(People.creator(world.app.db(), "EUR", world.now()), 900);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET currency = 'EUR' WHERE id = :id")
                        .set("id", euros)
                        .update());
        UUID first = join(dollars);
        ApiException refused = catchThrowableOfType(ApiException.class, () -> open(euros));
        assertThat(refused.code()).isEqualTo("membership_currency");
        assertThat(world.stripeByKey(
                                "POST",
                                "/v1/prices",
                                Map.of(
                                        "currency",
                                        "eur",
                                        "unit_amount",
                                        "900",
                                        "recurring[interval]",
                                        "month",
                                        "product_data[name]",
                                        "x"))
                        .path("id")
                        .asText())
                .isNotEmpty()
                .satisfies(price -> assertThat(world.stripeByKey(
                                        "POST",
                                        "/v1/checkout/sessions",
                                        Map.of(
                                                "mode", "subscription",
                                                "customer", customer(),
                                                "success_url", "https://tap2.example/",
                                                "line_items[0][price]", price,
                                                "line_items[0][quantity]", "1"))
                                .path("error")
                                .path("message")
                                .asText())
                        .contains("cannot combine currencies"));
        subscriptions.update(fan, first, new UpdateSubscription(UpdateSubscription.Action.CANCEL, null, null, null));
        world.stripeByKey("DELETE", "/v1/subscriptions/" + stripeId(first), Map.of());
        world.until("its end", () -> status(first) == SubscriptionStatus.CANCELLED);
        assertThat(status(join(euros))).isEqualTo(SubscriptionStatus.ACTIVE);
    }

    private String customer() {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT stripe_customer_id AS c FROM fans WHERE id = :id")
                        .set("id", fan)
                        .one(r -> r.text("c")));
    }

    @Test
    void aTrialIsGivenOnce() {
        UUID tier = world.tier(creator, 500);
        tierWith(tier, "trial_days", 30);
        UUID first = join(tier);
        world.stripeByKey("DELETE", "/v1/subscriptions/" + stripeId(first), Map.of());
        world.until("the end", () -> status(first) == SubscriptionStatus.CANCELLED);
        UUID second = join(tier);
        assertThat(status(second)).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(subscriptions.trialDays(fan, creator, 30)).isZero();
    }

    @Test
    void aShorterIntervalNeverBecomesACredit() {
        UUID tier = world.tier(creator, 900);
        tierWith(tier, "yearly_price_cents", 9000);
        SubscriptionStart s = subscriptions.start(fan, new CreateSubscription(null, tier, BillingInterval.YEAR));
        world.submitCheckout(s.checkoutUrl(), VISA);
        world.until("the membership", () -> status(s.subscriptionId()).grantsAccess());
        var preview = subscriptions.preview(fan, s.subscriptionId(), tier, BillingInterval.MONTH);
        assertThat(preview.dueNow()).isZero();
        assertThat(preview.immediate()).isFalse();
        subscriptions.update(
                fan,
                s.subscriptionId(),
                new UpdateSubscription(UpdateSubscription.Action.CHANGE, tier, BillingInterval.MONTH, 0L));
        var planned = subscriptions.get(fan, s.subscriptionId());
        assertThat(planned.status()).as("what is paid is no trial").isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(planned.interval()).isEqualTo(BillingInterval.YEAR);
        subscriptions.sweep();
        world.until(
                "Stripe's events",
                () -> world.count("SELECT count(*) AS n FROM webhook_inbox WHERE status = 'pending' AND :id = :id", fan)
                        == 0);
        assertThat(subscriptions.get(fan, s.subscriptionId()).trialEnd())
                .as("nor does it become one afterwards, in the figures of the day either")
                .isNull();
        assertThat(world.differences()).isEmpty();
        assertThat(planned.pendingTierId()).isEqualTo(tier);
        assertThat(catchThrowableOfType(
                                ApiException.class,
                                () -> subscriptions.preview(
                                        fan, s.subscriptionId(), world.tier(creator, 99_000), BillingInterval.YEAR))
                        .code())
                .isIn("change_pending", "validation_failed");
        String customer = world.stripeObject("/v1/subscriptions/" + stripeId(s.subscriptionId()))
                .path("customer")
                .asText();
        assertThat(world.stripeObject("/v1/customers/" + customer)
                        .path("balance")
                        .asLong())
                .isZero();
    }

    @Test
    void aPlannedChangeCanBeTakenBack() {
        UUID low = world.tier(creator, 500);
        UUID middle = world.tier(creator, 1500);
        UUID id = join(middle);
        subscriptions.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, low, null, null));
        assertThat(subscriptions.get(fan, id).pendingTierId()).isEqualTo(low);
        subscriptions.update(fan, id, new UpdateSubscription(UpdateSubscription.Action.CHANGE, middle, null, null));
        assertThat(subscriptions.get(fan, id).pendingTierId()).isNull();
        assertThat(world.stripeObject("/v1/subscriptions/" + stripeId(id))
                        .at("/items/data/0/price/unit_amount")
                        .asLong())
                .isEqualTo(1500);
    }

    @Test
    void theSameIdIsTheSameCheckout() {
        UUID tier = world.tier(creator, 900);
        UUID id = UUID.randomUUID();
        var request = new CreateSubscription(id, tier, null);
        assertThat(subscriptions.start(fan, request)).isEqualTo(subscriptions.start(fan, request));
        UUID other = world.tier(creator, 1200);
        assertThat(catchThrowableOfType(
                                ApiException.class,
                                () -> subscriptions.start(fan, new CreateSubscription(id, other, null)))
                        .code())
                .isEqualTo("id_taken");
    }
}
