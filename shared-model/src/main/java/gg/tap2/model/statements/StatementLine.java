package gg.tap2.model.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One posting. `amount` is as the ledger has it, debit positive; `change` is what it does to the creator's
/// balance and `balance` is the balance after it, over all their accounts. A sale's gross and its platform fee
/// name the rule by which the fee was taken, which may be none: `platformFeeBps`.
public record StatementLine(
        long seq,
        int line,
        Instant postedAt,
        Instant occurredAt,
        String event,
        String eventId,
        String role,
        String account,
        long amount,
        long change,
        long balance,
        Currency currency,
        @Nullable UUID paymentId,
        @Nullable UUID refundId,
        @Nullable UUID disputeId,
        @Nullable UUID payoutId,
        @Nullable SaleKind kind,
        @Nullable String title,
        @Nullable Integer platformFeeBps,
        @Nullable String reason) {}
