package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody is charged for another year unannounced.
final class RenewalNoticesTest {
    @TempDir
    Path folder;

    private MoneyWorld world;
    private UUID creator;
    private Subscriptions subscriptions;
    private RenewalNotices notices;

    @BeforeEach
    void open() {
        world = MoneyWorld.own(folder);
        creator = world.creator();
        subscriptions = world.app.billing().subscriptions();
        notices = world.app.billing().renewals();
    }

    @AfterEach
    void close() {
        world.app.close();
    }

    private UUID tier(long month, long year) {
        UUID tier = world.tier(creator, month);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET yearly_price_cents = :year WHERE id = :id")
                        .set("year", year)
                        .set("id", tier)
                        .update());
        return tier;
    }

    private UUID join(UUID fan, UUID tier, BillingInterval interval) {
        var s = subscriptions.start(fan, new CreateSubscription(null, tier, interval));
        world.submitCheckout(s.checkoutUrl(), "4242424242424242");
        world.until(
                "the membership",
                () -> get(fan).stream()
                        .anyMatch(x -> x.id().equals(s.subscriptionId()) && x.status() == SubscriptionStatus.ACTIVE));
        return s.subscriptionId();
    }

    private List<FanSubscription> get(UUID fan) {
        return subscriptions.list(fan);
    }

    private List<String> mails(UUID fan) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT subject AS t FROM outbox_mails WHERE to_address = :to AND subject LIKE '%renews on%' ORDER BY created_at")
                        .set("to", fan + "@fans.test")
                        .list(r -> r.text("t")));
    }

    /// What the fan's own list of notices says; the words of a mail that is sent are kept nowhere.
    private List<String> feed(UUID fan) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT kind || ' ' || CAST(args AS text) AS t FROM feed_notices WHERE user_id = :fan AND kind = 'membership_renews'")
                        .set("fan", fan)
                        .list(r -> r.text("t")));
    }

    private long told(UUID fan) {
        return world.count(
                "SELECT count(*) AS n FROM outbox_facts WHERE fan_id = :id AND kind = 'membership_renews'", fan);
    }

    private void later(int days) {
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(days));
    }

    @Test
    void aYearIsAnnouncedTwiceWithWhatItWillCost() throws Exception {
        UUID gold = tier(900, 9_000);
        UUID stays = world.fan();
        UUID leaves = world.fan();
        UUID monthly = world.fan();
        join(stays, gold, BillingInterval.YEAR);
        UUID leaving = join(leaves, gold, BillingInterval.YEAR);
        join(monthly, gold, BillingInterval.MONTH);
        // The price that others pay from now on is not the one that is renewed.
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tiers SET yearly_price_cents = 99000 WHERE id = :id")
                        .set("id", gold)
                        .update());
        notices.run();
        assertThat(told(stays)).as("a year before").isZero();

        later(340);
        try (var pool = Executors.newFixedThreadPool(3)) {
            for (var run : List.of(pool.submit(notices::run), pool.submit(notices::run), pool.submit(notices::run))) {
                run.get();
            }
        }
        world.until("the first mail", () -> mails(stays).size() == 1 && told(leaves) == 1);
        assertThat(feed(stays))
                .singleElement()
                .asString()
                .contains("\"amount\": 9000", "\"currency\": \"USD\"", "\"day\": \"20");
        assertThat(told(monthly)).isZero();

        subscriptions.update(
                leaves, leaving, new UpdateSubscription(UpdateSubscription.Action.CANCEL, null, null, null));
        later(20);
        notices.run();
        notices.run();
        world.until("the second mail", () -> mails(stays).size() == 2);
        assertThat(told(leaves)).as("who has left is left alone").isEqualTo(1);

        later(10);
        world.until(
                "the renewal",
                () -> world.count(
                                "SELECT count(*) AS n FROM payments WHERE fan_id = :id AND status = 'succeeded'", stays)
                        == 2);
        notices.run();
        assertThat(told(stays)).as("nothing until the next year").isEqualTo(2);
    }

    /// Nobody charges the members of a suspended creator, so nobody tells them that they will be charged.
    @Test
    void whatIsNotChargedIsNotAnnounced() {
        UUID gold = tier(900, 9_000);
        UUID member = world.fan();
        join(member, gold, BillingInterval.YEAR);
        suspended(true);
        later(340);
        notices.run();
        assertThat(told(member)).as("while the creator is suspended").isZero();
        suspended(false);
        notices.run();
        assertThat(told(member)).as("charged again").isEqualTo(1);
    }

    private void suspended(boolean on) {
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET status = :status WHERE id = (SELECT user_id FROM creators WHERE id = :id)")
                        .set("status", on ? "suspended" : "active")
                        .set("id", creator)
                        .update());
        world.app.billing().suspended().sweep();
    }
}
