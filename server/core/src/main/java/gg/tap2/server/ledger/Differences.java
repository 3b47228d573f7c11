package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/// What providers and the ledger have not agreed on, by provider, day, currency and what.
public final class Differences {
    private Differences() {}

    /// Adds to what is open of that day and kind, and opens it again.
    public static void add(
            Tx tx,
            UUID id,
            String provider,
            LocalDate date,
            Currency currency,
            String what,
            long ours,
            long theirs,
            Instant now) {
        tx.sql("""
                INSERT INTO reconciliation_differences (id, provider, date, currency, what, ours, theirs, found_at)
                VALUES (:id, :provider, :date, :currency, :what, :ours, :theirs, :now)
                ON CONFLICT (provider, date, currency, what) DO UPDATE SET ours = reconciliation_differences.ours + excluded.ours,
                  theirs = reconciliation_differences.theirs + excluded.theirs, resolved_at = NULL""")
                .set("id", id)
                .set("provider", provider)
                .set("date", date)
                .set("currency", currency.name())
                .set("what", what)
                .set("ours", ours)
                .set("theirs", theirs)
                .set("now", now)
                .update();
    }

    /// Closes one that somebody explained; whether it was still open.
    public static boolean close(Tx tx, UUID id, Instant now) {
        return tx.sql("UPDATE reconciliation_differences SET resolved_at = :now WHERE id = :id AND resolved_at IS NULL")
                        .set("now", now)
                        .set("id", id)
                        .update()
                == 1;
    }
}
