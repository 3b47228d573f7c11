package gg.tap2.server.billing;

import com.stripe.model.Charge;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.Refund;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Refunds. The money is set aside when the refund is asked for, leaves when Stripe says it succeeded, and
/// comes back by the exact reversal when it failed. The platform fee returns pro rata, the last refund taking
/// the exact rest; the processing fee does not return.
public final class Refunds {
    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Refunds.class);

    /// Less than the day that Stripe keeps a key for.
    private static final Duration KEY_LIFE = Duration.ofHours(20);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final RefundBooking booking;
    private final PaymentStore payments = new PaymentStore();

    Refunds(Db db, InstantSource clock, StripeGateway stripe, Ledger ledger) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.booking = new RefundBooking(ledger);
    }

    /// Refunds a creator's sale.
    ///
    /// @param creatorId whose sale it must be; null for admins
    /// @throws ApiException 404 for a foreign payment, 409 when less is left, 503 when Stripe's answer was lost
    /// (repeat     with the same id)
    public Refund refund(@Nullable UUID creatorId, CreateRefund request, String actor) {
        return refund(creatorId, request, actor, tx -> {});
    }

    /// The same; `before` runs in the transaction, ahead of the booking, and may throw to stop it.
    public Refund refund(@Nullable UUID creatorId, CreateRefund request, String actor, Consumer<Tx> before) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        Optional<String> intent = db.inTransaction(tx -> {
            PaymentRow p = payments.lock(tx, request.paymentId())
                    .filter(x -> creatorId == null || x.creatorId().equals(creatorId))
                    .orElseThrow(ApiException::notFound);
            Optional<RefundBooking.RefundRow> same = booking.find(tx, id);
            if (same.isPresent() && !same.get().paymentId().equals(p.id())) {
                throw ApiException.conflict("id_taken");
            }
            if (same.isEmpty()) {
                before.accept(tx);
                long amount = amount(p, request);
                booking.reserve(tx, p, id, amount, request.reason(), actor, null, clock.instant());
            }
            return Optional.ofNullable(p.stripePaymentIntentId());
        });
        send(id, intent.orElseThrow(() -> new IllegalStateException("a paid payment without intent")));
        return get(id);
    }

    /// @throws ApiException 409 that says what stands in the way: a dispute, an earlier refund, or how much is left
    private static long amount(PaymentRow p, CreateRefund request) {
        long left = p.refundable();
        Long asked = request.amount();
        long amount = asked == null ? left : asked;
        if (left <= 0) {
            // Money that the buyer's bank has taken back already would go back twice.
            throw ApiException.conflict(p.disputed() > 0 ? "refund_disputed" : "refunded_already");
        }
        if (amount <= 0 || amount > left) {
            throw ApiException.conflict("not_refundable", Money.of(left, p.currency()));
        }
        return amount;
    }

    /// Locks a payment ahead of its creator's balance, which is the order everywhere.
    public void lock(Tx tx, UUID paymentId) {
        payments.lock(tx, paymentId);
    }

    /// Books a refund inside a transaction that the caller rolls back, to see exactly what it would post.
    public UUID rehearse(Tx tx, CreateRefund request, String actor) {
        UUID id = Ids.next(clock);
        PaymentRow p = payments.lock(tx, request.paymentId()).orElseThrow(ApiException::notFound);
        booking.reserve(tx, p, id, amount(p, request), request.reason(), actor, null, clock.instant());
        return id;
    }

    /// Sends a refund that Stripe may not know yet. Same id, same key: never twice.
    private void send(UUID id, String intent) {
        RefundBooking.RefundRow r = db.read(tx -> booking.find(tx, id)).orElseThrow();
        if (r.stripeId() != null || r.status().equals("failed")) {
            return;
        }
        try {
            // Stripe forgets a key after a day: by then only looking tells whether the refund exists.
            Optional<com.stripe.model.Refund> there =
                    r.createdAt().plus(KEY_LIFE).isBefore(clock.instant())
                            ? stripe.findRefund(id, intent)
                            : Optional.empty();
            settle(id, there.isPresent() ? there.get() : stripe.createRefund(id, intent, r.amount()));
        } catch (ProviderUnknownException | ProviderSetupException e) {
            // Also by a fault of ours: it is tried again when that is mended, and never told as the bank's no.
            db.transact(tx -> booking.setStatus(tx, id, "unknown", null, null, clock.instant()));
        } catch (ProviderRefusedException e) {
            refused(r, intent, e);
        }
    }

    /// "Already refunded" may mean by this very refund, whose answer was lost.
    private void refused(RefundBooking.RefundRow r, String intent, ProviderRefusedException e) {
        try {
            Optional<com.stripe.model.Refund> there =
                    e.code().equals("charge_already_refunded") ? stripe.findRefund(r.id(), intent) : Optional.empty();
            if (there.isPresent()) {
                settle(r.id(), there.get());
            } else {
                db.transact(tx -> booking.fail(tx, r.id(), e.code(), clock.instant()));
            }
        } catch (ProviderUnknownException | ProviderSetupException x) {
            db.transact(tx -> booking.setStatus(tx, r.id(), "unknown", null, null, clock.instant()));
        }
    }

    private void settle(UUID id, com.stripe.model.Refund theirs) {
        db.transact(tx -> booking.settle(tx, id, theirs, clock.instant()));
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
                if (booking.find(tx, id).isPresent()) {
                    booking.setStripeId(tx, id, theirs.getId());
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
            booking.reserve(
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
        var list = stripe.call(() -> stripe.client()
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
        List<RefundBooking.RefundRow> open = db.read(tx -> booking.open(tx, before, 100));
        for (RefundBooking.RefundRow r : open) {
            String stripeId = r.stripeId();
            try {
                if (stripeId != null) {
                    settle(r.id(), stripe.retrieveRefund(stripeId));
                } else {
                    db.read(tx -> payments.find(tx, r.paymentId()))
                            .map(PaymentRow::stripePaymentIntentId)
                            .ifPresent(intent -> send(r.id(), intent));
                }
            } catch (ProviderException e) {
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
