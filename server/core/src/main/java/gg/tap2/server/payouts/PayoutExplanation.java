package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a payout is made of: what was left of the time before, each sale released since with its fees, each refund,
/// dispute and correction, less what stays on the balance. The net amounts sum to the payout to the cent.
public final class PayoutExplanation {
    private final Db db;

    PayoutExplanation(Db db) {
        this.db = db;
    }

    private record Request(long seq, long before, long amount, Instant at, Currency currency) {}

    /// @throws ApiException 404 for a payout of somebody else
    public List<PayoutLine> lines(UUID creator, UUID payout) {
        return db.inTransaction(tx -> lines(tx, creator, payout));
    }

    private static List<PayoutLine> lines(Tx tx, UUID creator, UUID payout) {
        Request q = tx.sql("""
                SELECT j.seq, j.occurred_at, p.amount_cents, p.currency,
                  (SELECT CAST(coalesce(max(b.seq), 0) AS bigint) FROM ledger_journal b
                   WHERE b.chain_id = j.chain_id AND b.event_type = 'payout_requested' AND b.seq < j.seq) AS before
                FROM payouts p JOIN ledger_journal j ON j.event_type = 'payout_requested' AND j.event_id = CAST(p.id AS text)
                WHERE p.id = :id AND p.creator_id = :creator""")
                .set("id", payout)
                .set("creator", creator)
                .first(r -> new Request(
                        r.number("seq"),
                        r.number("before"),
                        r.number("amount_cents"),
                        r.instant("occurred_at"),
                        Currency.valueOf(r.text("currency"))))
                .orElseThrow(ApiException::notFound);
        var out = new ArrayList<PayoutLine>();
        changes(tx, creator, q, out);
        released(tx, creator, q, out);
        out.sort(Comparator.comparingLong(PayoutLine::seq));
        long carried = availableAt(tx, creator, q.before());
        if (carried != 0) {
            out.addFirst(plain(q.before(), q.at(), "carried_over", null, null, "", carried, q.currency()));
        }
        long left = out.stream().mapToLong(PayoutLine::net).sum() - q.amount();
        if (left != 0) {
            out.add(plain(q.seq(), q.at(), "remains", null, null, "", -left, q.currency()));
        }
        return out;
    }

    private static PayoutLine plain(
            long seq,
            Instant at,
            String event,
            @Nullable UUID payment,
            @Nullable SaleKind kind,
            String title,
            long net,
            Currency currency) {
        return new PayoutLine(seq, at, event, payment, kind, title, net, 0, 0, 0, net, currency);
    }

    private static long availableAt(Tx tx, UUID creator, long seq) {
        return tx.sql("""
                SELECT CAST(coalesce(-sum(p.amount_minor), 0) AS bigint) AS n FROM ledger_journal j
                JOIN ledger_posting p ON p.journal_id = j.id JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'available'
                WHERE j.chain_id = :creator AND j.seq <= :seq""").set("creator", creator).set("seq", seq).one(r -> r.number("n"));
    }

    /// Everything that changed the available balance itself.
    private static void changes(Tx tx, UUID creator, Request q, List<PayoutLine> out) {
        tx.sql("""
                SELECT j.seq, j.occurred_at, j.event_type, -p.amount_minor AS net, p.payment_id, s.kind, s.title
                FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
                JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'available'
                LEFT JOIN payments s ON s.id = p.payment_id
                WHERE j.chain_id = :creator AND j.seq > :before AND j.seq < :seq AND j.event_type <> 'maturity' ORDER BY j.seq, p.line_no""")
                .set("creator", creator)
                .set("before", q.before())
                .set("seq", q.seq())
                .each(r -> out.add(plain(
                        r.number("seq"),
                        r.instant("occurred_at"),
                        r.text("event_type"),
                        r.uuidOrNull("payment_id"),
                        kind(r),
                        r.isNull("title") ? "" : r.text("title"),
                        r.number("net"),
                        q.currency())));
    }

    private static @Nullable SaleKind kind(Row r) {
        return r.isNull("kind") ? null : r.enumeration("kind", SaleKind.class);
    }

    /// The sales that became available, whole, and what had been taken from them before as a line of its own.
    private static void released(Tx tx, UUID creator, Request q, List<PayoutLine> out) {
        tx.sql("""
                SELECT j.seq, j.occurred_at, p.amount_minor AS net, p.payment_id, s.kind, s.title, s.amount_cents, s.platform_fee_cents,
                  s.platform_fee_bps, s.processing_fee_cents
                FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
                JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'pending'
                LEFT JOIN payments s ON s.id = p.payment_id
                WHERE j.chain_id = :creator AND j.seq > :before AND j.seq < :seq AND j.event_type = 'maturity' ORDER BY j.seq, p.line_no""")
                .set("creator", creator)
                .set("before", q.before())
                .set("seq", q.seq())
                .each(r -> {
                    long seq = r.number("seq");
                    Instant at = r.instant("occurred_at");
                    UUID payment = r.uuidOrNull("payment_id");
                    long net = r.number("net");
                    if (r.isNull("amount_cents")) {
                        out.add(plain(seq, at, "released", payment, null, "", net, q.currency()));
                        return;
                    }
                    long platform = r.number("platform_fee_cents");
                    long processing = r.number("processing_fee_cents");
                    long whole = r.number("amount_cents") - platform - processing;
                    out.add(new PayoutLine(
                            seq,
                            at,
                            "sale",
                            payment,
                            kind(r),
                            r.text("title"),
                            r.number("amount_cents"),
                            platform,
                            r.integer("platform_fee_bps"),
                            processing,
                            whole,
                            q.currency()));
                    if (net != whole) {
                        out.add(plain(
                                seq,
                                at,
                                "taken_before_release",
                                payment,
                                kind(r),
                                r.text("title"),
                                net - whole,
                                q.currency()));
                    }
                });
    }
}
