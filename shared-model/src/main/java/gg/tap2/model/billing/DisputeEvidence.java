package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything the platform can tell the cardholder's bank about a disputed payment.
///
/// @param amount the whole payment, in minor units
/// @param refundPolicy the policy as it was when the buyer paid; empty for none
/// @param deliveries what the buyer fetched since paying, the latest first
/// @param note the creator's own words, or empty
/// @param dueBy until when the bank takes an answer
/// @param submittedAt when the answer went to the bank; a sent answer is final
/// @param open whether it can still be changed and sent
public record DisputeEvidence(
        UUID disputeId,
        String status,
        String reason,
        String title,
        long amount,
        Currency currency,
        @Nullable String buyerEmail,
        @Nullable String receiptNumber,
        @Nullable Instant paidAt,
        @Nullable Instant accessSince,
        String refundPolicy,
        List<Delivery> deliveries,
        String note,
        @Nullable Instant dueBy,
        @Nullable Instant submittedAt,
        boolean open) {
    public DisputeEvidence {
        deliveries = List.copyOf(deliveries);
    }

    /// As the creator sees it: without the buyer's network addresses, and without the address of somebody who paid
    /// anonymously. The bank and the platform's admins see all of it.
    public DisputeEvidence forCreator(boolean anonymous) {
        return new DisputeEvidence(
                disputeId,
                status,
                reason,
                title,
                amount,
                currency,
                anonymous ? null : buyerEmail,
                receiptNumber,
                paidAt,
                accessSince,
                refundPolicy,
                deliveries.stream()
                        .map(d -> new Delivery(d.at(), d.file(), d.kind(), null))
                        .toList(),
                note,
                dueBy,
                submittedAt,
                open);
    }

    /// One download.
    ///
    /// @param kind `start` or `resume`
    /// @param ip the buyer's address, when it was kept
    public record Delivery(
            Instant at, String file, String kind, @Nullable String ip) {}
}
