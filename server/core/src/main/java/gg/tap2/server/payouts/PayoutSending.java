package gg.tap2.server.payouts;

import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends payouts and follows them to their end. The attempt is written before the call; an answer that is
/// lost
/// leaves it unknown until the janitor has asked the provider by our reference.
public final class PayoutSending {
    private static final Logger LOG = LoggerFactory.getLogger(PayoutSending.class);

    /// Longer than a call to the provider may take, so that a payout is not sent by two threads at once.
    private static final java.time.Duration QUIET = java.time.Duration.ofSeconds(20);

    /// When a payout that waits for its owner's second factor is looked at again.
    private static final java.time.Duration LOOK_AGAIN = java.time.Duration.ofHours(1);

    /// Of an attempt that the provider did not take for reasons of the platform's; its owner sees it.
    private static final String WAITED = "waiting_for_provider";

    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final PayoutProvider provider;
    private final BankAccounts banks;
    private final PayoutSafety safety;
    private final PayoutStops stops;
    private final Runnable wakeNotices;
    private final PayoutStore store = new PayoutStore();

    PayoutSending(
            Db db,
            InstantSource clock,
            Ledger ledger,
            PayoutProvider provider,
            BankAccounts banks,
            PayoutSafety safety,
            PayoutStops stops,
            Runnable wakeNotices) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.provider = provider;
        this.banks = banks;
        this.safety = safety;
        this.stops = stops;
        this.wakeNotices = wakeNotices;
    }

    String providerName() {
        return provider.name();
    }

    /// Sends a queued payout; harmless when it was sent already. While payouts pause it stays queued.
    void send(UUID payoutId) {
        if (!stops.open()) {
            return;
        }
        UUID fresh = Ids.next(clock);
        record Try(PayoutRow payout, UUID attempt, @Nullable Instant begun) {}
        Optional<Try> go = db.inTransaction(tx -> {
            PayoutRow p = store.lock(tx, payoutId).orElseThrow();
            if (!p.status().equals("queued")) {
                return Optional.empty();
            }
            Optional<PayoutStore.Attempt> open = store.openAttempt(tx, payoutId);
            if (open.isEmpty() && keptBack(tx, p)) {
                return Optional.empty();
            }
            if (open.isEmpty()) {
                store.attempt(tx, fresh, payoutId, clock.instant());
            }
            return Optional.of(open.map(a -> new Try(p, a.id(), a.begun())).orElse(new Try(p, fresh, null)));
        });
        go.ifPresent(t -> {
            try {
                if (t.begun() != null && adopt(t.payout().id(), t.attempt(), t.begun())) {
                    return;
                }
                var transfer = provider.send(new PayoutProvider.TransferRequest(
                        t.attempt().toString(),
                        t.payout().amount() - t.payout().fee(),
                        t.payout().currency(),
                        banks.destination(t.payout().bankAccountId())));
                stops.goOn();
                apply(t.payout().id(), t.attempt(), transfer);
            } catch (PayoutProvider.OutcomeUnknownException e) {
                LOG.warn("payout {}: the provider's answer is unknown: {}", payoutId, e.getMessage());
                db.transact(
                        tx -> store.attemptStatus(tx, t.attempt(), "unknown", null, e.getMessage(), clock.instant()));
            } catch (PayoutProvider.RefusedException e) {
                stops.goOn();
                db.transact(tx -> {
                    store.attemptStatus(tx, t.attempt(), "failed", null, e.getMessage(), clock.instant());
                    giveBack(tx, t.payout().id(), "failed", e.getMessage());
                });
            } catch (PayoutProvider.LaterException e) {
                stops.stop(e);
            } catch (PayoutProvider.OperatorFaultException e) {
                refusedToUs(t.payout().id(), t.attempt(), e);
            }
        });
        wakeNotices.run();
    }

    /// Nothing was sent, and the payout's owner has nothing to do with it: it waits until the operator has
    /// mended what
    /// is wrong. The attempt stays open and goes out again under its own reference, unless the provider
    /// answers to that
    /// with what it said first.
    private void refusedToUs(UUID payoutId, UUID attempt, PayoutProvider.OperatorFaultException e) {
        if (e.replayed()) {
            db.transact(tx -> store.attemptStatus(tx, attempt, "failed", null, WAITED, clock.instant()));
        }
        if (e.everything()) {
            stops.stop(e);
            return;
        }
        stops.goOn();
        String code = String.valueOf(e.getMessage());
        boolean first = db.inTransaction(tx -> {
            boolean known = store.waitsFor(tx, code);
            store.waitFor(tx, payoutId, code, clock.instant());
            return !known;
        });
        if (first) {
            LOG.error(
                    "payouts wait: {} refuses a request for a reason that is not the destination's ({}), first that of "
                            + "payout {}. They are tried again by themselves",
                    provider.name(),
                    code,
                    payoutId);
        }
    }

    /// Keeps a payout whose owner froze payouts until the freeze is over, and one whose owner has no second factor
    /// although the platform asks for it, until they have; whether it did.
    private boolean keptBack(Tx tx, PayoutRow p) {
        UUID user = tx.sql("SELECT user_id FROM creators WHERE id = :id")
                .set("id", p.creatorId())
                .one(r -> r.uuid("user_id"));
        Instant now = clock.instant();
        var frozen = safety.frozen(tx, user);
        if (frozen.isPresent()) {
            Instant until = frozen.get().until();
            hold(tx, p, PayoutReason.Code.PAYOUTS_FROZEN, PayoutReason.Actor.NOBODY, until);
            return true;
        }
        if (safety.factorMissing(tx, user, () -> store.sentBefore(tx, p.creatorId(), p.id()))) {
            hold(tx, p, PayoutReason.Code.SECOND_FACTOR_MISSING, PayoutReason.Actor.CREATOR, now.plus(LOOK_AGAIN));
            needsFactor(tx, p.creatorId(), now);
            return true;
        }
        return false;
    }

    private void hold(Tx tx, PayoutRow p, PayoutReason.Code code, PayoutReason.Actor actor, Instant until) {
        store.hold(tx, p.id(), until, List.of(new PayoutReason(code, actor, until, null)), clock.instant());
    }

    /// Tells a creator, at most once a month, that their money waits for a second factor and where to set one up.
    static void needsFactor(Tx tx, UUID creator, Instant now) {
        String month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).toString();
        Outbox.publish(tx, new PayoutEvent.SecondFactorNeeded(creator + "/" + month, creator), now);
    }

    /// Whether the provider knows the attempt; then its state is taken over, and what was left unpaid there is paid.
    private boolean adopt(UUID payoutId, UUID attemptId, Instant begun) {
        var known = provider.findByReference(attemptId.toString(), begun);
        known.ifPresent(k -> {
            boolean waits = k.status() == PayoutProvider.Status.AWAITING_FUNDS;
            var now = waits ? provider.fund(k) : k;
            stops.goOn();
            apply(payoutId, attemptId, now);
        });
        return known.isPresent();
    }

    /// Brings the payout to the provider's state of the transfer; never backwards.
    void apply(UUID payoutId, UUID attemptId, PayoutProvider.Transfer t) {
        Instant now = clock.instant();
        db.transact(tx -> {
            PayoutRow p = store.lock(tx, payoutId).orElseThrow();
            if (t.status() != PayoutProvider.Status.PROCESSING) {
                ledger.lock(tx, p.creatorId());
            }
            if (store.hasFailed(tx, attemptId)) {
                // What was decided of this attempt stands. A late word about it says nothing of one that went out
                // since.
                if (t.status() != PayoutProvider.Status.COMPLETED) {
                    return;
                }
                LOG.error("payout {}: attempt {} had ended, but its transfer {} was paid", payoutId, attemptId, t.id());
            }
            switch (t.status()) {
                case AWAITING_FUNDS -> {}
                case LAPSED -> lapsed(tx, p, attemptId, t, now);
                case PROCESSING -> {
                    if (p.status().equals("queued") || p.status().equals("sent")) {
                        store.attemptStatus(tx, attemptId, "sent", t.id(), null, now);
                    }
                    store.move(tx, payoutId, List.of("queued"), "sent", t.id(), null, now);
                }
                case COMPLETED -> {
                    store.attemptStatus(tx, attemptId, "paid", t.id(), null, now);
                    paid(tx, p, t.id(), now);
                }
                case FAILED, CANCELLED -> {
                    boolean cancelled = t.status() == PayoutProvider.Status.CANCELLED;
                    String reason = t.failureCode() == null && cancelled ? "cancelled" : t.failureCode();
                    if (p.status().equals("returned")) {
                        return;
                    }
                    if (p.status().equals("paid")) {
                        // It was there and is there no longer, which is what a return is.
                        returned(tx, p, t, reason, now);
                    } else {
                        store.attemptStatus(tx, attemptId, "failed", t.id(), reason, now);
                        giveBack(tx, payoutId, cancelled ? "cancelled" : "failed", reason);
                    }
                }
                case RETURNED -> {
                    store.attemptStatus(tx, attemptId, "paid", t.id(), null, now);
                    paid(tx, p, t.id(), now);
                    returned(tx, p, t, t.failureCode(), now);
                }
            }
            store.countedOn(tx, attemptId, t.createdAt());
        });
        wakeNotices.run();
    }

    /// Nothing was sent by this attempt: the payout goes out by another. One that counts as sent was paid for all the
    /// same, by whatever way, and ends as what is cancelled does.
    private void lapsed(Tx tx, PayoutRow p, UUID attemptId, PayoutProvider.Transfer t, Instant now) {
        store.attemptStatus(tx, attemptId, "failed", t.id(), WAITED, now);
        if (p.status().equals("sent")) {
            giveBack(tx, p.id(), "cancelled", "cancelled");
        } else if (p.status().equals("paid")) {
            returned(tx, p, t, "cancelled", now);
        }
    }

    private void paid(Tx tx, PayoutRow p, String transferId, Instant now) {
        if (!store.move(tx, p.id(), List.of("requested", "queued", "sent"), "paid", transferId, null, now)) {
            if (List.of("failed", "rejected", "cancelled").contains(p.status())) {
                LOG.error("payout {} was given back as {}, but transfer {} was paid", p.id(), p.status(), transferId);
            }
            return;
        }
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "payout_paid",
                        p.id().toString(),
                        now,
                        provider.name(),
                        null,
                        List.of(
                                Line.of("payout", AccountKind.PAYOUT_IN_TRANSIT, p.amount())
                                        .payout(p.id()),
                                Line.of("payout", AccountKind.PAYOUT_CLEARING, -(p.amount() - p.fee()))
                                        .payout(p.id()),
                                Line.of("payout_fee", AccountKind.PLATFORM_REVENUE, -p.fee())
                                        .payout(p.id())),
                        0,
                        null));
        Outbox.publish(tx, new PayoutEvent.Paid(p.id().toString(), p.creatorId(), p.id(), amount(p)), now);
    }

    /// Books what came back. The bank's charge for sending it, if any, stays between the provider and the
    /// platform as
    /// an open difference; the platform's own fee for a payout that did not stay is given back.
    private void returned(Tx tx, PayoutRow p, PayoutProvider.Transfer t, @Nullable String reason, Instant now) {
        long sent = p.amount() - p.fee();
        long back = t.returnedMinor() == null ? sent : t.returnedMinor();
        if (back < 0 || back > sent) {
            // No sum to book. It is heard again with the provider's next word, and until then the
            // reconciliation tells.
            LOG.error("transfer {} of payout {}: {} of {} are said to be back", t.id(), p.id(), back, sent);
            return;
        }
        if (!store.move(tx, p.id(), List.of("paid"), "returned", null, reason, now)) {
            return;
        }
        if (back < sent) {
            LOG.error("payout {} came back short: {} of {} {}", p.id(), back, sent, p.currency());
            store.shortReturn(tx, Ids.next(clock), provider.name(), p.currency(), t.createdAt(), sent, back, now);
        }
        List<Line> lines = new ArrayList<>();
        if (back > 0) {
            lines.add(Line.of("payout", AccountKind.PAYOUT_CLEARING, back).payout(p.id()));
        }
        if (p.fee() > 0) {
            lines.add(
                    Line.of("payout_fee", AccountKind.PLATFORM_REVENUE, p.fee()).payout(p.id()));
        }
        if (lines.isEmpty()) {
            Outbox.publish(tx, returnedEvent(p, reason), now);
            return;
        }
        lines.add(Line.of("payout", AccountKind.AVAILABLE, -(back + p.fee())).payout(p.id()));
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "payout_returned",
                        p.id().toString(),
                        now,
                        provider.name(),
                        reason,
                        lines,
                        0,
                        null));
        Outbox.publish(tx, returnedEvent(p, reason), now);
    }

    /// Ends a payout that never reached the bank; the money is available again.
    void giveBack(Tx tx, UUID payoutId, String status, @Nullable String reason) {
        Instant now = clock.instant();
        PayoutRow p = store.lock(tx, payoutId).orElseThrow();
        ledger.lock(tx, p.creatorId());
        if (!store.move(tx, payoutId, List.of("requested", "held", "queued", "sent"), status, null, reason, now)) {
            return;
        }
        ledger.post(
                tx,
                new Journal(
                        p.creatorId(),
                        p.currency(),
                        "payout_" + status,
                        p.id().toString(),
                        now,
                        provider.name(),
                        reason,
                        ledger.linesOf(tx, "payout_requested", p.id().toString()).stream()
                                .map(Line::reversed)
                                .toList(),
                        0,
                        null));
        Outbox.publish(tx, givenBackEvent(p, status, reason), now);
    }

    private static PayoutEvent givenBackEvent(PayoutRow p, String status, @Nullable String reason) {
        String ref = p.id().toString();
        return switch (status) {
            case "failed" -> new PayoutEvent.Failed(ref, p.creatorId(), p.id(), amount(p), reason);
            case "rejected" -> new PayoutEvent.Rejected(ref, p.creatorId(), p.id(), amount(p), reason);
            case "cancelled" -> new PayoutEvent.Cancelled(ref, p.creatorId(), p.id(), amount(p), reason);
            default -> throw new IllegalArgumentException("payout given back as " + status);
        };
    }

    private static PayoutEvent returnedEvent(PayoutRow p, @Nullable String reason) {
        return new PayoutEvent.Returned(p.id().toString(), p.creatorId(), p.id(), amount(p), reason);
    }

    private static Money amount(PayoutRow p) {
        return Money.of(p.amount(), p.currency());
    }

    /// From the provider's webhook: fetched by id, matched by our reference.
    String transferChanged(String transferId) {
        Optional<PayoutProvider.Transfer> t = provider.find(transferId);
        if (t.isEmpty()) {
            return "ignored";
        }
        UUID attempt;
        try {
            attempt = UUID.fromString(t.get().reference());
        } catch (IllegalArgumentException e) {
            return "parked";
        }
        Optional<UUID> payout = db.read(tx -> store.payoutOfAttempt(tx, attempt));
        if (payout.isEmpty()) {
            return "parked";
        }
        apply(payout.get(), attempt, t.get());
        return "done";
    }

    /// Releases held payouts whose deadline passed, sends what is queued, and asks about what is unknown or
    /// long under way. Run by a job.
    public int tidy() {
        Instant now = clock.instant();
        int n = 0;
        for (PayoutRow p : db.read(tx -> store.heldUntil(tx, now))) {
            db.transact(tx -> store.move(tx, p.id(), List.of("held"), "queued", null, null, now));
        }
        for (PayoutRow p : db.read(tx -> store.due(tx, "queued", now.minus(QUIET), 500))) {
            if (paused()) {
                return n;
            }
            try {
                send(p.id());
                n++;
            } catch (RuntimeException e) {
                // One payout that cannot be sent must not hold the others up.
                LOG.error("payout {} could not be sent: {}", p.id(), e.toString());
            }
        }
        for (PayoutRow p : db.read(tx -> store.due(tx, "sent", now.minusSeconds(60), 200))) {
            String transfer = p.transferId();
            if (transfer != null && !lookedUp(p.id(), transfer)) {
                return n;
            }
        }
        if (n == 0) {
            checkAgain();
        }
        return n;
    }

    private boolean paused() {
        return stops.find().filter(s -> s.nextTryAt().isAfter(clock.instant())).isPresent();
    }

    /// Whether to go on with the others: not when the platform itself is refused.
    private boolean lookedUp(UUID payout, String transfer) {
        try {
            transferChanged(transfer);
        } catch (PayoutProvider.OperatorFaultException e) {
            stops.stop(e);
            return false;
        } catch (PayoutProvider.LaterException e) {
            stops.stop(e);
            return false;
        } catch (RuntimeException e) {
            LOG.warn("payout {} could not be looked up: {}", payout, e.toString());
        }
        return true;
    }

    /// Ends a pause that no payout is there to end.
    private void checkAgain() {
        if (stops.find().isEmpty() || !stops.open()) {
            return;
        }
        try {
            provider.check();
            stops.goOn();
        } catch (PayoutProvider.OperatorFaultException e) {
            stops.stop(e);
        } catch (RuntimeException e) {
            LOG.debug("{} does not say whether payouts may go on: {}", provider.name(), e.getMessage());
        }
    }
}
