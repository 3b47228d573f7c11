package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.StripeGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
    private final Duration grace;
    private final SubscriptionStore store = new SubscriptionStore();
    private final PaymentStore payments = new PaymentStore();

    SubscriptionEvents(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Tiers tiers,
            Fans fans,
            SaleBooking booking,
            Consumer<UUID> booked,
            Duration grace) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.fans = fans;
        this.booking = booking;
        this.booked = booked;
        this.grace = grace;
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
        Taken taken = taken(theirs);
        if (!taken.ours()) {
            return taken.outcome();
        }
        String invoice = theirs.getLatestInvoice();
        if (invoice != null && !db.read(tx -> payments.isBooked(tx, paymentOf(invoice)))) {
            invoicePaid(invoice);
        }
        return taken.outcome();
    }

    /// The payment that an invoice is booked as.
    private static UUID paymentOf(String invoiceId) {
        return UUID.nameUUIDFromBytes(("invoice/" + invoiceId).getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the subscription is one of ours; its state is then the one of Stripe. A fan has one live membership of a
    /// creator: another one that was paid is ended at Stripe, and what it took goes back.
    boolean apply(Subscription theirs) {
        return taken(theirs).ours();
    }

    private Taken taken(Subscription theirs) {
        UUID id = ourId(theirs).orElse(null);
        if (id == null) {
            return Taken.UNKNOWN;
        }
        Instant now = clock.instant();
        SubscriptionStatus status = status(theirs);
        String card = cardOfTrial(id, theirs);
        Taken taken = db.inTransaction(tx -> take(tx, id, theirs, status, card, now));
        if (taken == Taken.SURPLUS) {
            end(id, theirs);
        }
        if (taken == Taken.OTHER) {
            LOG.error(
                    "membership {} has another subscription at Stripe than {}, which says that it is the same; look there which one is to be",
                    id,
                    theirs.getId());
        } else if (taken == Taken.UNPRICED) {
            LOG.error(
                    "membership {} has a price at Stripe that no tier has; its tier stays until somebody has looked",
                    id);
        }
        return taken;
    }

    /// The fingerprint of the card that a trial begins with, where it was not noted before. Asked outside of any
    /// transaction.
    private @Nullable String cardOfTrial(UUID id, Subscription theirs) {
        String method = theirs.getDefaultPaymentMethod();
        if (!"trialing".equals(theirs.getStatus()) || method == null || db.read(tx -> store.isTrialTaken(tx, id))) {
            return null;
        }
        var card = stripe.retrievePaymentMethod(method).getCard();
        return card == null ? null : card.getFingerprint();
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
            case "past_due" -> SubscriptionStatus.PAST_DUE;
            // The account may leave it so for ever after the last try.
            case "unpaid" -> SubscriptionStatus.PAUSED;
            case "paused" -> SubscriptionStatus.PAUSED;
            case "canceled", "incomplete_expired" -> SubscriptionStatus.CANCELLED;
            default -> SubscriptionStatus.INCOMPLETE;
        };
    }

    private enum Taken {
        /// Not ours.
        UNKNOWN,
        TAKEN,
        /// Taken, but for a price that nothing of ours explains.
        UNPRICED,
        /// Another subscription in the name of a membership that has one.
        OTHER,
        SURPLUS;

        boolean ours() {
            return this != UNKNOWN && this != OTHER;
        }

        String outcome() {
            return switch (this) {
                case UNKNOWN -> "ignored";
                case OTHER, UNPRICED -> "parked";
                case TAKEN, SURPLUS -> "done";
            };
        }
    }

    private Taken take(
            Tx tx, UUID id, Subscription theirs, SubscriptionStatus status, @Nullable String card, Instant now) {
        SubscriptionStore.Row known = store.find(tx, id).orElse(null);
        if (known == null) {
            return Taken.UNKNOWN;
        }
        List<SubscriptionStore.Row> pair = store.lockPair(tx, known.fanId(), known.creatorId());
        SubscriptionStore.Row row =
                pair.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
        boolean live = status.grantsAccess() || status == SubscriptionStatus.PAUSED;
        String had = row.stripeId();
        boolean other = had != null && !had.equals(theirs.getId());
        if (other && (row.live() || row.status() == SubscriptionStatus.CANCELLED || !live)) {
            return Taken.OTHER;
        }
        if (row.surplus()) {
            return live ? Taken.SURPLUS : Taken.TAKEN;
        }
        if (live && pair.stream().anyMatch(r -> r.live() && !r.id().equals(id))) {
            store.surplus(tx, id, theirs.getId(), now);
            return Taken.SURPLUS;
        }
        // Only a beginning is judged. A live trial goes on whoever else has the card, and Stripe also calls a paid
        // period
        // so that waits for another interval.
        boolean begins = !row.live();
        boolean trial = begins || row.status() == SubscriptionStatus.TRIALING;
        if (card != null && trial && !store.takeTrial(tx, row, card) && begins) {
            store.refuseTrial(tx, id, theirs.getId(), now);
            Outbox.publish(
                    tx,
                    new MembershipEvent.TrialRefused(id.toString(), row.creatorId(), row.fanId(), id, row.tierName()),
                    now);
            return Taken.SURPLUS;
        }
        if (live && row.status() == SubscriptionStatus.CANCELLED && row.stripeId() == null) {
            // Closed here when another checkout began, and paid all the same before Stripe heard of it.
            store.reopen(tx, id);
            row = store.lock(tx, id).orElseThrow();
        }
        return copy(tx, row, theirs, status, now) ? Taken.TAKEN : Taken.UNPRICED;
    }

    /// Whether the price is one of ours; the tier stays as it was where it is not.
    private boolean copy(Tx tx, SubscriptionStore.Row row, Subscription theirs, SubscriptionStatus given, Instant now) {
        UUID id = row.id();
        SubscriptionStatus status = given;
        var item = theirs.getItems().getData().getFirst();
        // Charging was paused; what was paid for stays open until its period is over.
        boolean due = "past_due".equals(theirs.getStatus()) || "unpaid".equals(theirs.getStatus());
        if (due && isGraceOver(row, now)) {
            status = SubscriptionStatus.PAUSED;
        }
        if (given == SubscriptionStatus.PAUSED
                && !due
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
                store.tierOfPrice(tx, item.getPrice().getId(), item.getPrice().getProduct(), interval(item.getPrice()));
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
                waits || price.isEmpty() ? row.price() : item.getPrice().getUnitAmount(),
                instant(item.getCurrentPeriodStart()),
                instant(item.getCurrentPeriodEnd()),
                status == given
                        ? // What is paid begins no trial later; a planned interval is one in Stripe's words only.
                        row.live() && row.status() != SubscriptionStatus.TRIALING ? null : instant(theirs.getTrialEnd())
                        : null,
                Boolean.TRUE.equals(theirs.getCancelAtPeriodEnd()) || theirs.getCancelAt() != null,
                due,
                now);
        if (row.status() == SubscriptionStatus.INCOMPLETE && status.grantsAccess()) {
            Outbox.publish(
                    tx,
                    new MembershipEvent.Started(id(row), row.creatorId(), row.fanId(), row.id(), row.tierName()),
                    now);
        }
        if (row.status() != SubscriptionStatus.CANCELLED
                && row.status() != SubscriptionStatus.INCOMPLETE
                && status == SubscriptionStatus.CANCELLED) {
            Outbox.publish(
                    tx,
                    new MembershipEvent.Ended(id(row), row.creatorId(), row.fanId(), row.id(), row.tierName()),
                    now);
        }
        return price.isPresent();
    }

    private boolean isGraceOver(SubscriptionStore.Row row, Instant now) {
        return row.pastDueSince() != null && row.pastDueSince().plus(grace).isBefore(now);
    }

    private static @Nullable String interval(com.stripe.model.Price price) {
        return price.getRecurring() == null
                        || !Long.valueOf(1).equals(price.getRecurring().getIntervalCount())
                ? null
                : price.getRecurring().getInterval();
    }

    private static String id(SubscriptionStore.Row row) {
        return row.id().toString();
    }

    /// Ends a surplus membership, or one whose trial is taken back, at Stripe. What it took is looked for now, and
    /// again when a later invoice is booked.
    private void end(UUID id, Subscription theirs) {
        if (!"canceled".equals(theirs.getStatus())) {
            stripe.cancelNow(theirs.getId());
            LOG.warn(
                    "membership {} is one too many with its creator, or its card had a trial before; it was ended", id);
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
            row.ifPresent(r -> Outbox.publish(
                    tx,
                    new MembershipEvent.TrialEnding(
                            id + "/" + object.path("trial_end").asText(), r.creatorId(), r.fanId(), id, r.tierName()),
                    clock.instant()));
            return row.isPresent() ? "done" : "ignored";
        });
    }

    /// The membership that an invoice is for, with Stripe's present state taken over.
    private record Of(Taken taken, @Nullable UUID id) {
        static final Of NOBODY = new Of(Taken.UNKNOWN, null);
    }

    private Of ours(Invoice invoice) {
        var parent = invoice.getParent();
        var details = parent == null ? null : parent.getSubscriptionDetails();
        if (details == null || details.getSubscription() == null) {
            return Of.NOBODY;
        }
        Subscription theirs = stripe.retrieveSubscription(details.getSubscription());
        Taken taken = taken(theirs);
        return new Of(taken, taken.ours() ? ourId(theirs).orElseThrow() : null);
    }

    /// Books a paid invoice as a payment of its own; its id follows from the invoice, so a repeat is the same
    /// payment.
    String invoicePaid(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        Of of = ours(invoice);
        UUID id = of.id();
        if (id == null) {
            return of.taken().outcome();
        }
        if (invoice.getAmountPaid() == 0 || !"paid".equals(invoice.getStatus())) {
            return "done";
        }
        UUID paymentId = paymentOf(invoiceId);
        String intent = null;
        String charge = null;
        // Several tries are several payments; only one that was paid has the money.
        var paid = invoice.getPayments() == null
                ? Optional.<com.stripe.model.InvoicePayment>empty()
                : invoice.getPayments().getData().stream()
                        .filter(p -> "paid".equals(p.getStatus()))
                        .findFirst();
        if (paid.isPresent()) {
            var payment = paid.get().getPayment();
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
        var theirs = new SaleBooking.Paid(
                paymentId,
                intent,
                charge,
                invoice.getAmountPaid(),
                invoice.getCurrency(),
                paidAt,
                "subscription_create".equals(invoice.getBillingReason()));
        checkCredit(invoice);
        SaleBooking.Outcome outcome = db.<SaleBooking.Outcome>inTransaction(tx -> {
            SubscriptionStore.Row row = store.lock(tx, id).orElseThrow();
            Tier tier = tiers.findAny(tx, row.tierId()).orElseThrow();
            if (!tier.currency().stripeCode().equals(invoice.getCurrency())) {
                return SaleBooking.Outcome.AMOUNT_DIFFERS;
            }
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
                            0,
                            null,
                            "",
                            false,
                            null),
                    now);
            tx.sql("UPDATE payments SET stripe_invoice_id = :invoice WHERE id = :id")
                    .set("invoice", invoiceId)
                    .set("id", paymentId)
                    .update();
            return java.util.Objects.requireNonNull(
                    booking.book(tx, List.of(theirs), now).get(paymentId));
        });
        if (outcome == SaleBooking.Outcome.BOOKED) {
            booked.accept(paymentId);
        }
        return switch (outcome) {
            case BOOKED, BEFORE -> "done";
            // Stripe has money for it, and nothing of ours explains it.
            case UNKNOWN_PAYMENT, AMOUNT_DIFFERS -> "parked";
        };
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
        var ended = stripe.cancelNow(row.stripeId());
        if (ended.isPresent()) {
            apply(ended.get());
        } else {
            refresh(row.stripeId());
        }
    }

    /// The bank wants its customer to confirm a renewal. Nothing but their consent can pay it.
    String confirmationNeeded(String invoiceId) {
        return invoiceFailed(invoiceId);
    }

    String invoiceFailed(String invoiceId) {
        Invoice invoice = stripe.retrieveInvoice(invoiceId);
        Of of = ours(invoice);
        UUID id = of.id();
        if (id == null) {
            return of.taken().outcome();
        }
        // One failed try may come as two events; both tell what can be done about it.
        String ref = invoiceId + "/" + invoice.getAttemptCount();
        boolean confirm = wantsConfirmation(invoice);
        db.transact(tx -> store.find(tx, id)
                .filter(SubscriptionStore.Row::live)
                .ifPresent(r -> Outbox.publish(
                        tx,
                        confirm
                                ? new MembershipEvent.ConfirmationNeeded(
                                        ref, r.creatorId(), r.fanId(), id, r.tierName())
                                : new MembershipEvent.PaymentDeclined(ref, r.creatorId(), r.fanId(), id, r.tierName()),
                        clock.instant())));
        return "done";
    }

    private static boolean wantsConfirmation(Invoice invoice) {
        return invoice.getPayments() != null
                && invoice.getPayments().getData().stream()
                        .map(p -> p.getPayment().getPaymentIntentObject())
                        .filter(java.util.Objects::nonNull)
                        .anyMatch(i -> "requires_action".equals(i.getStatus())
                                || i.getLastPaymentError() != null
                                        && "authentication_required"
                                                .equals(i.getLastPaymentError().getCode()));
    }

    /// Whether Stripe knows more than we do: asked for memberships whose period ended without an event. Run by a job.
    int sweep() {
        List<String> stale = db.read(tx -> store.stale(tx, clock.instant().minusSeconds(600)));
        stale.forEach(id -> look(id, () -> refresh(id)));
        for (SubscriptionStore.Row row :
                db.read(tx -> store.graceOver(tx, clock.instant().minus(grace)))) {
            String theirs = java.util.Objects.requireNonNull(row.stripeId());
            look(theirs, () -> refresh(theirs));
        }
        // All events of a checkout may be lost: Stripe is asked how it ended.
        Instant now = clock.instant();
        for (SubscriptionStore.Row row :
                db.inTransaction(tx -> store.takeOpenCheckouts(tx, now.minus(CHECKOUT), now))) {
            String id = java.util.Objects.requireNonNull(row.checkoutSession());
            look(id, () -> checkout(row, id, now));
        }
        // A server may have stopped between noticing a surplus membership and ending it.
        for (SubscriptionStore.Row row :
                db.read(tx -> store.surplusSince(tx, clock.instant().minus(LOOK_BACK)))) {
            String theirs = row.stripeId();
            if (theirs != null) {
                look(theirs, () -> refresh(theirs));
            }
        }
        return stale.size();
    }

    private void checkout(SubscriptionStore.Row row, String sessionId, Instant now) {
        var session = stripe.retrieveCheckout(sessionId);
        if (session.getSubscription() != null) {
            refresh(session.getSubscription());
        } else if ("expired".equals(session.getStatus())) {
            db.transact(tx -> store.closeCheckout(tx, row.id(), now));
        }
    }

    /// One that cannot be looked up holds no other up.
    private static void look(String id, Runnable step) {
        try {
            step.run();
        } catch (ProviderException e) {
            LOG.warn("{} could not be looked up: {}", id, e.toString());
        }
    }
}
