package gg.tap2.server.billing;

import com.stripe.model.Subscription;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells members of a year that it is about to be charged again: thirty days and seven days before. A month renews
/// without a notice. What is told is what Stripe will charge, also when a change is planned.
public final class RenewalNotices {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalNotices.class);
    /// Days before the renewal; each is told once, and only the nearer one when the further is over.
    static final List<Integer> DAYS = List.of(30, 7);

    private static final int AT_ONCE = 500;

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;

    RenewalNotices(Db db, InstantSource clock, StripeGateway stripe) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
    }

    private record Due(UUID id, UUID fanId, UUID creatorId, String tier, String stripeId, Instant end, int days) {
        /// A year that is charged on another day is told anew.
        String ref() {
            return id + "/" + end.getEpochSecond() + "/" + days;
        }
    }

    /// Returns how many were told.
    public int run() {
        return stripe.inBackground(this::tell);
    }

    private int tell() {
        Instant now = clock.instant();
        int told = 0;
        UUID after = new UUID(0, 0);
        List<Due> some;
        do {
            some = next(now, after);
            for (Due d : some) {
                after = d.id();
                try {
                    told += tell(d) ? 1 : 0;
                } catch (RuntimeException e) {
                    // The next run asks again; there are days left. One membership keeps no other from being told.
                    LOG.warn("the renewal of {} could not be looked up: {}", d.id(), e.toString());
                }
            }
        } while (some.size() == AT_ONCE);
        return told;
    }

    private List<Due> next(Instant now, UUID after) {
        int nearest = DAYS.getLast();
        return db.read(tx -> tx.sql("""
                SELECT s.id, s.fan_id, s.creator_id, t.name AS tier, s.stripe_subscription_id, s.current_period_end
                FROM subscriptions s JOIN tiers t ON t.id = s.tier_id
                WHERE s.status = 'active' AND s.billing_interval = 'year' AND NOT s.cancel_at_period_end AND s.collection_paused_at IS NULL
                  AND s.stripe_subscription_id IS NOT NULL AND s.current_period_end > :now AND s.current_period_end <= :until
                  AND s.id > :after ORDER BY s.id LIMIT :some""")
                .set("now", now)
                .set("until", now.plus(Duration.ofDays(DAYS.getFirst())))
                .set("after", after)
                .set("some", AT_ONCE)
                .list(r -> {
                    Instant end = r.instant("current_period_end");
                    boolean near = !end.isAfter(now.plus(Duration.ofDays(nearest)));
                    return new Due(
                            r.uuid("id"),
                            r.uuid("fan_id"),
                            r.uuid("creator_id"),
                            r.text("tier"),
                            r.text("stripe_subscription_id"),
                            end,
                            near ? nearest : DAYS.getFirst());
                }));
    }

    private boolean tell(Due d) {
        if (db.read(tx -> Outbox.isPublished(tx, MembershipEvent.Renewing.class, d.ref()))) {
            return false;
        }
        Subscription theirs = stripe.retrieveSubscription(d.stripeId());
        var item = theirs.getItems().getData().getFirst();
        boolean renews = "active".equals(theirs.getStatus())
                && theirs.getPauseCollection() == null
                && !Boolean.TRUE.equals(theirs.getCancelAtPeriodEnd())
                && Objects.equals(item.getCurrentPeriodEnd(), d.end().getEpochSecond());
        if (!renews) {
            return false;
        }
        var currency = Currency.valueOf(item.getPrice().getCurrency().toUpperCase(Locale.ROOT));
        db.transact(tx -> Outbox.publish(
                tx,
                new MembershipEvent.Renewing(
                        d.ref(),
                        d.creatorId(),
                        d.fanId(),
                        d.id(),
                        d.tier(),
                        d.end(),
                        Money.of(item.getPrice().getUnitAmount(), currency)),
                clock.instant()));
        return true;
    }
}
