package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.DiscountCodes;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of payments and of what they were for.
final class PaymentStore {
    private static final String DUPLICATES = """
            SELECT p.id FROM payments p JOIN grants g ON g.payment_id = p.id AND g.revoked_at IS NULL
            WHERE p.kind = 'product' AND p.status = 'succeeded' AND p.amount_cents > p.refunded_cents + p.disputed_cents
              AND g.granted_at > :since
              AND EXISTS (SELECT 1 FROM grants e WHERE e.fan_id = g.fan_id AND e.product_id = g.product_id
                AND e.revoked_at IS NULL AND (e.granted_at, e.id) < (g.granted_at, g.id))
            """;
    /// What memberships took that the fan could not have beside another one of the same creator.
    private static final String SURPLUS = """
            SELECT p.id FROM payments p JOIN subscriptions s ON s.id = p.subscription_id AND s.surplus_at > :since
            WHERE p.kind = 'subscription' AND p.status = 'succeeded'
              AND p.amount_cents > p.refunded_cents + p.disputed_cents
            """;

    private static final String SELECT = "SELECT " + PaymentRow.COLUMNS + " FROM payments p";

    Optional<PaymentRow> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE p.id = :id").set("id", id).first(PaymentRow::of);
    }

    /// Null for what was booked before receipts had numbers.
    @Nullable
    String receiptNumber(Tx tx, UUID id) {
        return tx.sql("SELECT receipt_number FROM payments WHERE id = :id")
                .set("id", id)
                .one(r -> Optional.ofNullable(r.textOrNull("receipt_number")))
                .orElse(null);
    }

    Optional<PaymentRow> lock(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE p.id = :id FOR UPDATE").set("id", id).first(PaymentRow::of);
    }

    List<PaymentRow> lockAll(Tx tx, Collection<UUID> ids) {
        return tx.sql(SELECT + " WHERE p.id = ANY(CAST(:ids AS uuid[])) ORDER BY p.id FOR UPDATE")
                .set("ids", SqlArrays.raw(ids))
                .list(PaymentRow::of);
    }

    Optional<PaymentRow> findByCharge(Tx tx, String chargeId) {
        return tx.sql(SELECT + " WHERE p.stripe_charge_id = :id")
                .set("id", chargeId)
                .first(PaymentRow::of);
    }

    Optional<PaymentRow> findByIntent(Tx tx, String intentId) {
        return tx.sql(SELECT + " WHERE p.stripe_payment_intent_id = :id")
                .set("id", intentId)
                .first(PaymentRow::of);
    }

    /// Those of these intents that are not paid here.
    List<PaymentRow> unpaidOf(Tx tx, Collection<String> intentIds) {
        return tx.sql(SELECT
                        + " WHERE p.stripe_payment_intent_id = ANY(CAST(:ids AS text[])) AND p.status <> 'succeeded'")
                .set("ids", SqlArrays.texts(List.copyOf(intentIds)))
                .list(PaymentRow::of);
    }

    /// The payment that a buyer may still pay for a product: an open one, or a declined one whose intent can be
    /// tried again. A guest finds only what the same browser started.
    Optional<PaymentRow> findOpenForProduct(Tx tx, UUID fanId, UUID productId, @Nullable String startedBy) {
        return tx.sql(SELECT + "\n" + """
                 WHERE p.fan_id = :fan AND p.product_id = :product AND p.kind = 'product'
                  AND p.started_by IS NOT DISTINCT FROM CAST(:starter AS text)
                  AND (p.status IN ('created', 'requires_action', 'processing', 'unknown')
                    OR (p.status = 'failed' AND p.stripe_payment_intent_id IS NOT NULL))
                 ORDER BY p.status = 'failed', p.created_at DESC LIMIT 1 FOR UPDATE""")
                .set("fan", fanId)
                .set("product", productId)
                .set("starter", startedBy)
                .first(PaymentRow::of);
    }

    boolean owns(Tx tx, UUID fanId, UUID productId) {
        return tx.sql("SELECT 1 FROM grants WHERE fan_id = :fan AND product_id = :product AND revoked_at IS NULL")
                .set("fan", fanId)
                .set("product", productId)
                .exists();
    }

    /// A payment about to be made; `status` is `created`, or `succeeded` when nothing is to pay.
    record NewPayment(
            UUID id,
            UUID creatorId,
            UUID fanId,
            SaleKind kind,
            @Nullable UUID productId,
            @Nullable UUID tierId,
            @Nullable UUID subscriptionId,
            String title,
            long amount,
            Currency currency,
            @Nullable String claimHash,
            String buyerEmail,
            @Nullable UUID discountCodeId,
            long discount,
            @Nullable String discountName,
            String refundPolicy,
            boolean saveMethod,
            @Nullable String startedBy) {}

    boolean insert(Tx tx, NewPayment p, Instant now) {
        return tx.sql("""
                INSERT INTO payments (id, creator_id, fan_id, kind, product_id, tier_id, subscription_id, title, amount_cents,
                  currency, status, claim_hash, buyer_email, discount_code_id, discount_cents, discount_name, refund_policy, save_method, started_by, created_at, updated_at)
                VALUES (:id, :creator, :fan, :kind, CAST(:product AS uuid), CAST(:tier AS uuid), CAST(:subscription AS uuid), :title, :amount,
                  :currency, 'created', :claim, :email, CAST(:discount AS uuid), :off, :code, :policy, :save, :starter, :now, :now)
                ON CONFLICT (id) DO NOTHING""")
                        .set("id", p.id())
                        .set("creator", p.creatorId())
                        .set("fan", p.fanId())
                        .set("kind", p.kind())
                        .set("product", text(p.productId()))
                        .set("tier", text(p.tierId()))
                        .set("subscription", text(p.subscriptionId()))
                        .set("title", p.title())
                        .set("amount", p.amount())
                        .set("currency", p.currency().name())
                        .set("claim", p.claimHash())
                        .set("email", p.buyerEmail())
                        .set("discount", text(p.discountCodeId()))
                        .set("off", p.discount())
                        .set("code", p.discountName())
                        .set("policy", p.refundPolicy())
                        .set("save", p.saveMethod())
                        .set("starter", p.startedBy())
                        .set("now", now)
                        .update()
                == 1;
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    void insertTip(
            Tx tx, NewPayment p, @Nullable String message, boolean anonymous, @Nullable String guestName, Instant now) {
        tx.sql("""
                INSERT INTO tips (id, payment_id, creator_id, fan_id, amount_cents, currency, message, anonymous, guest_name, created_at)
                VALUES (:id, :id, :creator, :fan, :amount, :currency, :message, :anonymous, :name, :now) ON CONFLICT DO NOTHING""")
                .set("id", p.id())
                .set("creator", p.creatorId())
                .set("fan", p.fanId())
                .set("amount", p.amount())
                .set("currency", p.currency().name())
                .set("message", message)
                .set("anonymous", anonymous)
                .set("name", guestName)
                .set("now", now)
                .update();
    }

    void insertPurchase(Tx tx, NewPayment p, Instant now) {
        tx.sql("""
                INSERT INTO purchases (id, payment_id, product_id, fan_id, amount_cents, currency, created_at)
                VALUES (:id, :id, :product, :fan, :amount, :currency, :now) ON CONFLICT DO NOTHING""")
                .set("id", p.id())
                .set("product", p.productId())
                .set("fan", p.fanId())
                .set("amount", p.amount())
                .set("currency", p.currency().name())
                .set("now", now)
                .update();
    }

    void intentCreated(Tx tx, UUID id, String intentId, String clientSecret, Instant now) {
        tx.sql("""
                UPDATE payments SET stripe_payment_intent_id = :intent, client_secret = :secret, updated_at = :now,
                  status = CASE WHEN status = 'unknown' THEN 'created' ELSE status END
                WHERE id = :id""")
                .set("id", id)
                .set("intent", intentId)
                .set("secret", clientSecret)
                .set("now", now)
                .update();
        tx.sql("UPDATE tips SET stripe_payment_intent_id = :intent WHERE payment_id = :id")
                .set("id", id)
                .set("intent", intentId)
                .update();
        tx.sql("UPDATE purchases SET stripe_payment_intent_id = :intent WHERE payment_id = :id")
                .set("id", id)
                .set("intent", intentId)
                .update();
    }

    /// One more token of the payment; those given out before stay good.
    void addClaim(Tx tx, UUID id, String claimHash, Instant now) {
        tx.sql("INSERT INTO payment_claims (token_hash, payment_id, created_at) VALUES (:hash, :id, :now)")
                .set("id", id)
                .set("hash", claimHash)
                .set("now", now)
                .update();
    }

    boolean hasClaim(Tx tx, UUID id, String claimHash) {
        return tx.sql("""
                SELECT 1 FROM payments WHERE id = :id AND claim_hash = :hash
                UNION ALL SELECT 1 FROM payment_claims WHERE payment_id = :id AND token_hash = :hash""").set("id", id).set("hash", claimHash).exists();
    }

    /// Moves an open payment forward; a final one never changes. A payment that fails or is cancelled gives back the
    /// use
    /// of a code that it kept. Returns whether it moved.
    boolean moveTo(Tx tx, UUID id, PaymentStatus status, @Nullable String failureCode, Instant now) {
        boolean moved = tx.sql("""
                UPDATE payments SET status = :status, failure_code = :code, updated_at = :now
                WHERE id = :id AND status NOT IN ('succeeded', 'canceled') AND status <> :status
                  AND NOT (status = 'failed' AND kind = 'product' AND :status IN ('created', 'requires_action', 'processing', 'unknown')
                    AND EXISTS (SELECT 1 FROM payments o WHERE o.fan_id = payments.fan_id AND o.product_id = payments.product_id
                      AND o.started_by IS NOT DISTINCT FROM payments.started_by AND o.id <> payments.id
                      AND o.kind = 'product' AND o.status IN ('created', 'requires_action', 'processing', 'unknown')))""")
                        .set("id", id)
                        .set("status", status)
                        .set("code", failureCode)
                        .set("now", now)
                        .update()
                == 1;
        if (moved && (status == PaymentStatus.FAILED || status == PaymentStatus.CANCELED)) {
            DiscountCodes.release(tx, id);
            tx.sql("UPDATE tips SET status = 'failed' WHERE payment_id = :id AND status = 'pending'")
                    .set("id", id)
                    .update();
            tx.sql("UPDATE purchases SET status = 'failed' WHERE payment_id = :id AND status = 'pending'")
                    .set("id", id)
                    .update();
        }
        return moved;
    }

    /// Payments that can still be paid and were not looked at since, oldest first. A declined intent can be
    /// tried again.
    List<PaymentRow> openBefore(Tx tx, Instant before, int limit) {
        return tx.sql(SELECT + "\n" + """
                 WHERE (p.status IN ('created', 'requires_action', 'processing', 'unknown')
                    OR (p.status = 'failed' AND p.stripe_payment_intent_id IS NOT NULL)) AND p.updated_at < :before
                  AND coalesce(p.checked_at, p.created_at) < :before ORDER BY p.updated_at LIMIT :limit""")
                .set("before", before)
                .set("limit", limit)
                .list(PaymentRow::of);
    }

    /// Payments to creators who are suspended or gone that could still be paid.
    List<PaymentRow> openOfSuspended(Tx tx) {
        return tx.sql(SELECT + "\n" + """
                 JOIN creators c ON c.id = p.creator_id JOIN users u ON u.id = c.user_id AND u.status <> 'active'
                 WHERE p.status IN ('created', 'requires_action', 'unknown')
                    OR (p.status = 'failed' AND p.stripe_payment_intent_id IS NOT NULL) ORDER BY p.id LIMIT 200""").list(PaymentRow::of);
    }

    void checked(Tx tx, UUID id, Instant now) {
        tx.sql("UPDATE payments SET checked_at = :now WHERE id = :id")
                .set("id", id)
                .set("now", now)
                .update();
    }

    /// Paid payments whose real processing fee is not known yet.
    List<PaymentRow> withOpenFee(Tx tx, Instant again, int limit) {
        return tx.sql(SELECT + "\n" + """
                 WHERE p.status = 'succeeded' AND NOT p.processing_fee_final AND p.amount_cents > 0
                  AND p.stripe_payment_intent_id IS NOT NULL
                  AND (p.fee_checked_at IS NULL OR p.fee_checked_at < :again OR p.paid_at > :again)
                 ORDER BY coalesce(p.fee_checked_at, p.paid_at) LIMIT :limit""")
                .set("again", again)
                .set("limit", limit)
                .list(PaymentRow::of);
    }

    void feeChecked(Tx tx, UUID id, Instant now) {
        tx.sql("UPDATE payments SET fee_checked_at = :now WHERE id = :id AND NOT processing_fee_final")
                .set("id", id)
                .set("now", now)
                .update();
    }

    /// Paid payments for something that the buyer had already: of several purchases all but the first, and whatever a
    /// surplus membership took. Which one is the first is the same for everyone who asks, so two payments never
    /// give way to each other.
    List<UUID> duplicates(Tx tx, Instant since) {
        return tx.sql(DUPLICATES + " UNION ALL " + SURPLUS + " LIMIT 100")
                .set("since", since)
                .list(r -> r.uuid("id"));
    }

    /// Of the payments at hand, those that are duplicates.
    List<UUID> duplicatesAmong(Tx tx, Instant since, Collection<UUID> payments) {
        String among = "AND p.id = ANY(CAST(:ids AS uuid[]))";
        return tx.sql(DUPLICATES + among + " UNION ALL " + SURPLUS + among)
                .set("since", since)
                .set("ids", SqlArrays.raw(payments))
                .list(r -> r.uuid("id"));
    }

    boolean isBooked(Tx tx, UUID id) {
        return tx.sql("SELECT 1 FROM payments WHERE id = :id AND status = 'succeeded'")
                .set("id", id)
                .exists();
    }

    /// What a membership has taken so far.
    List<UUID> ofSubscription(Tx tx, UUID subscriptionId) {
        return tx.sql("SELECT id FROM payments WHERE subscription_id = :id AND status = 'succeeded'")
                .set("id", subscriptionId)
                .list(r -> r.uuid("id"));
    }

    /// Replaced payments whose intent may still be open at Stripe.
    List<PaymentRow> replaced(Tx tx) {
        return tx.sql(
                        SELECT
                                + " WHERE p.status = 'canceled' AND p.failure_code = 'replaced' AND p.stripe_payment_intent_id IS NOT NULL LIMIT 100")
                .list(PaymentRow::of);
    }

    void replacedIsClosed(Tx tx, UUID id) {
        tx.sql("UPDATE payments SET failure_code = 'replaced_closed' WHERE id = :id AND status = 'canceled'")
                .set("id", id)
                .update();
    }
}
