package gg.tap2.server.billing;

import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.server.catalog.ChangeCounter;
import gg.tap2.server.catalog.TierPriceIds;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of memberships.
final class SubscriptionStore {
    record Row(
            UUID id,
            UUID fanId,
            UUID tierId,
            String tierName,
            UUID creatorId,
            BillingInterval interval,
            long price,
            @Nullable String stripeId,
            @Nullable String checkoutUrl,
            @Nullable String checkoutSession,
            SubscriptionStatus status,
            @Nullable Instant currentPeriodEnd,
            @Nullable UUID pendingTierId,
            boolean surplus,
            @Nullable Instant pastDueSince) {
        /// Whether access ended because a payment is due.
        boolean isUnpaid() {
            return status == SubscriptionStatus.PAUSED && pastDueSince != null;
        }

        boolean live() {
            return switch (status) {
                case TRIALING, ACTIVE, PAST_DUE, PAUSED -> true;
                case INCOMPLETE, CANCELLED -> false;
            };
        }

        /// Whether the period that was paid for goes on at that time.
        boolean paidAt(Instant now) {
            return currentPeriodEnd != null && now.isBefore(currentPeriodEnd);
        }
    }

    private static final String SELECT = """
            SELECT id, fan_id, tier_id, (SELECT t.name FROM tiers t WHERE t.id = tier_id) AS tier_name, creator_id, billing_interval, price_cents, stripe_subscription_id, checkout_url,
              stripe_checkout_session_id, status, current_period_end, pending_tier_id, surplus_at IS NOT NULL AS surplus,
              past_due_since
            FROM subscriptions""";

    private static Row row(gg.tap2.server.platform.db.Row r) {
        return new Row(
                r.uuid("id"),
                r.uuid("fan_id"),
                r.uuid("tier_id"),
                r.text("tier_name"),
                r.uuid("creator_id"),
                r.enumeration("billing_interval", BillingInterval.class),
                r.number("price_cents"),
                r.textOrNull("stripe_subscription_id"),
                r.textOrNull("checkout_url"),
                r.textOrNull("stripe_checkout_session_id"),
                r.enumeration("status", SubscriptionStatus.class),
                r.instantOrNull("current_period_end"),
                r.uuidOrNull("pending_tier_id"),
                r.bool("surplus"),
                r.instantOrNull("past_due_since"));
    }

    Optional<Row> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE id = :id").set("id", id).first(SubscriptionStore::row);
    }

    Optional<Row> lock(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE id = :id FOR NO KEY UPDATE")
                .set("id", id)
                .first(SubscriptionStore::row);
    }

    /// Everything between a fan and a creator, locked in one order. Whoever decides which membership is the live one
    /// holds this lock; the fan's row stands for those that are not there yet.
    ///
    /// No key changes, so a payment that is booked meanwhile may refer to these rows: it holds its membership and
    /// would wait for the fan, while we hold the fan and wait for the membership.
    List<Row> lockPair(Tx tx, UUID fan, UUID creator) {
        tx.sql("SELECT id FROM fans WHERE id = :fan FOR NO KEY UPDATE")
                .set("fan", fan)
                .exists();
        return tx.sql(SELECT + " WHERE fan_id = :fan AND creator_id = :creator ORDER BY id FOR NO KEY UPDATE")
                .set("fan", fan)
                .set("creator", creator)
                .list(SubscriptionStore::row);
    }

    /// The currency of a live membership of that fan, where it is another one.
    Optional<Currency> otherCurrency(Tx tx, UUID fan, Currency currency) {
        return tx.sql("""
                SELECT currency FROM subscriptions
                WHERE fan_id = :fan AND status IN ('trialing', 'active', 'past_due', 'paused')
                  AND stripe_subscription_id IS NOT NULL AND currency <> :currency ORDER BY id LIMIT 1""")
                .set("fan", fan)
                .set("currency", currency.name())
                .first(r -> Currency.valueOf(r.text("currency")));
    }

    List<Row> liveOfFan(Tx tx, UUID fan) {
        return tx.sql(SELECT + "\n" + """
                WHERE fan_id = :fan AND status IN ('trialing', 'active', 'past_due', 'paused')
                  AND stripe_subscription_id IS NOT NULL ORDER BY id""").set("fan", fan).list(SubscriptionStore::row);
    }

    private static final String SUSPENDED =
            " creator_id IN (SELECT c.id FROM creators c JOIN users u ON u.id = c.user_id WHERE u.status <> 'active')";

    /// Memberships that Stripe still charges for creators who are suspended or gone.
    List<Row> chargedForSuspended(Tx tx) {
        return tx.sql(SELECT + "\n" + """
                WHERE status IN ('trialing', 'active', 'past_due') AND collection_paused_at IS NULL
                  AND stripe_subscription_id IS NOT NULL AND""" + SUSPENDED + " ORDER BY id LIMIT 200")
                .list(SubscriptionStore::row);
    }

    /// Memberships whose charging was paused for creators who are back.
    List<Row> pausedForActive(Tx tx) {
        return tx.sql(SELECT
                        + " WHERE collection_paused_at IS NOT NULL AND status <> 'cancelled' AND stripe_subscription_id IS NOT NULL AND NOT"
                        + SUSPENDED + " ORDER BY id LIMIT 200")
                .list(SubscriptionStore::row);
    }

    List<Row> checkoutsOfSuspended(Tx tx) {
        return tx.sql(SELECT + " WHERE status = 'incomplete' AND" + SUSPENDED + " ORDER BY id LIMIT 200")
                .list(SubscriptionStore::row);
    }

    void collectionPaused(Tx tx, UUID id, @Nullable Instant at) {
        tx.sql("UPDATE subscriptions SET collection_paused_at = CAST(:at AS timestamptz) WHERE id = :id")
                .set("id", id)
                .set("at", at)
                .update();
    }

    /// Whether a creator may sell: not suspended, not gone.
    boolean sells(Tx tx, UUID creator) {
        return tx.sql(
                        "SELECT 1 FROM creators c JOIN users u ON u.id = c.user_id WHERE c.id = :id AND u.status = 'active'")
                .set("id", creator)
                .exists();
    }

    /// Whether the fan has tried that creator's memberships for free before.
    boolean hadTrial(Tx tx, UUID fan, UUID creator) {
        return tx.sql("""
                SELECT 1 FROM subscriptions WHERE fan_id = :fan AND creator_id = :creator
                  AND (trial_end IS NOT NULL AND started_at IS NOT NULL OR trial_refused_at IS NOT NULL)""").set("fan", fan).set("creator", creator).exists();
    }

    /// Notes that a card has begun a trial with a creator.
    ///
    /// @return false when it began one for another fan before
    boolean takeTrial(Tx tx, Row row, String fingerprint) {
        tx.sql("""
                INSERT INTO trial_cards (creator_id, fingerprint, subscription_id)
                VALUES (:creator, :card, :id) ON CONFLICT (creator_id, fingerprint) DO NOTHING""")
                .set("creator", row.creatorId())
                .set("card", fingerprint)
                .set("id", row.id())
                .update();
        return tx.sql("""
                SELECT 1 FROM trial_cards c JOIN subscriptions s ON s.id = c.subscription_id
                WHERE c.creator_id = :creator AND c.fingerprint = :card AND s.fan_id = :fan""")
                .set("creator", row.creatorId())
                .set("card", fingerprint)
                .set("fan", row.fanId())
                .exists();
    }

    /// Whether a card was noted for the trial of that membership.
    boolean isTrialTaken(Tx tx, UUID id) {
        return tx.sql("SELECT 1 FROM trial_cards WHERE subscription_id = :id")
                .set("id", id)
                .exists();
    }

    /// Marks a membership whose trial is taken back; nothing was charged for it.
    void refuseTrial(Tx tx, UUID id, String stripeId, Instant now) {
        surplus(tx, id, stripeId, now);
        tx.sql(
                        "UPDATE subscriptions SET trial_refused_at = coalesce(trial_refused_at, CAST(:now AS timestamptz)) WHERE id = :id")
                .set("id", id)
                .set("now", now)
                .update();
    }

    boolean isTrialRefused(Tx tx, UUID fan, UUID id) {
        return tx.sql("SELECT 1 FROM subscriptions WHERE id = :id AND fan_id = :fan AND trial_refused_at IS NOT NULL")
                .set("id", id)
                .set("fan", fan)
                .exists();
    }

    /// Ends a checkout that gave way to another one, or whose creator is no longer here.
    void closeCheckout(Tx tx, UUID id, Instant now) {
        tx.sql(
                        "UPDATE subscriptions SET status = 'cancelled', updated_at = :now WHERE id = :id AND status = 'incomplete'")
                .set("id", id)
                .set("now", now)
                .update();
    }

    /// Marks a membership that was paid although the fan has another one of the same creator.
    void surplus(Tx tx, UUID id, String stripeId, Instant now) {
        tx.sql("""
                UPDATE subscriptions SET status = 'cancelled', stripe_subscription_id = :stripe,
                  surplus_at = coalesce(surplus_at, CAST(:now AS timestamptz)), updated_at = :now WHERE id = :id""").set("id", id).set("stripe", stripeId).set("now", now).update();
    }

    /// A checkout that was closed here and paid at Stripe all the same is open again.
    void reopen(Tx tx, UUID id) {
        tx.sql("UPDATE subscriptions SET status = 'incomplete' WHERE id = :id AND stripe_subscription_id IS NULL")
                .set("id", id)
                .update();
    }

    /// Open checkouts that nobody has asked about since then, marked as asked about now. One that was closed here may
    /// have been paid a moment before.
    List<Row> takeOpenCheckouts(Tx tx, Instant before, Instant now) {
        var rows = tx.sql(SELECT + "\n" + """
                WHERE stripe_subscription_id IS NULL AND stripe_checkout_session_id IS NOT NULL AND updated_at < :before
                  AND created_at > :oldest ORDER BY updated_at LIMIT 50 FOR UPDATE SKIP LOCKED""")
                .set("before", before)
                .set("oldest", now.minus(java.time.Duration.ofDays(2)))
                .list(SubscriptionStore::row);
        rows.forEach(r -> tx.sql("UPDATE subscriptions SET updated_at = :now WHERE id = :id")
                .set("now", now)
                .set("id", r.id())
                .update());
        return rows;
    }

    List<Row> surplusSince(Tx tx, Instant since) {
        return tx.sql(SELECT + " WHERE surplus_at > :since ORDER BY surplus_at LIMIT 100")
                .set("since", since)
                .list(SubscriptionStore::row);
    }

    void insert(Tx tx, UUID id, UUID fan, Tier tier, BillingInterval interval, long price, Instant now) {
        tx.sql("""
                INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status, created_at, updated_at)
                VALUES (:id, :fan, :tier, :creator, :interval, :price, :currency, 'incomplete', :now, :now)
                ON CONFLICT (id) DO NOTHING""")
                .set("id", id)
                .set("fan", fan)
                .set("tier", tier.id())
                .set("creator", tier.creatorId())
                .set("interval", interval)
                .set("price", price)
                .set("currency", tier.currency().name())
                .set("now", now)
                .update();
    }

    void checkout(Tx tx, UUID id, String session, String url, Instant now) {
        tx.sql(
                        "UPDATE subscriptions SET stripe_checkout_session_id = :session, checkout_url = :url, updated_at = :now WHERE id = :id")
                .set("id", id)
                .set("session", session)
                .set("url", url)
                .set("now", now)
                .update();
    }

    boolean expireCheckout(Tx tx, String session, Instant now) {
        return tx.sql(
                                "UPDATE subscriptions SET status = 'cancelled', updated_at = :now WHERE stripe_checkout_session_id = :session AND status = 'incomplete'")
                        .set("session", session)
                        .set("now", now)
                        .update()
                == 1;
    }

    void update(
            Tx tx,
            Row row,
            String stripeId,
            SubscriptionStatus status,
            UUID tier,
            BillingInterval interval,
            long price,
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable Instant trialEnd,
            boolean cancelAtEnd,
            boolean paymentDue,
            Instant now) {
        tx.sql("""
                UPDATE subscriptions SET stripe_subscription_id = :stripe, status = :status, tier_id = :tier, billing_interval = :interval,
                  price_cents = :price, current_period_start = CAST(:start AS timestamptz), current_period_end = CAST(:end AS timestamptz),
                  trial_end = coalesce(CAST(:trial AS timestamptz), trial_end), cancel_at_period_end = :cancel,
                  past_due_since = CASE WHEN :due THEN coalesce(past_due_since, CAST(:now AS timestamptz)) END,
                  started_at = CASE WHEN :status IN ('active', 'trialing') THEN coalesce(started_at, CAST(:now AS timestamptz)) ELSE started_at END,
                  ended_at = CASE WHEN :status = 'cancelled' THEN coalesce(ended_at, CAST(:now AS timestamptz)) END,
                  change_seq = :seq, updated_at = :now
                WHERE id = :id AND status <> 'cancelled'""")
                .set("id", row.id())
                .set("stripe", stripeId)
                .set("status", status)
                .set("tier", tier)
                .set("interval", interval)
                .set("price", price)
                .set("start", start)
                .set("end", end)
                .set("trial", trialEnd)
                .set("cancel", cancelAtEnd)
                .set("due", paymentDue)
                .set("seq", ChangeCounter.next(tx, row.creatorId()))
                .set("now", now)
                .update();
    }

    void pending(Tx tx, UUID id, @Nullable UUID tier, @Nullable BillingInterval interval, Instant now) {
        tx.sql(
                        "UPDATE subscriptions SET pending_tier_id = CAST(:tier AS uuid), pending_interval = :interval, updated_at = :now WHERE id = :id")
                .set("id", id)
                .set("tier", tier == null ? null : tier.toString())
                .set("interval", interval == null ? null : interval.toString())
                .set("now", now)
                .update();
    }

    record StripeIds(
            @Nullable String product,
            @Nullable String productName,
            @Nullable String monthPrice,
            @Nullable String yearPrice,
            String creator) {}

    StripeIds stripeIds(Tx tx, UUID tier) {
        return tx.sql("""
                SELECT t.stripe_product_id, t.stripe_product_name, t.stripe_month_price_id, t.stripe_year_price_id, c.display_name
                FROM tiers t JOIN creators c ON c.id = t.creator_id WHERE t.id = :id""")
                .set("id", tier)
                .one(r -> new StripeIds(
                        r.textOrNull("stripe_product_id"),
                        r.textOrNull("stripe_product_name"),
                        r.textOrNull("stripe_month_price_id"),
                        r.textOrNull("stripe_year_price_id"),
                        r.text("display_name")));
    }

    void keepProduct(Tx tx, UUID tier, String product, String name) {
        TierPriceIds.recordProduct(tx, tier, product, name);
    }

    /// Keeps a price for good, and as the one that is sold while the tier costs that.
    void keepPrice(Tx tx, UUID tier, String product, BillingInterval interval, String price, long amount, Instant now) {
        tx.sql("""
                INSERT INTO tier_prices (stripe_price_id, tier_id, stripe_product_id, billing_interval, created_at)
                VALUES (:price, :id, :product, :interval, :now) ON CONFLICT DO NOTHING""")
                .set("price", price)
                .set("id", tier)
                .set("product", product)
                .set("interval", interval)
                .set("now", now)
                .update();
        TierPriceIds.recordPrice(tx, tier, product, interval, price, amount);
    }

    /// Sells that price no more; whoever pays it keeps it.
    void forgetPrice(Tx tx, UUID tier, String price) {
        TierPriceIds.removePrice(tx, tier, price);
    }

    /// Forgets a product, and with it the prices that are sold.
    void forgetProduct(Tx tx, UUID tier, String product) {
        TierPriceIds.removeProduct(tx, tier, product);
    }

    record PriceOf(UUID tierId, BillingInterval interval) {}

    /// What a price stands for, also one that is sold no more. One that was made before prices were kept is known by
    /// its
    /// product.
    Optional<PriceOf> tierOfPrice(Tx tx, String price, @Nullable String product, @Nullable String interval) {
        Optional<PriceOf> kept = tx.sql(
                        "SELECT tier_id, billing_interval FROM tier_prices WHERE stripe_price_id = :price")
                .set("price", price)
                .first(r -> new PriceOf(r.uuid("tier_id"), r.enumeration("billing_interval", BillingInterval.class)));
        if (kept.isPresent() || product == null || interval == null) {
            return kept;
        }
        Optional<BillingInterval> length = switch (interval) {
            case "month" -> Optional.of(BillingInterval.MONTH);
            case "year" -> Optional.of(BillingInterval.YEAR);
            default -> Optional.empty();
        };
        return length.flatMap(l -> tx.sql("SELECT id FROM tiers WHERE stripe_product_id = :product")
                .set("product", product)
                .first(r -> new PriceOf(r.uuid("id"), l)));
    }

    List<FanSubscription> listForFan(Tx tx, UUID fan) {
        return tx.sql("""
                SELECT s.*, t.name AS tier_name, n.name AS pending_tier_name, c.slug, c.display_name
                FROM subscriptions s JOIN tiers t ON t.id = s.tier_id LEFT JOIN tiers n ON n.id = s.pending_tier_id
                JOIN creators c ON c.id = s.creator_id WHERE s.fan_id = :fan
                  AND s.status <> 'incomplete' AND (s.status <> 'cancelled' OR s.started_at IS NOT NULL) ORDER BY s.created_at DESC LIMIT 200""")
                .set("fan", fan)
                .list(r -> new FanSubscription(
                        r.uuid("id"),
                        r.uuid("tier_id"),
                        r.text("tier_name"),
                        r.uuid("creator_id"),
                        r.text("slug"),
                        r.text("display_name"),
                        r.enumeration("status", SubscriptionStatus.class),
                        r.number("price_cents"),
                        Currency.valueOf(r.text("currency")),
                        r.enumeration("billing_interval", BillingInterval.class),
                        r.instantOrNull("current_period_start"),
                        r.instantOrNull("current_period_end"),
                        r.bool("cancel_at_period_end"),
                        r.instantOrNull("trial_end"),
                        r.uuidOrNull("pending_tier_id"),
                        r.textOrNull("pending_tier_name"),
                        r.instant("created_at"),
                        !r.isNull("past_due_since")));
    }

    /// Memberships that are behind with a payment since before then and still have access.
    List<Row> graceOver(Tx tx, Instant before) {
        return tx.sql(SELECT + " WHERE status = 'past_due' AND past_due_since < :before ORDER BY id LIMIT 200")
                .set("before", before)
                .list(SubscriptionStore::row);
    }

    List<String> stale(Tx tx, Instant before) {
        return tx.sql("""
                SELECT stripe_subscription_id AS s FROM subscriptions WHERE (status IN ('trialing', 'active', 'past_due') OR status = 'paused' AND past_due_since IS NOT NULL)
                  AND current_period_end < :before AND stripe_subscription_id IS NOT NULL ORDER BY current_period_end LIMIT 50""").set("before", before).list(r -> r.text("s"));
    }
}
