package gg.tap2.server.billing;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.RefundEvent;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.ledger.Split;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A refund's journals and rows, each step in the caller's transaction: set aside when it is asked for, gone when
/// Stripe says it succeeded, and back by the exact reversal when it failed.
final class RefundBooking {
    private final Ledger ledger;
    private final PaymentStore payments = new PaymentStore();

    RefundBooking(Ledger ledger) {
        this.ledger = ledger;
    }

    record RefundRow(
            UUID id,
            UUID paymentId,
            UUID creatorId,
            long amount,
            long feeReturned,
            Currency currency,
            String status,
            @Nullable String stripeId,
            Instant createdAt) {}

    private static RefundRow row(Row r) {
        return new RefundRow(
                r.uuid("id"),
                r.uuid("payment_id"),
                r.uuid("creator_id"),
                r.number("amount_cents"),
                r.number("fee_returned_cents"),
                Currency.valueOf(r.text("currency")),
                r.text("status"),
                r.textOrNull("stripe_refund_id"),
                r.instant("created_at"));
    }

    private static final String SELECT =
            "SELECT id, payment_id, creator_id, amount_cents, fee_returned_cents, currency, status, stripe_refund_id, created_at FROM refunds";

    Optional<RefundRow> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE id = :id").set("id", id).first(RefundBooking::row);
    }

    /// The part of the platform fee that goes back with `amount`: what is due for all that is gone then, less
    /// what went back before, and the exact rest with the last. Rounding each part alone would add up: the fee
    /// of the last cent could be more than the cent, and the creator's account would grow by a refund.
    static long feeReturned(PaymentRow p, long amount) {
        long returnable = p.platformFee() - p.platformFeeReturned();
        long left = p.amount() - p.refunded() - p.disputed();
        if (amount >= left) {
            return returnable;
        }
        long gone = p.amount() - left + amount;
        long due = Money.of(p.platformFee(), p.currency())
                        .allocate(gone, p.amount() - gone)
                        .getFirst()
                        .minor()
                - p.platformFeeReturned();
        long creatorsLeft = left - returnable;
        return Math.clamp(Math.max(due, amount - creatorsLeft), 0, Math.min(amount, returnable));
    }

    void reserve(
            Tx tx,
            PaymentRow p,
            UUID id,
            long amount,
            @Nullable String reason,
            String actor,
            @Nullable String stripeId,
            Instant now) {
        ledger.lock(tx, p.creatorId());
        long fee = feeReturned(p, amount);
        Split split = ledger.split(tx, p.id(), amount - fee);
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "refund_requested",
                        id.toString(),
                        now,
                        actor,
                        reason,
                        List.of(
                                Line.pending("refund", split.fromPending(), p.id(), null)
                                        .refund(id),
                                Line.of("refund", AccountKind.AVAILABLE, split.fromAvailable())
                                        .payment(p.id())
                                        .refund(id),
                                Line.of("platform_fee_returned", AccountKind.PLATFORM_REVENUE, fee)
                                        .payment(p.id())
                                        .refund(id),
                                Line.of("refund", AccountKind.REFUND_RESERVE, -amount)
                                        .payment(p.id())
                                        .refund(id)),
                        -(amount - fee),
                        new Metric(day, -amount, 0, 0, 0, 0, 0, 0, amount, -(amount - fee))));
        tx.sql("""
                INSERT INTO refunds (id, payment_id, creator_id, amount_cents, fee_returned_cents, currency, status, reason, actor,
                  stripe_refund_id, created_at, updated_at)
                VALUES (:id, :payment, :creator, :amount, :fee, :currency, 'requested', :reason, :actor, :stripe, :now, :now)""")
                .set("id", id)
                .set("payment", p.id())
                .set("creator", p.creatorId())
                .set("amount", amount)
                .set("fee", fee)
                .set("currency", p.currency().name())
                .set("reason", reason)
                .set("actor", actor)
                .set("stripe", stripeId)
                .set("now", now)
                .update();
        applyToPayment(tx, p.id(), amount, fee, now);
        revokeIfGone(tx, p.id(), now);
    }

    private void applyToPayment(Tx tx, UUID paymentId, long amount, long fee, Instant now) {
        tx.sql("""
                UPDATE payments SET refunded_cents = refunded_cents + :amount,
                  platform_fee_returned_cents = platform_fee_returned_cents + :fee, updated_at = :now,
                  ledger_seq = (SELECT version FROM creator_balances b WHERE b.creator_id = payments.creator_id)
                WHERE id = :id""")
                .set("id", paymentId)
                .set("amount", amount)
                .set("fee", fee)
                .set("now", now)
                .update();
    }

    /// Access follows the money: a sale that was given back whole closes its goods.
    private static void revokeIfGone(Tx tx, UUID paymentId, Instant now) {
        tx.sql("""
                UPDATE grants SET revoked_at = :now, revoked_reason = 'refunded' WHERE payment_id = :id AND revoked_at IS NULL
                  AND EXISTS (SELECT 1 FROM payments p WHERE p.id = :id AND p.amount_cents > 0 AND p.refunded_cents >= p.amount_cents)""").set("id", paymentId).set("now", now).update();
        for (String table : List.of("purchases", "tips")) {
            tx.sql(
                            "UPDATE " + table
                                    + " SET status = 'refunded' WHERE payment_id = :id AND status = 'completed'"
                                    + " AND EXISTS (SELECT 1 FROM payments p WHERE p.id = :id AND p.amount_cents > 0 AND p.refunded_cents >= p.amount_cents)")
                    .set("id", paymentId)
                    .update();
        }
    }

    void setStatus(Tx tx, UUID id, String status, @Nullable String stripeId, @Nullable String failure, Instant now) {
        tx.sql("""
                UPDATE refunds SET status = :status, stripe_refund_id = coalesce(:stripe, stripe_refund_id), failure_reason = :failure,
                  updated_at = :now
                WHERE id = :id AND (status NOT IN ('succeeded', 'failed') OR (status = 'succeeded' AND :status = 'failed'))""")
                .set("id", id)
                .set("status", status)
                .set("stripe", stripeId)
                .set("failure", failure)
                .set("now", now)
                .update();
    }

    /// Brings our refund to the state that Stripe tells.
    void settle(Tx tx, UUID id, com.stripe.model.Refund theirs, Instant now) {
        RefundRow r = lockWithPayment(tx, id);
        switch (theirs.getStatus()) {
            case "succeeded" -> succeed(tx, r, theirs.getId(), now);
            case "failed", "canceled" -> {
                setStripeId(tx, id, theirs.getId());
                String reason = theirs.getFailureReason() == null ? theirs.getStatus() : theirs.getFailureReason();
                fail(tx, id, reason, now);
            }
            default -> setStatus(tx, id, "pending", theirs.getId(), null, now);
        }
    }

    void setStripeId(Tx tx, UUID id, String stripeId) {
        tx.sql("UPDATE refunds SET stripe_refund_id = :stripe WHERE id = :id")
                .set("id", id)
                .set("stripe", stripeId)
                .update();
    }

    private RefundRow lockWithPayment(Tx tx, UUID id) {
        RefundRow r = find(tx, id).orElseThrow();
        if (payments.lock(tx, r.paymentId()).isEmpty()) {
            throw new IllegalStateException("refund without payment");
        }
        ledger.lock(tx, r.creatorId());
        return tx.sql(SELECT + " WHERE id = :id FOR UPDATE").set("id", id).one(RefundBooking::row);
    }

    private void succeed(Tx tx, RefundRow r, String stripeId, Instant now) {
        if (r.status().equals("succeeded") || r.status().equals("failed")) {
            return;
        }
        ledger.post(
                tx,
                new Journal(
                        r.creatorId(),
                        r.currency(),
                        "refund_succeeded",
                        r.id().toString(),
                        now,
                        "stripe",
                        null,
                        List.of(
                                Line.of("refund", AccountKind.REFUND_RESERVE, r.amount())
                                        .payment(r.paymentId())
                                        .refund(r.id()),
                                Line.of("refund", AccountKind.STRIPE_CLEARING, -r.amount())
                                        .payment(r.paymentId())
                                        .refund(r.id())),
                        0,
                        null));
        setStatus(tx, r.id(), "succeeded", stripeId, null, now);
        PaymentRow p = payments.find(tx, r.paymentId()).orElseThrow();
        Outbox.publish(
                tx,
                new RefundEvent.RefundSucceeded(
                        r.id().toString(),
                        r.creatorId(),
                        p.fanId(),
                        r.id(),
                        p.id(),
                        p.kind(),
                        p.title(),
                        Money.of(r.amount(), r.currency()),
                        payments.receiptNumber(tx, p.id())),
                now);
    }

    /// The money comes back exactly as it was taken, also when Stripe fails a refund that had succeeded.
    void fail(Tx tx, UUID id, String reason, Instant now) {
        RefundRow r = lockWithPayment(tx, id);
        if (r.status().equals("failed")) {
            return;
        }
        List<Line> lines = new ArrayList<>();
        ledger.linesOf(tx, "refund_requested", id.toString()).forEach(l -> lines.add(l.reversed()));
        if (r.status().equals("succeeded")) {
            ledger.linesOf(tx, "refund_succeeded", id.toString()).forEach(l -> lines.add(l.reversed()));
        }
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        ledger.post(
                tx,
                new Journal(
                        r.creatorId(),
                        r.currency(),
                        "refund_failed",
                        id.toString(),
                        now,
                        "stripe",
                        reason,
                        lines,
                        r.amount() - r.feeReturned(),
                        new Metric(day, r.amount(), 0, 0, 0, 0, 0, 0, -r.amount(), r.amount() - r.feeReturned())));
        setStatus(tx, id, "failed", null, reason, now);
        applyToPayment(tx, r.paymentId(), -r.amount(), -r.feeReturned(), now);
        tx.sql(
                        "UPDATE grants SET revoked_at = NULL, revoked_reason = NULL WHERE payment_id = :id AND revoked_reason = 'refunded'")
                .set("id", r.paymentId())
                .update();
        for (String table : List.of("purchases", "tips")) {
            tx.sql("UPDATE " + table + " SET status = 'completed' WHERE payment_id = :id AND status = 'refunded'")
                    .set("id", r.paymentId())
                    .update();
        }
        PaymentRow p = payments.find(tx, r.paymentId()).orElseThrow();
        Outbox.publish(
                tx, new RefundEvent.RefundFailed(id.toString(), r.creatorId(), id, p.id(), p.kind(), p.title()), now);
    }

    /// Refunds whose answer was lost or that stay pending, the longest waiting first.
    List<RefundRow> open(Tx tx, Instant before, int limit) {
        return tx.sql(
                        SELECT
                                + " WHERE status IN ('requested', 'pending', 'unknown') AND updated_at < :before ORDER BY updated_at LIMIT :limit")
                .set("before", before)
                .set("limit", limit)
                .list(RefundBooking::row);
    }
}
