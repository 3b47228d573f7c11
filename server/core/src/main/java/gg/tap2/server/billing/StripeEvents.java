package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.model.PaymentIntent;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What each of Stripe's events does. Objects that can still change are fetched, so order and age of events do not
/// matter. Events without our metadata are ignored; money events of unknown type are parked.
final class StripeEvents implements InboxWorker.Handler {
    /// Objects that this platform makes: money that moves in one of them is to be explained. Others, such as the
    /// account's own payouts, are none of its business.
    private static final Set<String> MONEY =
            Set.of("payment_intent", "charge", "invoice", "refund", "dispute", "transfer");

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final SaleBooking booking;
    private final SubscriptionEvents subscriptions;
    private final Refunds refunds;
    private final Disputes disputes;
    private final PaymentMethods methods;
    private final Fans fans;
    private final Consumer<UUID> booked;
    private final PaymentStore store = new PaymentStore();

    StripeEvents(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            SaleBooking booking,
            SubscriptionEvents subscriptions,
            Refunds refunds,
            Disputes disputes,
            PaymentMethods methods,
            Fans fans,
            Consumer<UUID> booked) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.booking = booking;
        this.subscriptions = subscriptions;
        this.refunds = refunds;
        this.disputes = disputes;
        this.methods = methods;
        this.fans = fans;
        this.booked = booked;
    }

    @Override
    public String handle(Inbox.Waiting event) {
        return stripe.inBackground(() -> handled(event));
    }

    private String handled(Inbox.Waiting event) {
        JsonNode object = Json.tree(event.payload()).path("data").path("object");
        String id = object.path("id").asText("");
        return switch (event.type()) {
            case "payment_intent.succeeded",
                    "payment_intent.payment_failed",
                    "payment_intent.failed",
                    "payment_intent.canceled",
                    "payment_intent.processing",
                    "payment_intent.requires_action" -> intent(object, id);
            case "checkout.session.completed" -> subscriptions.checkoutCompleted(object);
            case "checkout.session.expired" -> subscriptions.checkoutExpired(object);
            case "customer.subscription.created",
                    "customer.subscription.updated",
                    "customer.subscription.deleted",
                    "customer.subscription.paused",
                    "customer.subscription.resumed" -> subscriptions.refresh(id);
            case "customer.subscription.trial_will_end" -> subscriptions.trialWillEnd(object);
            case "invoice.payment_succeeded", "invoice.paid" -> subscriptions.invoicePaid(id);
            case "invoice.payment_action_required" -> subscriptions.confirmationNeeded(id);
            case "invoice.payment_failed" -> subscriptions.invoiceFailed(id);
            case "charge.refunded" -> refunds.chargeRefunded(id);
            case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated" -> refunds.refresh(id);
            case "charge.dispute.created",
                    "charge.dispute.updated",
                    "charge.dispute.closed",
                    "charge.dispute.funds_withdrawn",
                    "charge.dispute.funds_reinstated" -> disputes.refresh(id);
            case "radar.early_fraud_warning.created" -> disputes.earlyWarning(object);
            case "payment_method.attached",
                    "payment_method.detached",
                    "payment_method.updated",
                    "payment_method.automatically_updated" -> methods.changed(event.type(), object);
            case "customer.deleted" -> fans.customerDeleted(id) ? "done" : "ignored";
            case "setup_intent.succeeded",
                    "customer.created",
                    "customer.updated",
                    "charge.succeeded",
                    "charge.failed",
                    "charge.updated",
                    "charge.pending",
                    "payment_intent.created",
                    "invoice.created",
                    "invoice.finalized",
                    "invoice.upcoming",
                    "invoice.updated",
                    "setup_intent.created",
                    "invoiceitem.created",
                    "invoice_payment.paid" -> "ignored";
            default -> MONEY.contains(object.path("object").asText("")) ? "parked" : "ignored";
        };
    }

    private String intent(JsonNode object, String intentId) {
        String payment = object.path("metadata").path("paymentId").asText("");
        if (payment.isEmpty()) {
            return "ignored";
        }
        UUID id;
        try {
            id = UUID.fromString(payment);
        } catch (IllegalArgumentException e) {
            return "ignored";
        }
        return refreshPayment(id, intentId);
    }

    /// Asks Stripe for the intent and brings the payment to its state. Used by events and by the sweeper.
    String refreshPayment(UUID paymentId, String intentId) {
        PaymentIntent pi = stripe.retrievePaymentIntent(intentId);
        PaymentStatus status = PaymentIntents.status(pi);
        Instant now = clock.instant();
        if (status == PaymentStatus.SUCCEEDED) {
            var outcome = db.inTransaction(tx -> booking.book(tx, List.of(paid(paymentId, pi)), now))
                    .get(paymentId);
            if (outcome == SaleBooking.Outcome.BOOKED) {
                booked.accept(paymentId);
            }
            return switch (java.util.Objects.requireNonNull(outcome)) {
                case BOOKED, BEFORE -> "done";
                // Stripe has money for it, and nothing of ours explains it.
                case UNKNOWN_PAYMENT, AMOUNT_DIFFERS -> "parked";
            };
        }
        String code = failureCode(pi);
        db.transact(tx -> {
            if (store.moveTo(tx, paymentId, status, code, now)) {
                store.find(tx, paymentId)
                        .filter(p -> status == PaymentStatus.FAILED)
                        .ifPresent(p -> Outbox.publish(
                                tx, new SaleEvent.PaymentFailed(paymentId.toString(), p.fanId(), paymentId), now));
            }
        });
        return "done";
    }

    private static SaleBooking.Paid paid(UUID paymentId, PaymentIntent pi) {
        var charge = pi.getLatestChargeObject();
        Instant at = Instant.ofEpochSecond(charge != null ? charge.getCreated() : pi.getCreated());
        return new SaleBooking.Paid(
                paymentId, pi.getId(), pi.getLatestCharge(), pi.getAmountReceived(), pi.getCurrency(), at, false);
    }

    private static @Nullable String failureCode(PaymentIntent pi) {
        var error = pi.getLastPaymentError();
        if (error == null) {
            return null;
        }
        return error.getDeclineCode() != null ? error.getDeclineCode() : error.getCode();
    }
}
