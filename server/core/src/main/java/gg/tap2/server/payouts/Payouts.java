package gg.tap2.server.payouts;

import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutPreview;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.server.catalog.AutoPayoutSettings;
import gg.tap2.server.catalog.CreatorCurrency;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Balances and withdrawals, as creators ask for them.
public final class Payouts {
    private static final Duration REVIEW = Duration.ofHours(48);

    /// Limits in cents of a dollar. In another currency they are as many times its smallest payout as of a dollar's.
    public record Limits(long minimum, long fee, long secondFactorOver, long reviewOver) {
        Limits in(Currency currency) {
            var of = AmountLimits.of(currency);
            return new Limits(
                    of.likeDollars(minimum),
                    of.likeDollars(fee),
                    of.likeDollars(secondFactorOver),
                    of.likeDollars(reviewOver));
        }
    }

    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final BankAccounts banks;
    private final Limits limits;
    private final WithdrawalProof proof;
    private final PayoutSending sending;
    private final PayoutStore store = new PayoutStore();

    Payouts(
            Db db,
            InstantSource clock,
            Ledger ledger,
            BankAccounts banks,
            Limits limits,
            WithdrawalProof proof,
            PayoutSending sending) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.banks = banks;
        this.limits = limits;
        this.proof = proof;
        this.sending = sending;
    }

    public Balance balance(UUID creator) {
        Instant now = clock.instant();
        return db.read(tx -> {
            BalanceRow b = ledger.findBalance(tx, creator, now)
                    .orElseGet(() -> new BalanceRow(creator, currency(tx, creator), 0, 0, 0, 0, 0, 0, 0, now));
            List<Balance.Release> releases = ledger.releases(
                    tx,
                    creator,
                    now,
                    r -> new Balance.Release(r.date("day"), r.instant("first_at"), r.number("amount")));
            return new Balance(
                    b.currency(),
                    b.available(),
                    b.pending(),
                    b.reserved() + b.refunding(),
                    b.inTransit(),
                    b.lifetime(),
                    releases.isEmpty() ? null : releases.getFirst(),
                    releases,
                    b.version(),
                    now);
        });
    }

    Currency currency(UUID creator) {
        return db.read(tx -> currency(tx, creator));
    }

    private static Currency currency(Tx tx, UUID creator) {
        return tx.sql("SELECT currency FROM creators WHERE id = :id")
                .set("id", creator)
                .one(r -> Currency.valueOf(r.text("currency")));
    }

    private record Owner(UUID userId, boolean emailVerified, boolean suspended, boolean paused) {}

    private static Owner owner(Tx tx, UUID creator) {
        return tx.sql(
                        "SELECT u.id, u.email_verified, u.status, c.payouts_paused_reason FROM creators c JOIN users u ON u.id = c.user_id WHERE c.id = :id")
                .set("id", creator)
                .one(r -> new Owner(
                        r.uuid("id"),
                        r.bool("email_verified"),
                        !r.text("status").equals("active"),
                        !r.isNull("payouts_paused_reason")));
    }

    private List<PayoutReason> reasons(
            Tx tx,
            UUID creator,
            long available,
            Currency currency,
            long asked,
            Optional<BankAccount> bank,
            Instant now) {
        Owner o = owner(tx, creator);
        // Only a lack of money asks when more is coming.
        boolean enough = available >= asked && asked >= limits.in(currency).minimum();
        List<Instant> next = enough ? List.of() : ledger.releases(tx, creator, now, r -> r.instant("first_at"));
        return Eligibility.reasons(new Eligibility.Facts(
                available,
                asked,
                limits.in(currency).minimum(),
                bank.isPresent(),
                bank.filter(b -> b.verificationStatus().equals("verified")).isPresent(),
                bank.filter(b -> b.currency() == currency).isPresent(),
                o.emailVerified(),
                o.suspended(),
                o.paused(),
                proof.frozen(tx, o.userId())
                        .map(gg.tap2.server.accounts.PayoutFreeze.Frozen::until)
                        .orElse(null),
                store.inProgress(tx, creator),
                next.isEmpty() ? null : next.getFirst(),
                proof.factorMissing(tx, creator, o.userId())));
    }

    /// What a withdrawal would do; `amount` null means everything available.
    public PayoutPreview preview(UUID creator, @Nullable Long amount, @Nullable UUID bankAccountId) {
        Instant now = clock.instant();
        return db.read(tx -> {
            BalanceRow b = ledger.findBalance(tx, creator, now)
                    .orElseGet(() -> new BalanceRow(creator, currency(tx, creator), 0, 0, 0, 0, 0, 0, 0, now));
            long asked = amount == null ? Math.max(0, b.available()) : amount;
            Optional<BankAccount> bank = banks.find(tx, creator, bankAccountId);
            long fee = limits.in(b.currency()).fee();
            return new PayoutPreview(
                    asked,
                    fee,
                    Math.max(0, asked - fee),
                    b.available() - asked,
                    b.currency(),
                    bank.map(BankAccount::id).orElse(null),
                    bank.map(BankAccount::last4).orElse(null),
                    now.plus(Duration.ofDays(1)),
                    b.version(),
                    proof.codeNeeded(
                            tx, creator, owner(tx, creator).userId(), Money.of(asked, b.currency()), bank, now),
                    withReview(
                            reasons(tx, creator, b.available(), b.currency(), asked, bank, now),
                            tx,
                            creator,
                            asked,
                            b.currency(),
                            now),
                    fees(fee));
        });
    }

    /// What the platform keeps of a withdrawal, each with who takes it.
    private static List<PayoutReason> fees(long fee) {
        return fee == 0
                ? List.of()
                : List.of(new PayoutReason(PayoutReason.Code.PAYOUT_FEE, PayoutReason.Actor.PLATFORM, null, fee));
    }

    private List<PayoutReason> withReview(
            List<PayoutReason> reasons, Tx tx, UUID creator, long asked, Currency currency, Instant now) {
        return reasons.isEmpty() ? review(tx, creator, asked, currency, now) : reasons;
    }

    /// Why it would be looked at before it leaves; empty when it would not.
    private List<PayoutReason> review(Tx tx, UUID creator, long amount, Currency currency, Instant now) {
        long over = limits.in(currency).reviewOver();
        return proof.sumOfDay(tx, creator, amount, now) >= over
                ? List.of(new PayoutReason(
                        PayoutReason.Code.UNDER_REVIEW, PayoutReason.Actor.PLATFORM, now.plus(REVIEW), over))
                : List.of();
    }

    /// The same for callers inside the platform, who answer for the person.
    public Payout request(UUID creator, RequestPayout request, String type) {
        return request(creator, request, type, null);
    }

    /// Asks for a withdrawal. The money is set aside at once; the provider is called after the commit. The destination
    /// is looked up once, under the balance's lock, and what it needs as a proof is decided there.
    ///
    /// @param session of the person who asks
    /// @throws ApiException 409 with the typed reasons, for a missing second factor, or `balance_changed` when
    ///   available money left after the balance version that the creator saw; 403 `step_up_required`
    public Payout request(UUID creator, RequestPayout request, String type, @Nullable UUID session) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        Optional<Payout> there = db.read(tx -> store.find(tx, creator, id));
        if (there.isPresent()) {
            return same(there.get(), request);
        }
        Instant now = clock.instant();
        UUID user = db.read(tx -> owner(tx, creator)).userId();
        WithdrawalProof.Given given = proof.given(user, request.code(), session);
        boolean send = db.inTransaction(tx -> {
            ledger.open(tx, creator, CreatorCurrency.hold(tx, creator), now);
            BalanceRow seen = ledger.lock(tx, creator);
            Optional<Payout> meanwhile = store.find(tx, creator, id);
            if (meanwhile.isPresent()) {
                same(meanwhile.get(), request);
                return false;
            }
            if (ledger.reducedSince(tx, seen, request.balanceVersion())) {
                throw ApiException.conflict("balance_changed", seen.version());
            }
            ledger.mature(tx, creator, now);
            BalanceRow matured = ledger.lock(tx, creator);
            Optional<BankAccount> to = banks.lock(tx, creator, request.bankAccountId());
            proof.require(tx, creator, user, Money.of(request.amount(), matured.currency()), to, given, now);
            return !reserve(tx, matured, id, request.amount(), to, type, null, "creator", now);
        });
        if (send) {
            sending.send(id);
        }
        return get(creator, id);
    }

    /// The first answer for a repeated id; another request may not use it.
    private static Payout same(Payout first, RequestPayout request) {
        UUID to = request.bankAccountId();
        if (first.amount() != request.amount() || (to != null && !to.equals(first.bankAccountId()))) {
            throw ApiException.conflict("id_taken");
        }
        return first;
    }

    /// Books the request. Returns whether it is held for review.
    ///
    /// @param b the creator's balance, locked and matured in this transaction
    /// @param bank where to, locked in this transaction
    /// @throws NotEligibleException before anything is written
    boolean reserve(
            Tx tx,
            BalanceRow b,
            UUID id,
            long amount,
            Optional<BankAccount> bank,
            String type,
            @Nullable UUID runId,
            String actor,
            Instant now) {
        UUID creator = b.creatorId();
        List<PayoutReason> reasons =
                new java.util.ArrayList<>(reasons(tx, creator, b.available(), b.currency(), amount, bank, now));
        if (type.equals("daily")) {
            // Nobody is there to give a second factor, so a fresh account or key always cools down first.
            proof.coolingUntil(tx, owner(tx, creator).userId(), bank, now)
                    .ifPresent(until -> reasons.add(new PayoutReason(
                            PayoutReason.Code.BANK_ACCOUNT_COOLING, PayoutReason.Actor.NOBODY, until, null)));
        }
        if (!reasons.isEmpty()) {
            throw new NotEligibleException(reasons, b.currency());
        }
        BankAccount to = bank.orElseThrow();
        List<PayoutReason> why = review(tx, creator, amount, b.currency(), now);
        long fee = limits.in(b.currency()).fee();
        boolean held = !why.isEmpty();
        var posted = ledger.post(
                tx,
                new Journal(
                        creator,
                        b.currency(),
                        "payout_requested",
                        id.toString(),
                        now,
                        actor,
                        null,
                        List.of(
                                Line.of("payout", AccountKind.AVAILABLE, amount).payout(id),
                                Line.of("payout", AccountKind.PAYOUT_IN_TRANSIT, -(amount - fee))
                                        .payout(id),
                                Line.of("payout_fee", AccountKind.PAYOUT_IN_TRANSIT, -fee)
                                        .payout(id)),
                        0,
                        null));
        var row = new PayoutRow(
                id,
                creator,
                to.id(),
                amount,
                fee,
                b.currency(),
                held ? "held" : "queued",
                type,
                null,
                held ? now.plus(REVIEW) : null);
        store.insert(tx, row, sending.providerName(), runId, why, posted.seq(), now);
        Money asked = Money.of(amount, b.currency());
        Outbox.publish(
                tx,
                held
                        ? new PayoutEvent.Held(id.toString(), creator, id, asked)
                        : new PayoutEvent.Requested(id.toString(), creator, id, asked),
                now);
        return held;
    }

    /// Carries the typed reasons; mapped to 409 with one detail per reason.
    static final class NotEligibleException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<PayoutReason> reasons;
        private final Currency currency;

        NotEligibleException(List<PayoutReason> reasons, Currency currency) {
            super(reasons.toString(), null, false, false);
            this.reasons = reasons;
            this.currency = currency;
        }

        /// Of the amounts in the reasons.
        Currency currency() {
            return currency;
        }

        List<PayoutReason> reasons() {
            return reasons;
        }
    }

    public Payout get(UUID creator, UUID id) {
        return db.read(tx -> store.find(tx, creator, id)).orElseThrow(ApiException::notFound);
    }

    public List<Payout> list(UUID creator, int limit, int offset) {
        return db.read(tx -> store.list(tx, creator, limit, offset));
    }

    /// Anybody's, for those who review them.
    public List<Payout> list(Collection<UUID> ids) {
        return db.read(tx -> store.list(tx, ids));
    }

    public long count(UUID creator) {
        return db.read(tx -> store.count(tx, creator));
    }

    public PayoutSettings settings(UUID creator) {
        return db.read(tx -> tx.sql(
                        "SELECT auto_payout_enabled, auto_payout_schedule, auto_payout_weekday, auto_payout_threshold FROM creators WHERE id = :id")
                .set("id", creator)
                .one(r -> {
                    Long day = r.numberOrNull("auto_payout_weekday");
                    return new PayoutSettings(
                            r.bool("auto_payout_enabled"),
                            PayoutSettings.Schedule.valueOf(
                                    r.text("auto_payout_schedule").toUpperCase(Locale.ROOT)),
                            day == null ? null : Integer.valueOf(day.intValue()),
                            r.number("auto_payout_threshold"));
                }));
    }

    public PayoutSettings saveSettings(UUID creator, PayoutSettings s) {
        Instant now = clock.instant();
        db.transact(tx -> {
            boolean was = AutoPayoutSettings.change(tx, creator, s, now);
            if (was != s.autoPayoutEnabled()) {
                String ref = creator + "/" + now.toEpochMilli();
                Outbox.publish(
                        tx,
                        s.autoPayoutEnabled()
                                ? new PayoutEvent.AutomaticOn(ref, creator)
                                : new PayoutEvent.AutomaticOff(ref, creator),
                        now);
            }
        });
        return settings(creator);
    }
}
