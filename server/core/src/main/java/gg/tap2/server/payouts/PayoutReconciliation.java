package gg.tap2.server.payouts;

import gg.tap2.server.ledger.DayComparison;
import gg.tap2.server.ledger.Differences;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/// Compares the provider's totals of a day with what the ledger paid out of clearing for that day's
/// transfers. Every
/// difference is kept and alarmed; one that is gone at a later look is resolved.
public final class PayoutReconciliation {
    private static final int DAYS = 3;

    private final Db db;
    private final InstantSource clock;
    private final PayoutProvider provider;

    PayoutReconciliation(Db db, InstantSource clock, PayoutProvider provider) {
        this.db = db;
        this.clock = clock;
        this.provider = provider;
    }

    /// Looks at the last days that are over; returns how many differences are open among them. Run by a
    /// job.
    public int run() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int open = 0;
        for (int i = 1; i <= DAYS; i++) {
            open += day(today.minusDays(i));
        }
        return open;
    }

    /// An admin has found out why; whether it was still open.
    public boolean resolve(Tx tx, UUID difference) {
        return Differences.close(tx, difference, clock.instant());
    }

    int day(LocalDate date) {
        var both = new DayComparison(clock, provider.name(), date);
        for (PayoutProvider.DayTotal t : provider.totals(date)) {
            if (t.status().equals("completed") || t.status().equals("returned") && provider.countsReturns()) {
                both.theirs(t.currency(), t.status() + "_count", t.count());
                both.theirs(t.currency(), t.status() + "_amount", t.amountMinor());
            }
        }
        return db.inTransaction(tx -> {
            ours(tx, date, both);
            return both.keep(tx);
        });
    }

    /// The clearing account's own postings: what was paid and not returned, and what came back. By the
    /// provider's
    /// clock where it told us, since the day that is compared is its own.
    private void ours(Tx tx, LocalDate date, DayComparison both) {
        Instant from = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        tx.sql("""
                SELECT p.currency, l.back > 0 AS returned, count(*) AS n, CAST(sum(l.paid) AS bigint) AS amount FROM payouts p
                JOIN LATERAL (SELECT -sum(g.amount_minor) FILTER (WHERE g.amount_minor < 0) AS paid,
                    coalesce(sum(g.amount_minor) FILTER (WHERE g.amount_minor > 0), 0) AS back
                  FROM ledger_posting g JOIN ledger_account a ON a.id = g.account_id AND a.kind = 'payout_clearing'
                  WHERE g.payout_id = p.id) l ON l.paid IS NOT NULL
                WHERE p.provider = :provider AND EXISTS (SELECT 1 FROM payout_attempts t WHERE t.payout_id = p.id AND t.status = 'paid'
                  AND coalesce(t.provider_created_at, t.created_at) >= :from AND coalesce(t.provider_created_at, t.created_at) < :to)
                GROUP BY 1, 2""")
                .set("provider", provider.name())
                .set("from", from)
                .set("to", date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .each(r -> {
                    boolean returned = r.bool("returned");
                    if (returned && !provider.countsReturns()) {
                        return;
                    }
                    String what = returned ? "returned" : "completed";
                    both.ours(r.text("currency"), what + "_count", r.number("n"));
                    both.ours(r.text("currency"), what + "_amount", r.number("amount"));
                });
    }
}
