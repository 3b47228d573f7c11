package gg.tap2.server.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of a journal to be posted. `amountMinor` is signed, debit positive. A line on `PENDING` names the
/// payment whose lot it changes.
public record Line(
        String role,
        AccountKind account,
        long amountMinor,
        @Nullable Instant availableAt,
        @Nullable UUID paymentId,
        @Nullable UUID refundId,
        @Nullable UUID disputeId,
        @Nullable UUID payoutId) {
    public Line {
        availableAt = availableAt == null ? null : availableAt.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        if (account == AccountKind.PENDING && paymentId == null) {
            throw new IllegalArgumentException("a pending line needs its payment");
        }
    }

    public static Line of(String role, AccountKind account, long amountMinor) {
        return new Line(role, account, amountMinor, null, null, null, null, null);
    }

    public Line payment(UUID id) {
        return new Line(role, account, amountMinor, availableAt, id, refundId, disputeId, payoutId);
    }

    public static Line pending(String role, long amountMinor, UUID paymentId, @Nullable Instant availableAt) {
        return new Line(role, AccountKind.PENDING, amountMinor, availableAt, paymentId, null, null, null);
    }

    public Line refund(UUID id) {
        return new Line(role, account, amountMinor, availableAt, paymentId, id, disputeId, payoutId);
    }

    public Line dispute(UUID id) {
        return new Line(role, account, amountMinor, availableAt, paymentId, refundId, id, payoutId);
    }

    public Line payout(UUID id) {
        return new Line(role, account, amountMinor, availableAt, paymentId, refundId, disputeId, id);
    }

    public Line reversed() {
        return new Line(role, account, -amountMinor, availableAt, paymentId, refundId, disputeId, payoutId);
    }
}
