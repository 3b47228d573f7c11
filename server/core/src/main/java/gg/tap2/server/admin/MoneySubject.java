package gg.tap2.server.admin;

import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.common.Currency;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose balance a money action moves, and by how much.
///
/// @param amount minor units of `currency`; of a refund without an amount, what is left of the payment
record MoneySubject(UUID creatorId, UUID userId, String name, Currency currency, long amount) {
    /// @throws ApiException 404 for an unknown creator or a payment that never succeeded
    static MoneySubject of(Tx tx, RequestMoneyAction r) {
        if (r.kind().equals(RequestMoneyAction.ADJUSTMENT)) {
            Long amount = r.amount();
            return tx.sql("SELECT id, user_id, display_name, currency FROM creators WHERE id = :id")
                    .set("id", r.creatorId())
                    .first(x -> new MoneySubject(
                            x.uuid("id"),
                            x.uuid("user_id"),
                            x.text("display_name"),
                            Currency.valueOf(x.text("currency")),
                            amount == null ? 0 : amount))
                    .orElseThrow(ApiException::notFound);
        }
        Long asked = r.amount();
        return tx.sql("""
                SELECT c.id, c.user_id, c.display_name, p.currency, p.amount_cents - p.refunded_cents - p.disputed_cents AS remaining
                FROM payments p JOIN creators c ON c.id = p.creator_id WHERE p.id = :id AND p.status = 'succeeded'""")
                .set("id", r.paymentId())
                .first(x -> new MoneySubject(
                        x.uuid("id"),
                        x.uuid("user_id"),
                        x.text("display_name"),
                        Currency.valueOf(x.text("currency")),
                        asked == null ? x.number("remaining") : asked))
                .orElseThrow(ApiException::notFound);
    }

    CreateRefund refund(RequestMoneyAction r, @Nullable UUID id) {
        return new CreateRefund(id, Objects.requireNonNull(r.paymentId()), amount, r.reason());
    }

    static String actor(UUID adminId) {
        return "admin/" + adminId;
    }

    /// The journal of an adjustment; a positive amount is the creator's gain.
    Journal adjustment(UUID id, UUID adminId, String reason, Instant now) {
        return new Journal(
                creatorId,
                currency,
                "adjustment",
                id.toString(),
                now,
                actor(adminId),
                reason,
                List.of(
                        Line.of("adjustment", AccountKind.AVAILABLE, -amount),
                        Line.of("adjustment", AccountKind.PLATFORM_REVENUE, amount)),
                amount,
                new Metric(LocalDate.ofInstant(now, ZoneOffset.UTC), 0, 0, 0, 0, 0, 0, 0, 0, amount));
    }
}
