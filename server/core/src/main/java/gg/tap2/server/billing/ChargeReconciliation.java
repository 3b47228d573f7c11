package gg.tap2.server.billing;

import com.stripe.model.Charge;
import gg.tap2.server.ledger.DayComparison;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what Stripe took in a day with what was booked of it, charge by charge. Money that Stripe has and the
/// ledger has not is a difference, and so is a charge that was booked twice: bookings are counted, not looked up.
///
/// A server that slept or was cut off meets charges whose events have not come yet. Their payments are looked up
/// first, as the sweeper does, so that only what cannot be booked is told to people. The day is that of the charge.
public final class ChargeReconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(ChargeReconciliation.class);
    private static final int DAYS = 3;
    /// A charge is booked by its event within moments; after this time something is wrong.
    private static final Duration SETTLED = Duration.ofMinutes(30);

    private static final String PROVIDER = "stripe";

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final StripeEvents events;
    private final PaymentStore payments = new PaymentStore();

    ChargeReconciliation(Db db, InstantSource clock, StripeGateway stripe, StripeEvents events) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.events = events;
    }

    /// Looks at today and the days before; returns how many differences are open among them. Run by a job.
    public int run() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int open = 0;
        for (int i = 0; i <= DAYS; i++) {
            open += day(today.minusDays(i));
        }
        return open;
    }

    int day(LocalDate date) {
        Instant from = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant settled = clock.instant().minus(SETTLED);
        Instant to = end.isBefore(settled) ? end : settled;
        if (!from.isBefore(to)) {
            return 0;
        }
        var both = new DayComparison(clock, PROVIDER, date);
        stripe.charges(from, to, page -> {
            List<Charge> taken = page.stream()
                    .filter(ChargeReconciliation::isTaken)
                    .filter(c -> !isRehearsal(c))
                    .toList();
            for (Charge c : taken) {
                both.theirs(c.getCurrency(), "charges_count", 1);
                both.theirs(c.getCurrency(), "charges_amount", c.getAmount());
            }
            bookMissing(taken);
            db.read(tx -> booked(tx, taken, both));
            db.read(tx -> fees(tx, taken, both));
        });
        return db.inTransaction(both::keep);
    }

    /// Books what was taken for payments that are still open here.
    private void bookMissing(List<Charge> taken) {
        for (PaymentRow p : db.read(tx -> payments.unpaidOf(tx, intents(taken)))) {
            try {
                events.refreshPayment(p.id(), Objects.requireNonNull(p.stripePaymentIntentId()));
                LOG.info("payment {} was taken by Stripe and is booked by the daily comparison", p.id());
            } catch (ProviderException e) {
                LOG.warn("payment {} could not be looked up: {}", p.id(), e.toString());
            }
        }
    }

    private static List<String> intents(List<Charge> charges) {
        return charges.stream()
                .map(Charge::getPaymentIntent)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Stripe's fees of a page beside those that were booked, each in the currency that it was taken in.
    private static boolean fees(Tx tx, List<Charge> charges, DayComparison both) {
        var byId = new HashMap<String, Charge>();
        charges.forEach(c -> byId.put(c.getId(), c));
        tx.sql("""
                SELECT stripe_charge_id, coalesce(settled_currency, currency) AS currency,
                  coalesce(settled_fee_cents, processing_fee_cents) AS fee FROM payments
                WHERE status = 'succeeded' AND processing_fee_final AND stripe_charge_id = ANY(CAST(:charges AS text[]))""")
                .set("charges", SqlArrays.texts(byId.keySet().stream().toList()))
                .each(r -> {
                    both.ours(r.text("currency"), "fees_amount", r.number("fee"));
                    var balance = Objects.requireNonNull(byId.get(r.text("stripe_charge_id")))
                            .getBalanceTransactionObject();
                    if (balance != null) {
                        both.theirs(balance.getCurrency(), "fees_amount", balance.getFee());
                    }
                });
        return true;
    }

    private static boolean isTaken(Charge c) {
        return "succeeded".equals(c.getStatus()) && Boolean.TRUE.equals(c.getCaptured());
    }

    private static boolean isRehearsal(Charge c) {
        return c.getMetadata() != null && c.getMetadata().containsKey("rehearsalOf");
    }

    /// How often the charges of a page were booked: by the sales' journals of their payments.
    private static boolean booked(Tx tx, List<Charge> charges, DayComparison both) {
        tx.sql("""
                SELECT p.currency, count(*) AS n, CAST(sum(p.amount_cents) AS bigint) AS amount FROM payments p
                JOIN ledger_journal j ON j.event_type = 'sale' AND j.event_id = CAST(p.id AS text)
                WHERE p.status = 'succeeded' AND (p.stripe_charge_id = ANY(CAST(:charges AS text[]))
                  OR p.stripe_charge_id IS NULL AND p.stripe_payment_intent_id = ANY(CAST(:intents AS text[])))
                GROUP BY 1""")
                .set(
                        "charges",
                        SqlArrays.texts(charges.stream().map(Charge::getId).toList()))
                .set("intents", SqlArrays.texts(intents(charges)))
                .each(r -> {
                    both.ours(r.text("currency"), "charges_count", r.number("n"));
                    both.ours(r.text("currency"), "charges_amount", r.number("amount"));
                });
        return true;
    }
}
