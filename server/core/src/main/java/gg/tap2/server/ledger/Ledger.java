package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The ledger's door. Posting happens inside the caller's transaction under the lock of each creator's balance row,
/// taken in the order of ids, so that no two callers can deadlock on them.
public final class Ledger {
    private static final int LOOK_BACK = 10_000;

    private final LedgerStore store;
    private final InstantSource clock;

    public Ledger(InstantSource clock) {
        this.store = new LedgerStore();
        this.clock = clock;
    }

    /// Makes sure that the creator has a balance row. Cheap when it exists.
    public void open(Tx tx, UUID creatorId, Currency currency, Instant now) {
        store.open(tx, creatorId, currency, now);
    }

    /// Whether anything was ever posted for the creator.
    public boolean hasJournals(Tx tx, UUID creatorId) {
        return store.hasJournals(tx, creatorId);
    }

    /// Gives an untouched balance another currency. The creator must be locked, so that nothing is posted meanwhile.
    ///
    /// @throws IllegalStateException when something was posted
    public void changeCurrency(Tx tx, UUID creatorId, Currency to, Instant now) {
        if (store.hasJournals(tx, creatorId)) {
            throw new IllegalStateException("creator " + creatorId + " has journals in another currency than " + to);
        }
        store.changeCurrency(tx, creatorId, to, now);
    }

    /// Locks the creators' balances, in the order of their ids, until the transaction ends.
    public Map<UUID, BalanceRow> lock(Tx tx, Collection<UUID> creatorIds) {
        return store.lock(tx, creatorIds);
    }

    public BalanceRow lock(Tx tx, UUID creatorId) {
        BalanceRow row = store.lock(tx, List.of(creatorId)).get(creatorId);
        if (row == null) {
            throw new IllegalStateException("no balance for creator " + creatorId);
        }
        return row;
    }

    /// Posts journals of any number of creators in one set of statements. An event that was posted before is left
    /// as it is and reported as not fresh; its other effects are for the caller to skip.
    public List<Posted> post(Tx tx, List<Journal> journals) {
        return journals.isEmpty() ? List.of() : store.post(tx, journals, clock.instant());
    }

    public Posted post(Tx tx, Journal journal) {
        return post(tx, List.of(journal)).getFirst();
    }

    /// How a debit of `amountMinor` against one sale is taken. The creator's balance must be locked.
    public Split split(Tx tx, UUID paymentId, long amountMinor) {
        long remaining = store.lotRemaining(tx, paymentId);
        long fromPending = Math.min(remaining, amountMinor);
        return new Split(fromPending, amountMinor - fromPending);
    }

    /// Moves the creator's mature lots from pending to available. Callers that pay money out do it first, so that a
    /// late job never matters.
    public void mature(Tx tx, UUID creatorId, Instant now) {
        lock(tx, creatorId);
        // A journal holds a bounded number of lots; what is due beyond it follows at once.
        for (var due = store.maturityJournals(tx, List.of(creatorId), now);
                !due.isEmpty();
                due = store.maturityJournals(tx, List.of(creatorId), now)) {
            post(tx, due);
        }
    }

    /// Matures up to `limit` creators that have something due; returns how many. Repeat while it returns `limit`.
    public int matureDue(Db db, int limit) {
        Instant now = clock.instant();
        return db.inTransaction(tx -> {
            List<UUID> due = store.creatorsDue(tx, now, limit);
            if (!due.isEmpty()) {
                store.lock(tx, due);
                post(tx, store.maturityJournals(tx, due, now));
            }
            return due.size();
        });
    }

    /// The balance as of now, mature lots counted as available whether or not the job has run.
    public Optional<BalanceRow> findBalance(Tx tx, UUID creatorId, Instant now) {
        return store.findBalance(tx, creatorId, now);
    }

    /// Whether available money left since the version that was shown: paid out, refunded or disputed. Sales and
    /// maturity raise the version too and take nothing away, so they do not count. More than {@value #LOOK_BACK}
    /// journals later the answer is yes, as the version is too old to compare; and so it is for a version that
    /// does not exist yet.
    ///
    /// @param shown the balance, locked in this transaction
    public boolean reducedSince(Tx tx, BalanceRow shown, long version) {
        return unknown(shown, version)
                || (shown.version() > version && store.debitedSince(tx, shown.creatorId(), version));
    }

    /// Whether somebody adjusted the balance by hand since the version that was shown, in either direction. Sales,
    /// fees, maturity and what fans get back do not count.
    ///
    /// @param shown the balance, locked in this transaction
    public boolean adjustedSince(Tx tx, BalanceRow shown, long version) {
        return unknown(shown, version) || store.adjustedSince(tx, shown.creatorId(), version);
    }

    /// Whether a payment was refunded, disputed or got something back since the version of its creator's balance that
    /// was shown. What happened to other payments does not count.
    ///
    /// @param shown the balance, locked in this transaction
    public boolean movedSince(Tx tx, BalanceRow shown, UUID paymentId, long version) {
        return unknown(shown, version) || store.movedSince(tx, shown.creatorId(), paymentId, version);
    }

    /// A version that does not exist yet, or is too old to compare.
    private static boolean unknown(BalanceRow shown, long version) {
        long later = shown.version() - version;
        return later < 0 || later > LOOK_BACK;
    }

    /// What becomes available after `now`, by UTC day.
    public <T> List<T> releases(Tx tx, UUID creatorId, Instant now, java.util.function.Function<Row, T> mapper) {
        return store.releases(tx, creatorId, now, mapper);
    }

    /// The lines that an event was posted with, for an exact reversal.
    public List<Line> linesOf(Tx tx, String eventType, String eventId) {
        return store.linesOf(tx, eventType, eventId);
    }

    public static UUID mintJournalId(InstantSource clock) {
        return Ids.next(clock);
    }
}
