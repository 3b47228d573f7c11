package gg.tap2.server.billing;

import com.stripe.model.Charge;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.Refund;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.ledger.Split;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Refunds. The money is set aside when the refund is asked for, leaves when Stripe says it succeeded, and
/// comes back by the exact reversal when it failed. The platform fee returns pro rata, the last refund taking
/// the exact rest; the processing fee does not return.
public final class Refunds {
    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Refunds.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Ledger ledger;
    private final PaymentStore payments = new PaymentStore();

    Refunds(Db db, InstantSource clock, StripeGateway stripe, Ledger ledger) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.ledger = ledger;
    }

    private record RefundRow(
            UUID id,
            UUID paymentId,
            UUID creatorId,
            long amount,
            long feeReturned,
            Currency currency,
            String status,
            @Nullable String stripeId) {}

    private static RefundRow row(Row r) {
        return new RefundRow(
                r.uuid("id"),
                r.uuid("payment_id"),
                r.uuid("creator_id"),
                r.number("amount_cents"),
                r.number("fee_returned_cents"),
                Currency.valueOf(r.text("currency")),
                r.text("status"),
                r.textOrNull("stripe_refund_id"));
    }

    private static final String SELECT =
            "SELECT id, payment_id, creator_id, amount_cents, fee_returned_cents, currency, status, stripe_refund_id FROM refunds";

    /// Refunds a creator's sale.
    ///
    /// @param creatorId whose sale it must be; null for admins
    /// @throws ApiException 404 for a foreign payment, 409 when less is left, 503 when Stripe's answer was lost
    /// (repeat     with the same id)
    public Refund refund(@Nullable UUID creatorId, CreateRefund request, String actor) {
        return refund(creatorId, request, actor, tx -> {});
    }

    /// The same; `before` runs in the transaction, ahead of the booking, and may throw to stop it.
    public Refund refund(
            @Nullable UUID creatorId, CreateRefund request, String actor, java.util.function.Consumer<Tx> before) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        java.util.Optional<String> intent = db.inTransaction(tx -> {
            PaymentRow p = payments.lock(tx, request.paymentId())
                    .filter(x -> creatorId == null || x.creatorId().equals(creatorId))
                    .orElseThrow(ApiException::notFound);
            Optional<RefundRow> same = find(tx, id);
            if (same.isPresent() && !same.get().paymentId().equals(p.id())) {
                throw ApiException.conflict("id_taken");
            }
            if (same.isEmpty()) {
                before.accept(tx);
                long amount = amount(p, request);
                reserve(tx, p, id, amount, request.reason(), actor, null, clock.instant());
            }
            return java.util.Optional.ofNullable(p.stripePaymentIntentId());
        });
        send(id, intent.orElseThrow(() -> new IllegalStateException("a paid payment without intent")));
        return get(id);
    }

    private static long amount(PaymentRow p, CreateRefund request) {
        long left = p.refundable();
        Long asked = request.amount();
        long amount = asked == null ? left : asked;
        if (amount <= 0 || amount > left) {
            throw ApiException.conflict("not_refundable", left);
        }
        return amount;
    }

    /// Books a refund inside a transaction that the caller rolls back, to see exactly what it would post.
    public UUID rehearse(Tx tx, CreateRefund request, String actor) {
        UUID id = Ids.next(clock);
        PaymentRow p = payments.lock(tx, request.paymentId()).orElseThrow(ApiException::notFound);
        reserve(tx, p, id, amount(p, request), request.reason(), actor, null, clock.instant());
        return id;
    }

    /// Sends a refund that Stripe may not know yet. Same id, same key: never twice.
    private void send(UUID id, String intent) {
        RefundRow r = db.read(tx -> find(tx, id)).orElseThrow();
        if (r.stripeId() != null || r.status().equals("failed")) {
            return;
        }
        try {
            var answer = stripe.createRefund(id, intent, r.amount());
            settle(id, answer);
        } catch (ProviderUnknownException e) {
            db.transact(tx -> setStatus(tx, id, "unknown", null, null, clock.instant()));
        } catch (ProviderRefusedException e) {
            db.transact(tx -> fail(tx, id, e.code(), clock.instant()));
        }
    }

    /// The part of the platform fee that goes back with `amount`: pro rata, and the exact rest with the last.
    static long feeReturned(PaymentRow p, long amount) {
        long returnable = p.platformFee() - p.platformFeeReturned();
        long left = p.amount() - p.refunded() - p.disputed();
        if (amount >= left) {
            return returnable;
        }
        long part = Money.of(p.platformFee(), p.currency())
                .allocate(amount, p.amount() - amount)
                .getFirst()
                .minor();
        return Math.min(part, returnable);
    }

    private void reserve(
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

    private Optional<RefundRow> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE id = :id").set("id", id).first(Refunds::row);
    }

    private void setStatus(
            Tx tx, UUID id, String status, @Nullable String stripeId, @Nullable String failure, Instant now) {
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
    private void settle(UUID id, com.stripe.model.Refund theirs) {
        Instant now = clock.instant();
        db.transact(tx -> {
            RefundRow r = lockWithPayment(tx, id);
            switch (theirs.getStatus()) {
                case "succeeded" -> succeed(tx, r, theirs.getId(), now);
                case "failed", "canceled" -> {
                    setStripeId(tx, id, theirs.getId());
                    fail(
                            tx,
                            id,
                            theirs.getFailureReason() == null ? theirs.getStatus() : theirs.getFailureReason(),
                            now);
                }
                default -> setStatus(tx, id, "pending", theirs.getId(), null, now);
            }
        });
    }

    private void setStripeId(Tx tx, UUID id, String stripeId) {
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
        return tx.sql(SELECT + " WHERE id = :id FOR UPDATE").set("id", id).one(Refunds::row);
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
        Fact.record(
                tx,
                "refund_succeeded",
                r.id().toString(),
                r.creatorId(),
                p.fanId(),
                Map.of("refundId", r.id(), "paymentId", p.id()),
                now);
    }

    /// The money comes back exactly as it was taken, also when Stripe fails a refund that had succeeded.
    private void fail(Tx tx, UUID id, String reason, Instant now) {
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
        Fact.record(
                tx,
                "refund_failed",
                id.toString(),
                r.creatorId(),
                null,
                Map.of("refundId", id, "paymentId", r.paymentId()),
                now);
    }

    /// From Stripe's events: asks for the refund and settles ours. A refund made in Stripe's dashboard is taken over.
    String refresh(String stripeRefundId) {
        var theirs = stripe.retrieveRefund(stripeRefundId);
        Optional<PaymentRow> payment = theirs.getPaymentIntent() == null
                ? Optional.empty()
                : db.read(tx -> payments.findByIntent(tx, theirs.getPaymentIntent()));
        if (payment.isEmpty()) {
            return "ignored";
        }
        if (payment.get().status() != gg.tap2.model.billing.PaymentStatus.SUCCEEDED) {
            throw new IllegalStateException("the payment of refund " + stripeRefundId + " is not booked yet");
        }
        UUID ours = ours(theirs);
        if (ours == null) {
            return "parked";
        }
        settle(ours, theirs);
        return "done";
    }

    private @Nullable UUID ours(com.stripe.model.Refund theirs) {
        return db.inTransaction(tx -> {
            Optional<UUID> known = tx.sql("SELECT id FROM refunds WHERE stripe_refund_id = :id")
                    .set("id", theirs.getId())
                    .first(r -> r.uuid("id"));
            if (known.isPresent()) {
                return known.get();
            }
            String meta =
                    theirs.getMetadata() == null ? null : theirs.getMetadata().get("refundId");
            if (meta != null) {
                UUID id = UUID.fromString(meta);
                if (find(tx, id).isPresent()) {
                    setStripeId(tx, id, theirs.getId());
                    return id;
                }
            }
            Optional<PaymentRow> payment = theirs.getPaymentIntent() == null
                    ? Optional.empty()
                    : payments.findByIntent(tx, theirs.getPaymentIntent()).flatMap(p -> payments.lock(tx, p.id()));
            // Looked up again under the payment's lock: another event of the same refund may have been first.
            Optional<UUID> meanwhile = tx.sql("SELECT id FROM refunds WHERE stripe_refund_id = :id")
                    .set("id", theirs.getId())
                    .first(r -> r.uuid("id"));
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            if (payment.isEmpty() || theirs.getAmount() > payment.get().refundable()) {
                return null;
            }
            UUID id = Ids.next(clock);
            reserve(
                    tx,
                    payment.get(),
                    id,
                    theirs.getAmount(),
                    theirs.getReason(),
                    "stripe",
                    theirs.getId(),
                    clock.instant());
            return id;
        });
    }

    /// `charge.refunded` carries no refund; every one of the charge is looked at.
    String chargeRefunded(String chargeId) {
        Charge charge = stripe.retrieveCharge(chargeId);
        if (charge.getPaymentIntent() == null) {
            return "ignored";
        }
        var list = StripeGateway.call(() -> stripe.client()
                .v1()
                .refunds()
                .list(com.stripe.param.RefundListParams.builder()
                        .setCharge(chargeId)
                        .build()));
        boolean any = false;
        for (var r : list.getData()) {
            any |= refresh(r.getId()).equals("done");
        }
        return any ? "done" : "ignored";
    }

    /// Asks Stripe about refunds whose answer was lost or that stay pending. Run by a job.
    public int sweep() {
        Instant before = clock.instant().minusSeconds(60);
        List<RefundRow> open = db.read(tx -> tx.sql(
                        SELECT
                                + " WHERE status IN ('requested', 'pending', 'unknown') AND updated_at < :before ORDER BY updated_at LIMIT 100")
                .set("before", before)
                .list(Refunds::row));
        for (RefundRow r : open) {
            String stripeId = r.stripeId();
            try {
                if (stripeId != null) {
                    settle(r.id(), stripe.retrieveRefund(stripeId));
                } else {
                    db.read(tx -> payments.find(tx, r.paymentId()))
                            .map(PaymentRow::stripePaymentIntentId)
                            .ifPresent(intent -> send(r.id(), intent));
                }
            } catch (ProviderUnknownException | ProviderRefusedException e) {
                // One that cannot be looked up must not hold the others up.
                LOG.warn("refund {} could not be looked up: {}", r.id(), e.toString());
            }
        }
        return open.size();
    }

    public Refund get(UUID id) {
        return db.read(tx -> tx.sql(LIST + " WHERE id = :id").set("id", id).first(Refunds::toModel))
                .orElseThrow(ApiException::notFound);
    }

    private static final String LIST =
            "SELECT id, payment_id, amount_cents, currency, status, reason, failure_reason, created_at FROM refunds";

    public List<Refund> list(UUID creatorId, int limit, int offset) {
        return db.read(
                tx -> tx.sql(LIST + " WHERE creator_id = :creator ORDER BY created_at DESC LIMIT :limit OFFSET :offset")
                        .set("creator", creatorId)
                        .set("limit", limit)
                        .set("offset", offset)
                        .list(Refunds::toModel));
    }

    private static Refund toModel(Row r) {
        String status = r.text("status");
        return new Refund(
                r.uuid("id"),
                r.uuid("payment_id"),
                r.number("amount_cents"),
                Currency.valueOf(r.text("currency")),
                status.equals("unknown") ? "pending" : status,
                r.textOrNull("reason"),
                r.textOrNull("failure_reason"),
                r.instant("created_at"));
    }
}
