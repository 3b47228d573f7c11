package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.TipEntry;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What creators see of their sales and members, and fans of their tips.
public final class CreatorSales {
    private static final String SALE = """
            SELECT p.id, p.kind, p.title, p.product_id, p.tier_id, p.fan_id, p.amount_cents, p.platform_fee_cents, p.processing_fee_cents,
              p.net_cents, p.currency, p.refunded_cents, p.disputed_cents, p.status, p.created_at, p.paid_at, p.available_at,
              t.message, coalesce(t.anonymous, FALSE) AS anonymous, coalesce(t.guest_name, f.display_name, u.display_name) AS fan_name
            FROM payments p LEFT JOIN tips t ON t.payment_id = p.id JOIN fans f ON f.id = p.fan_id LEFT JOIN users u ON u.id = f.user_id""";

    private final Db db;

    CreatorSales(Db db) {
        this.db = db;
    }

    private static Sale sale(Row r) {
        boolean hidden = r.bool("anonymous");
        return new Sale(
                r.uuid("id"),
                r.enumeration("kind", SaleKind.class),
                r.text("title"),
                r.uuidOrNull("product_id"),
                r.uuidOrNull("tier_id"),
                hidden ? null : r.uuidOrNull("fan_id"),
                hidden ? null : r.textOrNull("fan_name"),
                r.number("amount_cents"),
                r.number("platform_fee_cents"),
                r.number("processing_fee_cents"),
                r.number("net_cents"),
                Currency.valueOf(r.text("currency")),
                r.number("refunded_cents"),
                r.number("disputed_cents"),
                r.enumeration("status", PaymentStatus.class),
                r.textOrNull("message"),
                r.instant("created_at"),
                r.instantOrNull("paid_at"),
                r.instantOrNull("available_at"));
    }

    public List<Sale> list(UUID creator, int limit, int offset) {
        return db.read(tx -> tx.sql(
                        SALE
                                + " WHERE p.creator_id = :creator AND p.status = 'succeeded' ORDER BY p.created_at DESC, p.id LIMIT :limit OFFSET :offset")
                .set("creator", creator)
                .set("limit", limit)
                .set("offset", offset)
                .list(CreatorSales::sale));
    }

    public long count(UUID creator) {
        return db.read(
                tx -> tx.sql("SELECT count(*) AS n FROM payments WHERE creator_id = :creator AND status = 'succeeded'")
                        .set("creator", creator)
                        .one(r -> r.number("n")));
    }

    /// Sales whose last change's ledger number is above `after` and at most `upTo`, oldest change first.
    public List<Sale> changedBetween(Tx tx, UUID creator, long after, long upTo) {
        return tx.sql(
                        SALE
                                + " WHERE p.creator_id = :creator AND p.ledger_seq > :after AND p.ledger_seq <= :upTo AND p.ledger_seq > 0 ORDER BY p.ledger_seq")
                .set("creator", creator)
                .set("after", after)
                .set("upTo", upTo)
                .list(CreatorSales::sale);
    }

    /// The ledger number of the `count`th sale changed after `after`; empty when there are fewer.
    public Optional<Long> endOfPage(Tx tx, UUID creator, long after, int count) {
        return tx.sql(
                        "SELECT ledger_seq FROM payments WHERE creator_id = :creator AND ledger_seq > :after AND ledger_seq > 0 ORDER BY ledger_seq OFFSET :skip LIMIT 1")
                .set("creator", creator)
                .set("after", after)
                .set("skip", count - 1)
                .first(r -> r.number("ledger_seq"));
    }

    private static final String SUBSCRIBER = """
            SELECT s.id, s.fan_id, coalesce(f.display_name, u.display_name, '') AS name, coalesce(u.email, f.guest_email, '') AS email, s.tier_id,
              t.name AS tier_name, s.status, s.price_cents, s.currency, s.cancel_at_period_end,
              coalesce(s.started_at, s.created_at) AS since, coalesce(s.current_period_end, s.created_at) AS period_end,
              (SELECT CAST(coalesce(sum(p.amount_cents - p.refunded_cents), 0) AS bigint) FROM payments p WHERE p.subscription_id = s.id AND p.status = 'succeeded') AS paid
            FROM subscriptions s JOIN tiers t ON t.id = s.tier_id JOIN fans f ON f.id = s.fan_id LEFT JOIN users u ON u.id = f.user_id""";

    private static Subscriber subscriber(Row r) {
        return new Subscriber(
                r.uuid("id"),
                r.uuid("fan_id"),
                r.text("name"),
                r.text("email"),
                r.uuid("tier_id"),
                r.text("tier_name"),
                r.enumeration("status", SubscriptionStatus.class),
                r.number("price_cents"),
                Currency.valueOf(r.text("currency")),
                r.number("paid"),
                r.bool("cancel_at_period_end"),
                r.instant("since"),
                r.instant("period_end"));
    }

    public List<Subscriber> subscribers(UUID creator, int limit, int offset) {
        return db.read(tx -> tx.sql(
                        SUBSCRIBER
                                + " WHERE s.creator_id = :creator AND s.status <> 'incomplete' ORDER BY s.created_at DESC, s.id LIMIT :limit OFFSET :offset")
                .set("creator", creator)
                .set("limit", limit)
                .set("offset", offset)
                .list(CreatorSales::subscriber));
    }

    public long countSubscribers(UUID creator) {
        return db.read(tx -> tx.sql(
                        "SELECT count(*) AS n FROM subscriptions WHERE creator_id = :creator AND status <> 'incomplete'")
                .set("creator", creator)
                .one(r -> r.number("n")));
    }

    public Optional<Subscriber> findSubscriber(UUID creator, UUID id) {
        return db.read(tx -> tx.sql(SUBSCRIBER + " WHERE s.creator_id = :creator AND s.id = :id")
                .set("creator", creator)
                .set("id", id)
                .first(CreatorSales::subscriber));
    }

    /// Members whose change number is above `after` and at most `upTo`, oldest change first.
    public List<Subscriber> subscribersChangedBetween(Tx tx, UUID creator, long after, long upTo) {
        return tx.sql(
                        SUBSCRIBER
                                + " WHERE s.creator_id = :creator AND s.change_seq > :after AND s.change_seq <= :upTo ORDER BY s.change_seq")
                .set("creator", creator)
                .set("after", after)
                .set("upTo", upTo)
                .list(CreatorSales::subscriber);
    }

    private static final String TIP = """
            SELECT t.id, t.creator_id, c.slug, c.display_name, t.amount_cents, t.currency, t.message, t.anonymous, t.status, t.created_at,
              coalesce(t.guest_name, f.display_name, u.display_name) AS fan_name
            FROM tips t JOIN creators c ON c.id = t.creator_id JOIN fans f ON f.id = t.fan_id LEFT JOIN users u ON u.id = f.user_id""";

    private static TipEntry tip(Row r, boolean forFan) {
        return new TipEntry(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.text("slug"),
                r.text("display_name"),
                r.bool("anonymous") && !forFan ? null : r.textOrNull("fan_name"),
                r.number("amount_cents"),
                Currency.valueOf(r.text("currency")),
                r.textOrNull("message"),
                r.bool("anonymous"),
                r.text("status"),
                r.instant("created_at"));
    }

    public List<TipEntry> tips(UUID creator, int limit, int offset) {
        return db.read(tx -> tx.sql(
                        TIP
                                + " WHERE t.creator_id = :creator AND t.status IN ('completed', 'refunded') ORDER BY t.created_at DESC LIMIT :limit OFFSET :offset")
                .set("creator", creator)
                .set("limit", limit)
                .set("offset", offset)
                .list(r -> tip(r, false)));
    }

    public List<TipEntry> tipsOfFan(UUID fan, int limit, int offset) {
        return db.read(
                tx -> tx.sql(TIP + " WHERE t.fan_id = :fan ORDER BY t.created_at DESC LIMIT :limit OFFSET :offset")
                        .set("fan", fan)
                        .set("limit", limit)
                        .set("offset", offset)
                        .list(r -> tip(r, true)));
    }

    public long countTips(String column, UUID id) {
        if (!column.equals("creator_id") && !column.equals("fan_id")) {
            throw new IllegalArgumentException(column);
        }
        return db.read(tx -> tx.sql("SELECT count(*) AS n FROM tips WHERE " + column + " = :id")
                .set("id", id)
                .one(r -> r.number("n")));
    }
}
