package gg.tap2.server.receipts;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The proof of one payment. The number never changes; each succeeded refund and each change of the buyer's details
/// makes a new issue of it.
///
/// @param number such as `T2-2026-00000042`
/// @param issue from 1
/// @param issuedAt when this issue came to be
/// @param amount what was paid, in minor units of `currency`
/// @param discount what a code took off before that; 0 without one
/// @param discountName the code; empty without one
/// @param buyer where the receipt was mailed; empty once the account is deleted
/// @param seller the seller's details of the day of the payment, or the first ones given after it
/// @param refunds those that succeeded, the oldest first
public record Receipt(
        UUID paymentId,
        String number,
        int issue,
        Instant issuedAt,
        SaleKind kind,
        String title,
        long amount,
        long discount,
        String discountName,
        Currency currency,
        Instant paidAt,
        String creator,
        String slug,
        String buyer,
        BusinessDetails seller,
        BusinessDetails customer,
        List<RefundLine> refunds) {

    /// @param amount in minor units of the receipt's currency
    public record RefundLine(Instant at, long amount) {}

    public long refunded() {
        return refunds.stream().mapToLong(RefundLine::amount).sum();
    }

    /// What remains paid.
    public long total() {
        return amount - refunded();
    }
}
