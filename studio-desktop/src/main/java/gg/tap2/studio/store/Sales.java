package gg.tap2.studio.store;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payments, and the figures that are sums over them.
public final class Sales {
    private static final String UPSERT =
            "INSERT OR REPLACE INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String DAILY = """
            SELECT paid_at / 86400000 AS day,
                   SUM(gross - refunded) AS revenue,
                   SUM(CASE kind WHEN 'tip' THEN gross - refunded ELSE 0 END) AS tips,
                   SUM(kind = 'tip') AS tip_count,
                   SUM(CASE kind WHEN 'subscription' THEN gross - refunded ELSE 0 END) AS subscriptions,
                   SUM(kind = 'subscription') AS subscription_count,
                   SUM(CASE kind WHEN 'product' THEN gross - refunded ELSE 0 END) AS purchases,
                   SUM(kind = 'product') AS purchase_count,
                   SUM(refunded) AS refunds
            FROM sale
            WHERE paid_at >= ? AND paid_at < ? AND currency = ?
            GROUP BY day
            ORDER BY day
            """;

    /// One earner within a range: gross, net and number of payments.
    public record Earner(String title, @Nullable UUID id, long gross, long net, long count) {}

    private final Database db;

    Sales(Database db) {
        this.db = db;
    }

    public void save(Collection<Sale> sales) {
        db.write(c -> {
            try (var statement = c.prepareStatement(UPSERT)) {
                for (Sale s : sales) {
                    Database.bind(
                            statement,
                            s.paymentId(),
                            s.kind(),
                            s.title(),
                            s.productId(),
                            s.tierId(),
                            s.fanId(),
                            s.fanName(),
                            s.gross(),
                            s.platformFee(),
                            s.processingFee(),
                            s.net(),
                            s.currency(),
                            s.refunded(),
                            s.disputed(),
                            s.status(),
                            s.message(),
                            s.createdAt(),
                            s.paidAt(),
                            s.availableAt());
                    statement.addBatch();
                }
                return statement.executeBatch().length;
            }
        });
    }

    /// The newest first, by kind and by words that are all in title, fan, message or number.
    public List<Sale> list(@Nullable SaleKind kind, String text, int limit, int offset) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(kind, text, args);
        args.add(limit);
        args.add(offset);
        return db.list(
                "SELECT * FROM sale" + where + " ORDER BY created_at DESC, payment_id LIMIT ? OFFSET ?",
                Sales::sale,
                args.toArray());
    }

    /// How many [#list] finds in all.
    public long count(@Nullable SaleKind kind, String text) {
        List<@Nullable Object> args = new ArrayList<>();
        return db.number("SELECT COUNT(*) FROM sale" + where(kind, text, args), args.toArray());
    }

    private static String where(@Nullable SaleKind kind, String text, List<@Nullable Object> args) {
        var where = new StringBuilder(" WHERE (?1 IS NULL OR kind = ?1)");
        args.add(kind);
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("\\s+")) {
            if (!word.isEmpty()) {
                args.add(word);
                where.append(" AND INSTR(fold(title || ' ' || COALESCE(fan_name, '') || ' ' || COALESCE(message, '')")
                        .append(" || ' ' || payment_id), ?")
                        .append(args.size())
                        .append(") > 0");
            }
        }
        return where.toString();
    }

    /// People who paid, by the beginning of a word of their name, whoever paid last first.
    public List<Named> people(String text, int limit) {
        return db.list(
                """
                SELECT fan_id, MAX(fan_name), MAX(paid_at) AS last FROM sale
                WHERE fan_id IS NOT NULL AND INSTR(' ' || fold(fan_name), ?) > 0
                GROUP BY fan_id ORDER BY last DESC LIMIT ?
                """,
                row -> new Named(UUID.fromString(row.getString(1)), row.getString(2)),
                " " + text.strip().toLowerCase(Locale.ROOT),
                limit);
    }

    public record Named(UUID id, String name) {}

    public List<Sale> recent(int limit) {
        return db.list(
                "SELECT * FROM sale WHERE paid_at IS NOT NULL ORDER BY created_at DESC LIMIT ?", Sales::sale, limit);
    }

    public List<Sale> listOfFan(UUID fanId) {
        return db.list("SELECT * FROM sale WHERE fan_id = ? ORDER BY created_at DESC LIMIT 500", Sales::sale, fanId);
    }

    /// Somebody who paid: what they paid in all, without what went back.
    public record Buyer(
            UUID fanId, String name, long payments, long paid, Currency currency, Instant first, Instant last) {}

    /// Everybody who paid in `currency`, whoever paid most first.
    public List<Buyer> buyers(Currency currency) {
        return db.list(
                """
                SELECT fan_id, COALESCE(MAX(fan_name), '') AS name, COUNT(*) AS payments, SUM(gross - refunded) AS paid,
                       MIN(paid_at) AS first, MAX(paid_at) AS last
                FROM sale WHERE fan_id IS NOT NULL AND paid_at IS NOT NULL AND currency = ?
                GROUP BY fan_id ORDER BY paid DESC, fan_id
                """,
                row -> new Buyer(
                        UUID.fromString(row.getString("fan_id")),
                        row.getString("name"),
                        row.getLong("payments"),
                        row.getLong("paid"),
                        currency,
                        Instant.ofEpochMilli(row.getLong("first")),
                        Instant.ofEpochMilli(row.getLong("last"))),
                currency);
    }

    public Optional<Sale> find(UUID paymentId) {
        return db.find("SELECT * FROM sale WHERE payment_id = ?", Sales::sale, paymentId);
    }

    public long count() {
        return db.number("SELECT COUNT(*) FROM sale");
    }

    /// Days that had payments, `from` to `to` inclusive, by UTC day of payment.
    public List<DailyPoint> daily(LocalDate from, LocalDate to, Currency currency) {
        return db.list(
                DAILY,
                row -> new DailyPoint(
                        LocalDate.ofEpochDay(row.getLong("day")),
                        row.getLong("revenue"),
                        row.getLong("tips"),
                        row.getLong("tip_count"),
                        row.getLong("subscriptions"),
                        row.getLong("subscription_count"),
                        row.getLong("purchases"),
                        row.getLong("purchase_count"),
                        row.getLong("refunds"),
                        0),
                startOf(from),
                startOf(to.plusDays(1)),
                currency);
    }

    /// The products and tiers that earned most in the range.
    public List<Earner> earners(LocalDate from, LocalDate to, Currency currency, int limit) {
        return db.list("""
                SELECT MAX(title), COALESCE(product_id, tier_id) AS what, SUM(gross - refunded) AS gross,
                       SUM(net), COUNT(*)
                FROM sale
                WHERE paid_at >= ? AND paid_at < ? AND currency = ? AND kind <> 'tip'
                GROUP BY COALESCE(what, title) ORDER BY gross DESC LIMIT ?
                """, Sales::earner, startOf(from), startOf(to.plusDays(1)), currency, limit);
    }

    /// The fans who paid most in the range.
    public List<Earner> fans(LocalDate from, LocalDate to, Currency currency, int limit) {
        return db.list("""
                SELECT MAX(fan_name), fan_id, SUM(gross - refunded) AS gross, SUM(net), COUNT(*)
                FROM sale
                WHERE paid_at >= ? AND paid_at < ? AND currency = ? AND fan_id IS NOT NULL
                GROUP BY fan_id ORDER BY gross DESC LIMIT ?
                """, Sales::earner, startOf(from), startOf(to.plusDays(1)), currency, limit);
    }

    /// Average net of a day's tips and purchases; memberships are left out, because their renewals are known one by
    /// one.
    public long usualNetPerDay(LocalDate from, LocalDate to, Currency currency) {
        long days = to.toEpochDay() - from.toEpochDay() + 1;
        return db.number(
                        "SELECT COALESCE(SUM(net), 0) FROM sale WHERE paid_at >= ? AND paid_at < ? AND currency = ? AND kind <> 'subscription'",
                        startOf(from),
                        startOf(to.plusDays(1)),
                        currency)
                / days;
    }

    /// Members by the month of their first payment: how many of them paid in that month and in each later one.
    public record Cohort(YearMonth month, List<Long> paying) {}

    /// The last `months` cohorts, the oldest first, by UTC month.
    public List<Cohort> cohorts(YearMonth last, int months) {
        record Cell(YearMonth first, YearMonth paid, long fans) {}
        List<Cell> cells = db.list(
                """
                WITH payment AS (
                    SELECT fan_id, strftime('%Y-%m', paid_at / 1000, 'unixepoch') AS month FROM sale
                    WHERE kind = 'subscription' AND paid_at IS NOT NULL AND fan_id IS NOT NULL AND refunded < gross
                    GROUP BY fan_id, month
                ), first AS (SELECT fan_id, MIN(month) AS month FROM payment GROUP BY fan_id)
                SELECT first.month, payment.month, COUNT(*) FROM payment JOIN first USING (fan_id)
                GROUP BY first.month, payment.month
                """,
                row -> new Cell(YearMonth.parse(row.getString(1)), YearMonth.parse(row.getString(2)), row.getLong(3)));
        List<Cohort> out = new ArrayList<>();
        for (int i = months - 1; i >= 0; i--) {
            YearMonth month = last.minusMonths(i);
            List<Long> paying = new ArrayList<>();
            for (YearMonth paid = month; !paid.isAfter(last); paid = paid.plusMonths(1)) {
                YearMonth wanted = paid;
                paying.add(cells.stream()
                        .filter(c -> c.first().equals(month) && c.paid().equals(wanted))
                        .mapToLong(Cell::fans)
                        .sum());
            }
            out.add(new Cohort(month, List.copyOf(paying)));
        }
        return out;
    }

    private static Earner earner(ResultSet row) throws SQLException {
        String id = row.getString(2);
        String title = row.getString(1);
        return new Earner(
                title == null ? "" : title,
                id == null ? null : UUID.fromString(id),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5));
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Sale sale(ResultSet row) throws SQLException {
        return new Sale(
                UUID.fromString(row.getString("payment_id")),
                SaleKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("title"),
                uuid(row, "product_id"),
                uuid(row, "tier_id"),
                uuid(row, "fan_id"),
                row.getString("fan_name"),
                row.getLong("gross"),
                row.getLong("platform_fee"),
                row.getLong("processing_fee"),
                row.getLong("net"),
                Currency.find(row.getString("currency")).orElse(Currency.USD),
                row.getLong("refunded"),
                row.getLong("disputed"),
                PaymentStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("message"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "paid_at"),
                instant(row, "available_at"));
    }

    private static @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? null : UUID.fromString(value);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(value);
    }
}
