package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.StripeGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes over what Stripe says about memberships. Every event makes us fetch the object and take its present state, so
/// that order and repetition do not matter; a paid invoice is booked as a payment of its own.
final class SubscriptionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionEvents.class);
    private static final Duration LOOK_BACK = Duration.ofDays(3);
    /// An open checkout is asked about this often.
    private static final Duration CHECKOUT = Duration.ofMinutes(10);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Tiers tiers;
    private final Fans fans;
    private final SaleBooking booking;
    private final Consumer<UUID> booked;
    private final SubscriptionStore store = new SubscriptionStore();
    private final PaymentStore payments = new PaymentStore();

    SubscriptionEvents(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Tiers tiers,
            Fans fans,
            SaleBooking booking,
            Consumer<UUID> booked) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.fans = fans;
        this.booking = booking;
        this.booked = booked;
    }

    String checkoutCompleted(JsonNode session) {
        String id = session.path("subscription").asText("");
        if (id.isEmpty() || !session.path("metadata").path("type").asText("").equals("subscription")) {
            return "ignored";
        }
        return refresh(id);
    }

    String checkoutExpired(JsonNode session) {
        String sessionId = session.path("id").asText("");
        return db.inTransaction(tx -> store.expireCheckout(tx, sessionId, clock.instant())) ? "done" : "ignored";
    }

    /// Fetches the subscription from Stripe and takes its state over, and books its last invoice where that event was
    /// lost.
    String refresh(String stripeId) {
        Subscription theirs = stripe.retrieveSubscription(stripeId);
        if (!apply(theirs)) {
            return "ignored";
        }
        String invoice = theirs.getLatestInvoice();
        if (invoice != null && !db.read(tx -> payments.isBooked(tx, paymentOf(invoice)))) {
            invoicePaid(invoice);
        }
        return "done";
    }

    /// The payment that an invoice is booked as.
    private static UUID paymentOf(String invoiceId) {
        return UUID.nameUUIDFromBytes(("invoice/" + invoiceId).getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the subscription is one of ours; its state is then the one of Stripe. A fan has one live membership of a
    /// creator: another one that was paid is ended at Stripe, and what it took goes back.
    boolean apply(Subscription theirs) {
        UUID id = ourId(theirs).orElse(null);
        if (id == null) {
            return false;
        }
        Instant now = clock.instant();
        SubscriptionStatus status = status(theirs);
        Taken taken = db.inTransaction(tx -> take(tx, id, theirs, status, now));
        if (taken == Taken.SURPLUS) {
            end(id, theirs);
        }
        return taken != Taken.UNKNOWN;
    }

    private static Optional<UUID> ourId(Subscription theirs) {
        String meta = theirs.getMetadata() == null ? null : theirs.getMetadata().get("subscriptionId");
        if (meta == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(meta));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SubscriptionStatus status(Subscription theirs) {
        return switch (theirs.getStatus()) {
            case "active" ->
                theirs.getPauseCollection() != null ? SubscriptionStatus.PAUSED : SubscriptionStatus.ACTIVE;
            case "trialing" -> SubscriptionStatus.TRIALING;
            case "past_due", "unpaid" -> SubscriptionStatus.PAST_DUE;
            case "paused" -> SubscriptionStatus.PAUSED;
            case "canceled", "incomplete_expired" -> SubscriptionStatus.CANCELLED;
            default -> SubscriptionStatus.INCOMPLETE;
        };
    }

    private enum Taken {
        UNKNOWN,
        TAKEN,
        SURPLUS
    }

    private Taken take(Tx tx, UUID id, Subscription theirs, SubscriptionStatus status, Instant now) {
        SubscriptionStore.Row known = store.find(tx, id).orElse(null);
        if (known == null) {
            return Taken.UNKNOWN;
        }
        List<SubscriptionStore.Row> pair = store.lockPair(tx, known.fanId(), known.creatorId());
        SubscriptionStore.Row row =
                pair.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
        boolean live = status.grantsAccess() || status == SubscriptionStatus.PAUSED;
        if (row.surplus()) {
            return live ? Taken.SURPLUS : Taken.TAKEN;
        }
        if (live && pair.stream().anyMatch(r -> r.live() && !r.id().equals(id))) {
            store.surplus(tx, id, theirs.getId(), now);
            return Taken.SURPLUS;
        }
        if (live && row.status() == SubscriptionStatus.CANCELLED && row.stripeId() == null) {
            // Closed here when another checkout began, and paid all the same before Stripe heard of it.
            store.reopen(tx, id);
            row = store.lock(tx, id).orElseThrow();
        }
        copy(tx, row, theirs, status, now);
        return Taken.TAKEN;
    }

    private void copy(Tx tx, SubscriptionStore.Row row, Subscription theirs, SubscriptionStatus given, Instant now) {
        UUID id = row.id();
        SubscriptionStatus status = given;
        var item = theirs.getItems().getData().getFirst();
        // Charging was paused; what was paid for stays open until its period is over.
        if (given == SubscriptionStatus.PAUSED
                && row.paidAt(now)
                && row.status().grantsAccess()) {
            status = row.status();
        }
        // A paid membership does not go back to a trial: Stripe calls the rest of a paid period so, see
        // MembershipChanges.
        if (given == SubscriptionStatus.TRIALING && row.live() && row.status() != SubscriptionStatus.TRIALING) {
            status = SubscriptionStatus.ACTIVE;
        }
        Optional<SubscriptionStore.PriceOf> price =
                store.tierOfPrice(tx, item.getPrice().getId());
        Instant starts = instant(item.getCurrentPeriodStart());
        Instant paidUntil = row.currentPeriodEnd();
        // A downgrade stands at Stripe from the moment it is chosen; here the paid tier holds until its period is over.
        boolean waits =
                row.pendingTierId() != null && starts != null && paidUntil != null && starts.isBefore(paidUntil);
        if (row.pendingTierId() != null && !waits) {
            store.pending(tx, id, null, null, now);
        }
        store.update(
                tx,
                row,
                theirs.getId(),
                status,
                waits
                        ? row.tierId()
                        : price.map(SubscriptionStore.PriceOf::tierId).orElse(row.tierId()),
                waits
                        ? row.interval()
                        : price.map(SubscriptionStore.PriceOf::interval).orElse(row.interval()),
                waits ? row.price() : item.getPrice().getUnitAmount(),
                instant(item.getCurrentPeriodStart()),
                instant(item.getCurrentPeriodEnd()),
                status == given ? instant(theirs.getTrialEnd()) : null,
                Boolean.TRUE.equals(theirs.getCancelAtPeriodEnd()),
                now);
        if (row.status() == SubscriptionStatus.INCOMPLETE && status.grantsAccess()) {
            tell(tx, "subscription_started", row, now);
        }
        if (row.status() != SubscriptionStatus.CANCELLED
                && row.status() != SubscriptionStatus.INCOMPLETE
                && status == SubscriptionStatus.CANCELLED) {
            tell(tx, "subscription_ended", row, now);
        }
    }

    private static void tell(Tx tx, String kind, SubscriptionStore.Row row, Instant now) {
        Fact.record(
                tx, kind, row.id().toString(), row.creatorId(), row.fanId(), Map.of("subscriptionId", row.id()), now);
    }

    /// Ends a surplus membership at Stripe. What it took is looked for now, and again when a later invoice is booked.
    private void end(UUID id, Subscription theirs) {
        if (!"canceled".equals(theirs.getStatus())) {
            try {
                stripe.cancelNow(theirs.getId());
            } catch (ProviderRefusedException e) {
                LOG.info("surplus membership {} had ended at Stripe: {}", id, e.code());
            }
            LOG.warn("membership {} was paid beside another one of the same creator; it was ended", id);
        }
        db.read(tx -> payments.ofSubscription(tx, id)).forEach(booked);
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    String trialWillEnd(JsonNode object) {
        String meta = object.path("metadata").path("subscriptionId").asText("");
        if (meta.isEmpty()) {
            return "ignored";
        }
        UUID id = UUID.fromString(meta);
        return db.inTransaction(tx -> {
            var row = store.find(tx, id).filter(r -> r.status() == SubscriptionStatus.TRIALING);
            row.ifPresent(r -> Fact.record(
                    tx,
                    "trial_will_end",
                    id + "/" + object.path("trial_end").asText(),
                    r.creatorId(),
                    r.fanId(),
                    Map.of("subscriptionId", id),
                    clock.instant()));
            return row.isPresent() ? "done" : "ignored";
        });
    }

    /// The membership that an invoice is for, with Stripe's present state taken over; empty when it is not ours.
    private Optional<UUID> ours(Invoice invoice) {
        var parent = invoice.getParent();
        var details = parent == null ? null : parent.getSubscriptionDetails();
        if (details == null || details.getSubscription() == null) {
            return Optional.empty();
        }
        Subscription theirs = stripe.retrieveSubscription(details.getSubscription());
        return apply(theirs)
                ? Optional.of(UUID.fromString(theirs.getMetadata().get("subscriptionId")))
                : Optional.empty();
    }

    /// Books a paid invoice as a payment of its own; its id follows from the invoice, so a repeat is the same
    /// payment.
    String invoicePaid(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        UUID id = ours(invoice).orElse(null);
        if (id == null) {
            return "ignored";
        }
        if (invoice.getAmountPaid() == 0 || !"paid".equals(invoice.getStatus())) {
            return "done";
        }
        UUID paymentId = paymentOf(invoiceId);
        String intent = null;
        String charge = null;
        if (invoice.getPayments() != null && !invoice.getPayments().getData().isEmpty()) {
            var payment = invoice.getPayments().getData().getFirst().getPayment();
            intent = payment.getPaymentIntent();
            charge = payment.getPaymentIntentObject() != null
                    ? payment.getPaymentIntentObject().getLatestCharge()
                    : payment.getCharge();
        }
        Instant now = clock.instant();
        Long paidSeconds = invoice.getStatusTransitions() == null
                ? null
                : invoice.getStatusTransitions().getPaidAt();
        Instant paidAt = paidSeconds == null ? now : Instant.ofEpochSecond(paidSeconds);
        var fact = new SaleBooking.Paid(
                paymentId,
                intent,
                charge,
                invoice.getAmountPaid(),
                invoice.getCurrency(),
                paidAt,
                "subscription_create".equals(invoice.getBillingReason()));
        checkCredit(invoice);
        boolean fresh = db.inTransaction(tx -> {
            SubscriptionStore.Row row = store.lock(tx, id).orElseThrow();
            Tier tier = tiers.findAny(tx, row.tierId()).orElseThrow();
            var buyer = fans.buyer(tx, row.fanId());
            payments.insert(
                    tx,
                    new PaymentStore.NewPayment(
                            paymentId,
                            row.creatorId(),
                            row.fanId(),
                            SaleKind.SUBSCRIPTION,
                            null,
                            row.tierId(),
                            id,
                            tier.name(),
                            invoice.getAmountPaid(),
                            tier.currency(),
                            null,
                            buyer.email(),
                            null,
                            "",
                            false,
                            null),
                    now);
            tx.sql("UPDATE payments SET stripe_invoice_id = :invoice WHERE id = :id")
                    .set("invoice", invoiceId)
                    .set("id", paymentId)
                    .update();
            return booking.book(tx, List.of(fact), now).get(paymentId) == SaleBooking.Outcome.BOOKED;
        });
        if (fresh) {
            booked.accept(paymentId);
        }
        return "done";
    }

    /// A customer's credit would pay one creator with another one's money. Changes never make one, so whatever made it
    /// has to be looked at by people.
    private static void checkCredit(Invoice invoice) {
        Long starting = invoice.getStartingBalance();
        if (starting != null && starting < 0) {
            LOG.error(
                    "invoice {} was paid in part by a credit of {} minor units at Stripe: the creator was booked {} only;"
                            + " look at the customer's balance and correct it by an adjustment",
                    invoice.getId(),
                    -starting,
                    invoice.getAmountPaid());
        }
    }

    /// Ends a membership whose charge was lost to a dispute: whoever disputes a charge is not charged again. Calls
    /// Stripe; a repeat finds it ended.
    void endAfterDispute(UUID id) {
        SubscriptionStore.Row row = db.read(tx -> store.find(tx, id)).orElse(null);
        if (row == null || !row.live() || row.stripeId() == null) {
            return;
        }
        try {
            apply(stripe.cancelNow(row.stripeId()));
        } catch (ProviderRefusedException e) {
            LOG.info("disputed membership {} had ended at Stripe: {}", id, e.code());
            refresh(row.stripeId());
        }
    }

    String invoiceFailed(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        UUID id = ours(invoice).orElse(null);
        if (id == null) {
            return "ignored";
        }
        db.transact(tx -> store.find(tx, id)
                .ifPresent(r -> Fact.record(
                        tx,
                        "subscription_payment_failed",
                        invoiceId + "/" + invoice.getAttemptCount(),
                        r.creatorId(),
                        r.fanId(),
                        Map.of("subscriptionId", id),
                        clock.instant())));
        return "done";
    }

    /// Whether Stripe knows more than we do: asked for memberships whose period ended without an event. Run by a job.
    int sweep() {
        List<String> stale = db.read(tx -> store.stale(tx, clock.instant().minusSeconds(600)));
        stale.forEach(this::refresh);
        // All events of a checkout may be lost: Stripe is asked how it ended.
        Instant now = clock.instant();
        for (SubscriptionStore.Row row :
                db.inTransaction(tx -> store.takeOpenCheckouts(tx, now.minus(CHECKOUT), now))) {
            var session = stripe.retrieveCheckout(java.util.Objects.requireNonNull(row.checkoutSession()));
            if (session.getSubscription() != null) {
                refresh(session.getSubscription());
            } else if ("expired".equals(session.getStatus())) {
                db.transact(tx -> store.closeCheckout(tx, row.id(), now));
            }
        }
        // A server may have stopped between noticing a surplus membership and ending it.
        for (SubscriptionStore.Row row :
                db.read(tx -> store.surplusSince(tx, clock.instant().minus(LOOK_BACK)))) {
            String theirs = row.stripeId();
            if (theirs != null) {
                refresh(theirs);
            }
        }
        return stale.size();
    }
}
