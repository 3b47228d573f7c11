package gg.tap2.server.billing;

import com.stripe.model.Invoice;
import com.stripe.model.PaymentIntent;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.StripeGateway;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which card memberships are charged to: the one that the fan made the default, at Stripe as here.
final class MembershipCards {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipCards.class);

    private final Db db;
    private final StripeGateway stripe;
    private final SubscriptionEvents events;
    private final SubscriptionStore store = new SubscriptionStore();

    MembershipCards(Db db, StripeGateway stripe, SubscriptionEvents events) {
        this.db = db;
        this.stripe = stripe;
        this.events = events;
    }

    /// Charges the customer and every running membership to that card from now on, and tries what is overdue at once.
    /// Calls Stripe.
    void charge(UUID fanId, String customer, String card) {
        stripe.chargeByDefault(customer, card);
        for (SubscriptionStore.Row row : live(fanId)) {
            stripe.chargeMembership(Objects.requireNonNull(row.stripeId()), card);
            if (row.status() == gg.tap2.model.billing.SubscriptionStatus.PAST_DUE) {
                tryOverdue(row);
            }
        }
    }

    List<SubscriptionStore.Row> live(UUID fanId) {
        return db.read(tx -> store.liveOfFan(tx, fanId));
    }

    private void tryOverdue(SubscriptionStore.Row row) {
        try {
            payDue(row);
        } catch (ApiException | ProviderException e) {
            // The card is kept; the membership's page says what is still due.
            LOG.info("membership {} could not be paid with the new card: {}", row.id(), e.toString());
        }
    }

    /// The client secret of an invoice's charge that the bank wants its customer's consent to.
    private Optional<String> consent(String invoice) {
        return stripe.intentOf(invoice)
                .filter(i -> "requires_action".equals(i.getStatus()))
                .map(PaymentIntent::getClientSecret);
    }

    /// Pays the membership's open invoice. Answers the client secret of a charge that the bank wants consent to.
    ///
    /// @throws ApiException 409 when nothing is due, 402 when the card is declined
    Optional<String> payDue(SubscriptionStore.Row row) {
        var theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        Invoice due = stripe.retrieveInvoice(theirs.getLatestInvoice());
        if (!"open".equals(due.getStatus())) {
            events.apply(theirs);
            throw ApiException.conflict("nothing_due");
        }
        Optional<String> asked = consent(due.getId());
        if (asked.isPresent()) {
            // The bank has asked already; another try would only ask again.
            return asked;
        }
        String refusal;
        try {
            due = stripe.payInvoice(due.getId());
            refusal = "paid".equals(due.getStatus()) ? "" : String.valueOf(due.getStatus());
        } catch (ProviderRefusedException e) {
            refusal = e.code();
        }
        if (!refusal.isEmpty()) {
            asked = consent(due.getId());
            if (asked.isPresent()) {
                return asked;
            }
            throw ApiException.of(402, "payment_refused", refusal);
        }
        events.invoicePaid(due.getId());
        return Optional.empty();
    }
}
