package gg.tap2.server.ledger;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a provider says of a day beside what we have booked of it. Every difference is kept and alarmed; one that is
/// gone
/// at a later look is resolved.
///
/// Table: `reconciliation_differences`.
public final class DayComparison {
    private static final Logger LOG = LoggerFactory.getLogger(DayComparison.class);

    private record Key(String currency, String what) implements Comparable<Key> {
        @Override
        public int compareTo(Key o) {
            return (currency + what).compareTo(o.currency + o.what);
        }
    }

    private static final class Both {
        long ours;
        long theirs;
    }

    private final InstantSource clock;
    private final String provider;
    private final LocalDate date;
    private final Map<Key, Both> all = new TreeMap<>();

    public DayComparison(InstantSource clock, String provider, LocalDate date) {
        this.clock = clock;
        this.provider = provider;
        this.date = date;
    }

    private Both at(String currency, String what) {
        return all.computeIfAbsent(new Key(currency.toUpperCase(java.util.Locale.ROOT), what), k -> new Both());
    }

    /// Adds to what we have: a count, or an amount in minor units.
    public void ours(String currency, String what, long value) {
        at(currency, what).ours += value;
    }

    /// Adds to what the provider says.
    public void theirs(String currency, String what, long value) {
        at(currency, what).theirs += value;
    }

    /// Keeps the differences and resolves those that are gone; returns how many are open.
    public int keep(Tx tx) {
        int open = 0;
        Instant now = clock.instant();
        for (var e : all.entrySet()) {
            Both b = e.getValue();
            if (b.ours == b.theirs) {
                resolved(tx, e.getKey(), b, now);
            } else {
                open++;
                found(tx, e.getKey(), b, now);
            }
        }
        gone(tx, now);
        return open;
    }

    /// What neither side has any more does not differ. Money that came back short stays until somebody resolves it.
    private void gone(Tx tx, Instant now) {
        tx.sql("""
                UPDATE reconciliation_differences SET resolved_at = :now
                WHERE provider = :provider AND date = :date AND resolved_at IS NULL AND what <> 'returned_short'
                  AND currency || '/' || what <> ALL(CAST(:kept AS text[]))""")
                .set("now", now)
                .set("provider", provider)
                .set("date", date)
                .set(
                        "kept",
                        SqlArrays.texts(all.keySet().stream()
                                .map(k -> k.currency() + "/" + k.what())
                                .toList()))
                .update();
    }

    private void resolved(Tx tx, Key key, Both b, Instant now) {
        tx.sql("""
                UPDATE reconciliation_differences SET ours = :ours, theirs = :theirs, resolved_at = :now
                WHERE provider = :provider AND date = :date AND currency = :currency AND what = :what AND resolved_at IS NULL""")
                .set("ours", b.ours)
                .set("theirs", b.theirs)
                .set("now", now)
                .set("provider", provider)
                .set("date", date)
                .set("currency", key.currency())
                .set("what", key.what())
                .update();
    }

    private void found(Tx tx, Key key, Both b, Instant now) {
        LOG.error(
                "reconciliation of {} with {}: {} {} is {} here and {} there; look it up in the provider's list of that day",
                date,
                provider,
                key.currency(),
                key.what(),
                b.ours,
                b.theirs);
        tx.sql("""
                INSERT INTO reconciliation_differences (id, provider, date, currency, what, ours, theirs, found_at)
                VALUES (:id, :provider, :date, :currency, :what, :ours, :theirs, :now)
                ON CONFLICT (provider, date, currency, what) DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, resolved_at = NULL""")
                .set("id", Ids.next(clock))
                .set("provider", provider)
                .set("date", date)
                .set("currency", key.currency())
                .set("what", key.what())
                .set("ours", b.ours)
                .set("theirs", b.theirs)
                .set("now", now)
                .update();
    }
}
