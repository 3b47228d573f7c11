package gg.tap2.server.payouts;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.billing.EventLaterException;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.billing.InboxWorker;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Builds payouts and registers their routes.
public final class PayoutsFeature {
    private final PersonalData personalData;
    private final PayoutStops stops;
    private final BankAccounts banks;
    private final BankLinks links;
    private final PayoutSending sending;
    private final Payouts payouts;
    private final AutoPayouts auto;
    private final PayoutExplanation explanation;
    private final PayoutReconciliation reconciliation;
    private final PayoutReview review;
    private final PayoutRoutes routes;

    public PayoutsFeature(
            Db db,
            InstantSource clock,
            Ledger ledger,
            Vault vault,
            Hmac bankSecret,
            PayoutProvider provider,
            @Nullable BankLinkProvider linkProvider,
            Payouts.Limits limits,
            Duration cooling,
            PayoutSafety safety,
            Inbox inbox,
            Runnable wakeInbox,
            Runnable wakeNotices) {
        this.personalData = new PayeeData(ledger, clock);
        this.stops = new PayoutStops(db, clock, provider.name());
        this.banks = new BankAccounts(db, clock, vault, bankSecret, provider, stops, cooling);
        this.links = new BankLinks(db, clock, vault, banks, linkProvider);
        this.sending = new PayoutSending(db, clock, ledger, provider, banks, safety, stops, wakeNotices);
        this.payouts =
                new Payouts(db, clock, ledger, banks, limits, new WithdrawalProof(limits, cooling, safety), sending);
        this.auto = new AutoPayouts(db, clock, ledger, payouts, banks, sending);
        this.review = new PayoutReview(db, clock, sending);
        this.explanation = new PayoutExplanation(db);
        this.reconciliation = new PayoutReconciliation(db, clock, provider);
        this.routes = new PayoutRoutes(payouts, explanation, banks, links, db, clock, inbox, provider, wakeInbox);
    }

    public void register(Routing routing) {
        routes.register(routing);
    }

    /// Handles the provider's stored webhooks.
    public InboxWorker.Handler events() {
        return w -> {
            try {
                return w.objectId() == null ? "ignored" : sending.transferChanged(w.objectId());
            } catch (PayoutProvider.OperatorFaultException
                    | PayoutProvider.LaterException
                    | PayoutProvider.OutcomeUnknownException e) {
                // It may be the only word of money that came back.
                throw new EventLaterException(e);
            }
        };
    }

    public Payouts payouts() {
        return payouts;
    }

    public PayoutReview review() {
        return review;
    }

    public BankAccounts bankAccounts() {
        return banks;
    }

    public BankLinks bankLinks() {
        return links;
    }

    public PersonalData personalData() {
        return personalData;
    }

    public PayoutSending sending() {
        return sending;
    }

    public PayoutStops stops() {
        return stops;
    }

    public PayoutExplanation explanation() {
        return explanation;
    }

    public PayoutReconciliation reconciliation() {
        return reconciliation;
    }

    public AutoPayouts autoPayouts() {
        return auto;
    }
}
