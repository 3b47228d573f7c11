package gg.tap2.server.billing;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Ids;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.ledger.Split;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.Settlement;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work after the event: payments whose webhook never came are asked about, estimated fees are trued up, and a
/// second payment for something already owned goes back.
public final class PaymentJobs {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentJobs.class);
    private static final Duration STUCK = Duration.ofMinutes(5);
    private static final Duration FEE_AGAIN = Duration.ofMinutes(10);
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Ledger ledger;
    private final StripeEvents events;
    private final Duplicates duplicates;
    private final OperatorAlarms alarms;
    private final PaymentStore store = new PaymentStore();

    PaymentJobs(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Ledger ledger,
            StripeEvents events,
            Duplicates duplicates,
            OperatorAlarms alarms) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.ledger = ledger;
        this.events = events;
        this.duplicates = duplicates;
        this.alarms = alarms;
    }

    /// Asks Stripe about open payments; gives up on intents that nobody confirmed for a day.
    public int sweep() {
        return stripe.inBackground(this::lookAtOpen);
    }

    private int lookAtOpen() {
        Instant now = clock.instant();
        List<PaymentRow> open = db.read(tx -> store.openBefore(tx, now.minus(STUCK), 100));
        for (PaymentRow p : open) {
            String intent = p.stripePaymentIntentId();
            try {
                if (intent != null) {
                    events.refreshPayment(p.id(), intent);
                    boolean still = db.read(tx -> store.find(tx, p.id()))
                            .filter(x -> !x.status().isFinal())
                            .isPresent();
                    if (still && p.createdAt().plus(ABANDONED).isBefore(now)) {
                        stripe.cancelPaymentIntent(intent);
                        events.refreshPayment(p.id(), intent);
                    }
                } else if (p.createdAt().plus(ABANDONED).isBefore(now)) {
                    db.transact(tx -> store.moveTo(tx, p.id(), PaymentStatus.CANCELED, "abandoned", now));
                }
            } catch (ProviderException e) {
                LOG.warn("payment {} could not be looked up: {}", p.id(), e.toString());
            }
            db.transact(tx -> store.checked(tx, p.id(), now));
        }
        closeReplaced();
        duplicates.sweep();
        return open.size();
    }

    /// Replaces estimated processing fees by Stripe's real ones and books the fee itself out of clearing.
    public int trueUpFees() {
        return stripe.inBackground(this::lookAtFees);
    }

    private int lookAtFees() {
        Instant now = clock.instant();
        List<PaymentRow> open = db.read(tx -> store.withOpenFee(tx, now.minus(FEE_AGAIN), 200));
        int done = 0;
        for (PaymentRow p : open) {
            try {
                var intent = stripe.retrievePaymentIntent(java.util.Objects.requireNonNull(p.stripePaymentIntentId()));
                var charge = intent.getLatestChargeObject();
                var balance = charge == null ? null : charge.getBalanceTransactionObject();
                if (balance != null) {
                    var settled = Settlement.of(balance, p.currency(), p.amount());
                    if (settled.isPresent()) {
                        db.transact(tx -> trueUp(tx, p.id(), settled.get()));
                        done++;
                    } else {
                        unexplained(p, balance);
                    }
                }
            } catch (ProviderException e) {
                LOG.warn("fee of payment {} could not be looked up: {}", p.id(), e.toString());
            }
            db.transact(tx -> store.feeChecked(tx, p.id(), now));
        }
        return done;
    }

    /// The estimate stays until somebody has looked: an amount without its rate is no fee.
    private void unexplained(PaymentRow p, com.stripe.model.BalanceTransaction b) {
        alarms.raise(
                "stripe",
                "fee of payment " + p.id(),
                "fee_currency",
                "balance transaction " + b.getId() + " is in " + b.getCurrency() + " with the rate "
                        + b.getExchangeRate() + ", which does not explain a sale of " + p.amount() + " "
                        + p.currency(),
                false);
    }

    private void trueUp(Tx tx, UUID paymentId, Settlement settled) {
        long fee = settled.feeInSale();
        PaymentRow p = store.lock(tx, paymentId).orElseThrow();
        if (p.processingFeeFinal()) {
            return;
        }
        ledger.lock(tx, p.creatorId());
        Instant now = clock.instant();
        long charged = Math.min(fee, p.amount() - p.platformFee());
        long more = charged - p.processingFee();
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of("processing_fee", AccountKind.STRIPE_CLEARING, -fee).payment(p.id()));
        lines.add(Line.of("processing_fee", AccountKind.PROCESSOR_FEES, fee - more)
                .payment(p.id()));
        if (more > 0) {
            Split split = ledger.split(tx, p.id(), more);
            lines.add(Line.pending("processing_fee", split.fromPending(), p.id(), null));
            lines.add(Line.of("processing_fee", AccountKind.AVAILABLE, split.fromAvailable())
                    .payment(p.id()));
        } else if (more < 0) {
            lines.add(Line.pending("processing_fee", more, p.id(), p.availableAt()));
        }
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        var posted = ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "processing_fee",
                        p.id().toString(),
                        now,
                        "stripe",
                        null,
                        lines,
                        -more,
                        new Metric(day, 0, 0, 0, 0, 0, 0, 0, 0, -more)));
        tx.sql("""
                UPDATE payments SET processing_fee_cents = :fee, net_cents = net_cents - :more, processing_fee_final = TRUE,
                  settled_currency = :settled, settled_cents = :gross, settled_fee_cents = :taken,
                  settled_rate = CAST(:rate AS numeric),
                  ledger_seq = :seq, updated_at = :now WHERE id = :id""")
                .set("fee", charged)
                .set("settled", settled.currency())
                .set("gross", settled.amount())
                .set("taken", settled.fee())
                .set("rate", settled.rate() == null ? null : settled.rate().toPlainString())
                .set("more", more)
                .set("seq", posted.seq())
                .set("now", now)
                .set("id", p.id())
                .update();
    }

    /// Closes the intents of replaced payments at Stripe, so that nobody can pay both; one that was paid is
    /// booked.
    void closeReplaced() {
        for (PaymentRow p : db.read(store::replaced)) {
            String intent = java.util.Objects.requireNonNull(p.stripePaymentIntentId());
            try {
                try {
                    stripe.cancelPaymentIntent(intent);
                } catch (ProviderRefusedException e) {
                    LOG.debug("intent {} was closed or paid before: {}", intent, e.code());
                }
                events.refreshPayment(p.id(), intent);
                db.transact(tx -> store.replacedIsClosed(tx, p.id()));
            } catch (ProviderException e) {
                LOG.warn("intent {} could not be closed: {}", intent, e.toString());
            }
        }
    }

    UUID mintId() {
        return Ids.next(clock);
    }
}
