package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.platform.db.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `payments`. Amounts are minor units of `currency`.
///
/// @param discount what a code took off; `amount` is what is left to pay
/// @param discountName the code as it was called then; null without one
public record PaymentRow(
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
        long platformFee,
        int platformFeeBps,
        long processingFee,
        boolean processingFeeFinal,
        long net,
        long refunded,
        long platformFeeReturned,
        long disputed,
        PaymentStatus status,
        @Nullable String stripePaymentIntentId,
        @Nullable String stripeChargeId,
        @Nullable String clientSecret,
        @Nullable String claimHash,
        @Nullable String buyerEmail,
        @Nullable UUID discountCodeId,
        long discount,
        @Nullable String discountName,
        boolean saveMethod,
        @Nullable String startedBy,
        Instant createdAt,
        @Nullable Instant paidAt,
        @Nullable Instant availableAt) {
    static final String COLUMNS = """
            p.id, p.creator_id, p.fan_id, p.kind, p.product_id, p.tier_id, p.subscription_id, p.title, p.amount_cents, p.currency,
            p.platform_fee_cents, p.platform_fee_bps, p.processing_fee_cents, p.processing_fee_final, p.net_cents,
            p.refunded_cents, p.platform_fee_returned_cents, p.disputed_cents, p.status, p.stripe_payment_intent_id,
            p.stripe_charge_id, p.client_secret, p.claim_hash, p.buyer_email, p.discount_code_id, p.discount_cents, p.discount_name, p.save_method, p.started_by, p.created_at, p.paid_at,
            p.available_at""";

    static PaymentRow of(Row r) {
        return new PaymentRow(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.uuid("fan_id"),
                r.enumeration("kind", SaleKind.class),
                r.uuidOrNull("product_id"),
                r.uuidOrNull("tier_id"),
                r.uuidOrNull("subscription_id"),
                r.text("title"),
                r.number("amount_cents"),
                Currency.valueOf(r.text("currency")),
                r.number("platform_fee_cents"),
                r.integer("platform_fee_bps"),
                r.number("processing_fee_cents"),
                r.bool("processing_fee_final"),
                r.number("net_cents"),
                r.number("refunded_cents"),
                r.number("platform_fee_returned_cents"),
                r.number("disputed_cents"),
                r.enumeration("status", PaymentStatus.class),
                r.textOrNull("stripe_payment_intent_id"),
                r.textOrNull("stripe_charge_id"),
                r.textOrNull("client_secret"),
                r.textOrNull("claim_hash"),
                r.textOrNull("buyer_email"),
                r.uuidOrNull("discount_code_id"),
                r.number("discount_cents"),
                r.textOrNull("discount_name"),
                r.bool("save_method"),
                r.textOrNull("started_by"),
                r.instant("created_at"),
                r.instantOrNull("paid_at"),
                r.instantOrNull("available_at"));
    }

    /// Paid minus refunded minus disputed.
    public long refundable() {
        return status == PaymentStatus.SUCCEEDED ? amount - refunded - disputed : 0;
    }
}
