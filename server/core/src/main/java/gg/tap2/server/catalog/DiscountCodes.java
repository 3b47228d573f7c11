package gg.tap2.server.catalog;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Sql;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Discount codes and the price they make.
public final class DiscountCodes {
    private static final TypeReference<List<UUID>> UUIDS = new TypeReference<>() {};
    private static final String SELECT = """
            SELECT id, code, percent_off, amount_off_cents, to_jsonb(product_ids) AS product_ids, starts_at, ends_at,
              max_redemptions, redeemed, active, created_at FROM discount_codes""";

    /// How long a checkout keeps one use of a limited code.
    public static final Duration HOLD = Duration.ofMinutes(15);

    private static final String FIELD = "discountCode";

    private final Db db;
    private final InstantSource clock;

    DiscountCodes(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    private static DiscountCode code(Row r) {
        Long percent = r.numberOrNull("percent_off");
        Long max = r.numberOrNull("max_redemptions");
        return new DiscountCode(
                r.uuid("id"),
                r.text("code"),
                percent == null ? null : Integer.valueOf(percent.intValue()),
                r.numberOrNull("amount_off_cents"),
                r.json("product_ids", UUIDS),
                r.instantOrNull("starts_at"),
                r.instantOrNull("ends_at"),
                max == null ? null : Integer.valueOf(max.intValue()),
                r.integer("redeemed"),
                r.bool("active"),
                r.instant("created_at"));
    }

    public List<DiscountCode> list(UUID creatorId) {
        return db.read(
                tx -> tx.sql(SELECT + " WHERE creator_id = :creator AND deleted_at IS NULL ORDER BY created_at DESC")
                        .set("creator", creatorId)
                        .list(DiscountCodes::code));
    }

    /// Those whose change number is above `after` and at most `upTo`, oldest change first.
    public List<DiscountCode> changedBetween(Tx tx, UUID creatorId, long after, long upTo) {
        return tx.sql(
                        SELECT
                                + " WHERE creator_id = :creator AND change_seq > :after AND change_seq <= :upTo AND deleted_at IS NULL ORDER BY change_seq")
                .set("creator", creatorId)
                .set("after", after)
                .set("upTo", upTo)
                .list(DiscountCodes::code);
    }

    /// Creates or replaces the code with that id.
    ///
    /// @throws ApiException 422 when the creator has another code of that name
    public DiscountCode save(UUID creatorId, UUID id, SaveDiscountCode request) {
        try {
            return db.inTransaction(tx -> {
                CreatorCurrency.judge(tx, creatorId, request);
                Optional<UUID> owner = tx.sql("SELECT creator_id FROM discount_codes WHERE id = :id")
                        .set("id", id)
                        .first(r -> r.uuid("creator_id"));
                if (owner.isPresent() && !owner.get().equals(creatorId)) {
                    throw ApiException.notFound();
                }
                fields(tx.sql("""
                        INSERT INTO discount_codes (id, creator_id, code, percent_off, amount_off_cents, product_ids, starts_at,
                          ends_at, max_redemptions, active, change_seq, created_at)
                        VALUES (:id, :creator, :code, CAST(:percent AS int), CAST(:amount AS bigint), CAST(:products AS uuid[]),
                          CAST(:starts AS timestamptz), CAST(:ends AS timestamptz), CAST(:max AS int), :active, :seq, :now)
                        ON CONFLICT (id) DO UPDATE SET code = excluded.code, percent_off = excluded.percent_off,
                          amount_off_cents = excluded.amount_off_cents, product_ids = excluded.product_ids,
                          starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                          max_redemptions = excluded.max_redemptions, active = excluded.active,
                          change_seq = excluded.change_seq"""), request)
                        .set("id", id)
                        .set("creator", creatorId)
                        .set("seq", ChangeCounter.next(tx, creatorId))
                        .set("now", clock.instant())
                        .update();
                return tx.sql(SELECT + " WHERE id = :id").set("id", id).one(DiscountCodes::code);
            });
        } catch (RuntimeException e) {
            if (Db.isUniqueViolation(e, "discount_codes_code_key")) {
                throw ApiException.invalid("code", "taken");
            }
            throw e;
        }
    }

    public UUID mintId() {
        return Ids.next(clock);
    }

    private static Sql fields(Sql sql, SaveDiscountCode d) {
        return sql.set("code", d.code())
                .set("percent", d.percentOff())
                .set("amount", d.amountOff())
                .set("products", SqlArrays.raw(d.productIds() == null ? List.of() : d.productIds()))
                .set("starts", d.startsAt())
                .set("ends", d.endsAt())
                .set("max", d.maxRedemptions())
                .set("active", d.active());
    }

    public void delete(UUID creatorId, UUID id) {
        db.transact(tx -> {
            Instant now = clock.instant();
            long n = tx.sql(
                            "UPDATE discount_codes SET deleted_at = :now, active = FALSE WHERE id = :id AND creator_id = :creator AND deleted_at IS NULL")
                    .set("id", id)
                    .set("creator", creatorId)
                    .set("now", now)
                    .update();
            if (n == 0) {
                throw ApiException.notFound();
            }
            ChangeCounter.tombstone(tx, creatorId, "discount_code", id, now);
        });
    }

    /// A code that may be used now for that product. Whether a use of it is left is decided by [#hold].
    ///
    /// @throws ApiException 422 that says why it may not
    public DiscountCode require(Tx tx, UUID creatorId, String code, UUID productId, Instant now) {
        DiscountCode found = tx.sql(
                        SELECT + " WHERE creator_id = :creator AND lower(code) = lower(:code) AND deleted_at IS NULL")
                .set("creator", creatorId)
                .set("code", code.strip())
                .first(DiscountCodes::code)
                .filter(DiscountCode::active)
                .orElseThrow(() -> ApiException.invalid(FIELD, "code_unknown"));
        Instant starts = found.startsAt();
        Instant ends = found.endsAt();
        if (starts != null && now.isBefore(starts)) {
            throw ApiException.invalid(FIELD, "code_not_yet", starts);
        }
        if (ends != null && !now.isBefore(ends)) {
            throw ApiException.invalid(FIELD, "code_expired", ends);
        }
        List<UUID> products = found.productIds();
        if (products != null && !products.isEmpty() && !products.contains(productId)) {
            throw ApiException.invalid(FIELD, "code_other_product");
        }
        return found;
    }

    /// Keeps one use of a limited code for a payment that is being made. The payment's own hold is renewed. It ends by
    /// [#release], by [#used], or by itself after [#HOLD].
    ///
    /// @return false when all uses are paid for or kept for others
    public boolean hold(Tx tx, UUID codeId, UUID paymentId, Instant now) {
        // Weaker than FOR UPDATE: payments that name the code have its key locked already.
        boolean left = tx.sql("SELECT max_redemptions, redeemed FROM discount_codes WHERE id = :id FOR NO KEY UPDATE")
                .set("id", codeId)
                .first(r -> {
                    Long max = r.numberOrNull("max_redemptions");
                    return max == null || r.number("redeemed") + held(tx, codeId, paymentId, now) < max;
                })
                .orElse(false);
        if (left) {
            tx.sql("""
                    INSERT INTO discount_holds (payment_id, code_id, expires_at) VALUES (:payment, :code, :until)
                    ON CONFLICT (payment_id) DO UPDATE SET expires_at = excluded.expires_at""")
                    .set("payment", paymentId)
                    .set("code", codeId)
                    .set("until", now.plus(HOLD))
                    .update();
        }
        return left;
    }

    private static long held(Tx tx, UUID codeId, UUID exceptPayment, Instant now) {
        return tx.sql("""
                SELECT count(*) AS n FROM discount_holds
                WHERE code_id = :code AND payment_id <> :payment AND expires_at > :now""")
                .set("code", codeId)
                .set("payment", exceptPayment)
                .set("now", now)
                .one(r -> r.number("n"));
    }

    /// Gives back what a payment kept: it failed, was cancelled or replaced. Nothing when it kept nothing.
    public static void release(Tx tx, UUID paymentId) {
        tx.sql("DELETE FROM discount_holds WHERE payment_id = :id")
                .set("id", paymentId)
                .update();
    }

    /// Counts the uses of payments that were paid, by payment. What was paid counts even where it is one more than the
    /// maximum: the buyer saw that price.
    public void used(Tx tx, Map<UUID, UUID> codeOfPayment) {
        codeOfPayment.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(e -> {
            tx.sql("UPDATE discount_codes SET redeemed = redeemed + 1 WHERE id = :id")
                    .set("id", e.getValue())
                    .update();
            release(tx, e.getKey());
        });
    }

    /// The price after the discount, minor units: free, or at least the smallest price that can be charged.
    public static long apply(DiscountCode code, long price, long smallestPrice) {
        Integer percent = code.percentOff();
        Long amount = code.amountOff();
        long off = percent != null
                ? gg.tap2.model.fees.FeePolicy.share(price, percent * 100)
                : amount == null ? 0 : Math.min(amount, price);
        boolean whole = percent != null ? percent >= 100 : off >= price;
        // Rounding alone makes nothing free: 99 % off 50 cents leaves half a cent.
        return whole ? 0 : Math.max(price - off, Math.min(price, smallestPrice));
    }
}
