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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Discount codes and the price they make.
public final class DiscountCodes {
    private static final TypeReference<List<UUID>> UUIDS = new TypeReference<>() {};
    private static final String SELECT = """
            SELECT id, code, percent_off, amount_off_cents, to_jsonb(product_ids) AS product_ids, starts_at, ends_at,
              max_redemptions, redeemed, active, created_at FROM discount_codes""";

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

    /// A code that can be used now for that product.
    public Optional<DiscountCode> findUsable(Tx tx, UUID creatorId, String code, UUID productId, Instant now) {
        return tx.sql(SELECT + "\n" + """
                 WHERE creator_id = :creator AND lower(code) = lower(:code) AND deleted_at IS NULL AND active
                  AND (starts_at IS NULL OR starts_at <= :now) AND (ends_at IS NULL OR ends_at > :now)
                  AND (max_redemptions IS NULL OR redeemed < max_redemptions)
                  AND (cardinality(product_ids) = 0 OR :product = ANY(product_ids))""")
                .set("creator", creatorId)
                .set("code", code.strip())
                .set("now", now)
                .set("product", productId)
                .first(DiscountCodes::code);
    }

    /// Counts one use, never beyond the maximum.
    public boolean redeem(Tx tx, UUID codeId) {
        return tx.sql("""
                UPDATE discount_codes SET redeemed = redeemed + 1
                WHERE id = :id AND (max_redemptions IS NULL OR redeemed < max_redemptions)""").set("id", codeId).update() == 1;
    }

    /// The price after the discount, minor units: free, or at least the smallest price that can be charged.
    public static long apply(DiscountCode code, long price, long smallestPrice) {
        Integer percent = code.percentOff();
        Long amount = code.amountOff();
        long off = percent != null
                ? gg.tap2.model.fees.FeePolicy.share(price, percent * 100)
                : amount == null ? 0 : Math.min(amount, price);
        long left = price - off;
        return left == 0 ? 0 : Math.max(left, smallestPrice);
    }
}
