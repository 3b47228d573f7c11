package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops money on its way to a creator who is suspended or gone: members are not charged, and open checkouts end. What
/// was paid for stays open until its period is over. Charging goes on when the creator is restored. A job looks, so
/// that
/// whatever ended the account has this effect, also after a crash or an outage of Stripe.
public final class SuspendedCreators {
    private static final Logger LOG = LoggerFactory.getLogger(SuspendedCreators.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final SubscriptionEvents events;
    private final StripeEvents payments;
    private final SubscriptionStore store = new SubscriptionStore();
    private final PaymentStore open = new PaymentStore();

    SuspendedCreators(
            Db db, InstantSource clock, StripeGateway stripe, SubscriptionEvents events, StripeEvents payments) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.events = events;
        this.payments = payments;
    }

    /// Looks once; returns how many memberships, checkouts and payments were stopped or went on.
    public int sweep() {
        int done = 0;
        for (var row : db.read(store::chargedForSuspended)) {
            done += each(row.id(), () -> pause(row));
        }
        for (var row : db.read(store::pausedForActive)) {
            done += each(row.id(), () -> resume(row));
        }
        for (var row : db.read(store::checkoutsOfSuspended)) {
            done += each(row.id(), () -> close(row));
        }
        for (var payment : db.read(open::openOfSuspended)) {
            done += each(payment.id(), () -> cancel(payment));
        }
        return done;
    }

    /// One that fails is tried again at the next look and holds no other up.
    private static int each(UUID id, Runnable step) {
        try {
            step.run();
            return 1;
        } catch (ProviderException e) {
            LOG.warn("{} of a suspended creator is left for the next look: {}", id, e.toString());
            return 0;
        }
    }

    private void pause(SubscriptionStore.Row row) {
        var theirs = stripe.pauseCollection(Objects.requireNonNull(row.stripeId()));
        db.transact(tx -> {
            Instant now = clock.instant();
            store.collectionPaused(tx, row.id(), now);
            Outbox.publish(
                    tx,
                    new MembershipEvent.Paused(ref(row, now), row.creatorId(), row.fanId(), row.id(), row.tierName()),
                    now);
        });
        events.apply(theirs);
    }

    private void resume(SubscriptionStore.Row row) {
        var theirs = stripe.resumeCollection(Objects.requireNonNull(row.stripeId()));
        db.transact(tx -> {
            store.collectionPaused(tx, row.id(), null);
            Instant now = clock.instant();
            Outbox.publish(
                    tx,
                    new MembershipEvent.Resumed(ref(row, now), row.creatorId(), row.fanId(), row.id(), row.tierName()),
                    now);
        });
        events.apply(theirs);
    }

    private static String ref(SubscriptionStore.Row row, Instant now) {
        return row.id() + "/" + now.getEpochSecond();
    }

    private void close(SubscriptionStore.Row row) {
        String session = row.checkoutSession();
        if (session != null) {
            try {
                stripe.expireCheckout(session);
            } catch (ProviderRefusedException e) {
                // Paid a moment ago or closed before; its event says which.
                LOG.info("checkout {} was over at Stripe: {}", row.id(), e.code());
            }
        }
        db.transact(tx -> store.closeCheckout(tx, row.id(), clock.instant()));
    }

    private void cancel(PaymentRow payment) {
        String intent = payment.stripePaymentIntentId();
        if (intent == null) {
            db.transact(
                    tx -> open.moveTo(tx, payment.id(), PaymentStatus.CANCELED, "creator_suspended", clock.instant()));
            return;
        }
        try {
            stripe.cancelPaymentIntent(intent);
        } catch (ProviderRefusedException e) {
            LOG.info("payment {} was over at Stripe: {}", payment.id(), e.code());
        }
        payments.refreshPayment(payment.id(), intent);
    }
}
