package gg.tap2.server.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.statements.StatementTotals;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of statements.
final class StatementStore {
    /// A journal belongs to the month of the latest journal up to it. Servers' clocks may differ a little, and a
    /// month has to be one piece of the chain all the same.
    private static final String MONTHS = """
            SELECT j.month, min(j.seq) AS first_seq, max(j.seq) AS last_seq, count(*) AS postings,
              CAST(coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'available'), 0) AS bigint) AS available,
              CAST(coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'pending'), 0) AS bigint) AS pending,
              CAST(coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'dispute_reserve'), 0) AS bigint) AS reserved,
              CAST(coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'refund_reserve'), 0) AS bigint) AS refunding,
              CAST(coalesce(-sum(p.amount_minor) FILTER (WHERE a.kind = 'payout_in_transit'), 0) AS bigint) AS transit,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'gross'), 0) AS bigint) AS sales,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role IN ('platform_fee', 'platform_fee_returned')), 0) AS bigint) AS platform_fees,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'processing_fee'), 0) AS bigint) AS processing_fees,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'refund'), 0) AS bigint) AS refunds,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'dispute'), 0) AS bigint) AS disputes,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'payout'), 0) AS bigint) AS payouts,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role = 'payout_fee'), 0) AS bigint) AS payout_fees,
              CAST(coalesce(sum(p.amount_minor) FILTER (WHERE a.creator_id IS NULL AND p.role NOT IN ('gross', 'platform_fee',
                'platform_fee_returned', 'processing_fee', 'refund', 'dispute', 'payout', 'payout_fee')), 0) AS bigint) AS other
            FROM (
              SELECT id, seq, greatest(CAST(:floor AS date),
                CAST(date_trunc('month', max(posted_at) OVER (ORDER BY seq) AT TIME ZONE 'UTC') AS date)) AS month
              FROM ledger_journal WHERE chain_id = :creator AND seq > :after AND seq <= :head) j
            JOIN ledger_posting p ON p.journal_id = j.id JOIN ledger_account a ON a.id = p.account_id
            GROUP BY j.month ORDER BY j.month""";

    record Head(Currency currency, long seq) {}

    Optional<Head> head(Tx tx, UUID creator) {
        return tx.sql("SELECT currency, version FROM creator_balances WHERE creator_id = :id")
                .set("id", creator)
                .first(r -> new Head(Currency.valueOf(r.text("currency")), r.number("version")));
    }

    List<StatementMonth> closed(Tx tx, UUID creator) {
        return tx.sql("""
                SELECT month, currency, first_seq, last_seq, postings, opening, closing, totals FROM statement_months
                WHERE creator_id = :id ORDER BY month""").set("id", creator).list(r -> {
            var opening = r.json("opening", Balances.class);
            var closing = r.json("closing", Balances.class);
            return new StatementMonth(
                    YearMonth.from(r.date("month")).toString(),
                    Currency.valueOf(r.text("currency")),
                    true,
                    r.number("first_seq"),
                    r.number("last_seq"),
                    r.number("postings"),
                    opening,
                    closing,
                    Statements.total(opening),
                    Statements.total(closing),
                    r.json("totals", StatementTotals.class));
        });
    }

    /// What moved in a month.
    record Moved(YearMonth month, long firstSeq, long lastSeq, long postings, Balances moved, StatementTotals totals) {
        /// With what moved after it in the same month.
        Moved plus(Moved next) {
            return new Moved(
                    month,
                    firstSeq,
                    next.lastSeq,
                    postings + next.postings,
                    moved.plus(next.moved),
                    totals.plus(next.totals));
        }
    }

    /// The months of the journals after `after`, none of them before `floor`.
    List<Moved> moved(Tx tx, UUID creator, long after, long head, LocalDate floor) {
        return tx.sql(MONTHS)
                .set("creator", creator)
                .set("after", after)
                .set("head", head)
                .set("floor", floor.toString())
                .list(r -> new Moved(
                        YearMonth.from(r.date("month")),
                        r.number("first_seq"),
                        r.number("last_seq"),
                        r.number("postings"),
                        new Balances(
                                r.number("available"),
                                r.number("pending"),
                                r.number("reserved"),
                                r.number("refunding"),
                                r.number("transit")),
                        new StatementTotals(
                                r.number("sales"),
                                r.number("platform_fees"),
                                r.number("processing_fees"),
                                r.number("refunds"),
                                r.number("disputes"),
                                r.number("payouts"),
                                r.number("payout_fees"),
                                r.number("other"))));
    }

    /// Returns whether it was this call that wrote it.
    boolean close(Tx tx, UUID creator, StatementMonth m) {
        return tx.sql("""
                INSERT INTO statement_months (creator_id, month, currency, first_seq, last_seq, postings, opening, closing, totals)
                VALUES (:creator, CAST(:month AS date), :currency, :first, :last, :postings, CAST(:opening AS jsonb),
                  CAST(:closing AS jsonb), CAST(:totals AS jsonb))
                ON CONFLICT DO NOTHING""")
                        .set("creator", creator)
                        .set("month", m.month() + "-01")
                        .set("currency", m.currency().name())
                        .set("first", m.firstSeq())
                        .set("last", m.lastSeq())
                        .set("postings", m.postings())
                        .set("opening", Json.write(m.opening()))
                        .set("closing", Json.write(m.closing()))
                        .set("totals", Json.write(m.totals()))
                        .update()
                == 1;
    }

    /// The part of the open month that was added up already.
    Optional<Moved> progress(Tx tx, UUID creator) {
        return tx.sql("SELECT moved FROM statement_progress WHERE creator_id = :id")
                .set("id", creator)
                .first(r -> r.json("moved", Moved.class));
    }

    /// Keeps how far the open month was added up; what is further stays.
    void keepProgress(Tx tx, UUID creator, Moved m) {
        tx.sql("""
                INSERT INTO statement_progress (creator_id, last_seq, moved) VALUES (:creator, :last, CAST(:moved AS jsonb))
                ON CONFLICT (creator_id) DO UPDATE SET last_seq = excluded.last_seq, moved = excluded.moved
                WHERE statement_progress.last_seq < excluded.last_seq""")
                .set("creator", creator)
                .set("last", m.lastSeq())
                .set("moved", Json.write(m))
                .update();
    }

    /// Makes others wait who would add up the same long stretch, until this transaction ends.
    void alone(Tx tx, UUID creator) {
        tx.sql("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0)) IS NULL AS waited")
                .set("what", "statements/" + creator)
                .one(r -> r.bool("waited"));
    }

    /// A posting with its journal and, for a sale, what was sold under which fee rule.
    record Posting(
            UUID journalId,
            long seq,
            String eventType,
            String eventId,
            Instant occurredAt,
            Instant postedAt,
            String actor,
            @Nullable String reason,
            byte[] prevHash,
            byte[] hash,
            int line,
            String role,
            UUID accountId,
            String account,
            boolean creators,
            long amount,
            String currency,
            @Nullable Instant availableAt,
            @Nullable UUID paymentId,
            @Nullable UUID refundId,
            @Nullable UUID disputeId,
            @Nullable UUID payoutId,
            @Nullable SaleKind kind,
            @Nullable String title,
            @Nullable Integer platformFeeBps) {}

    /// Postings after (`seq`, `line`) in the order of the chain, at most `limit`.
    List<Posting> postings(Tx tx, UUID creator, long seq, int line, long last, int limit) {
        return tx.sql("""
                SELECT j.id, j.seq, j.event_type, j.event_id, j.occurred_at, j.posted_at, j.actor, j.reason, j.prev_hash, j.hash,
                  p.line_no, p.role, p.account_id, a.kind AS account, a.creator_id IS NOT NULL AS creators, p.amount_minor, p.currency,
                  p.available_at, p.payment_id, p.refund_id, p.dispute_id, p.payout_id, s.kind, s.title, s.platform_fee_bps
                FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id JOIN ledger_account a ON a.id = p.account_id
                LEFT JOIN payments s ON s.id = p.payment_id
                WHERE j.chain_id = :creator AND j.seq >= :seq AND j.seq <= :last AND (j.seq > :seq OR p.line_no > :line)
                ORDER BY j.seq, p.line_no LIMIT :limit""")
                .set("creator", creator)
                .set("seq", seq)
                .set("line", line)
                .set("last", last)
                .set("limit", limit)
                .list(StatementStore::posting);
    }

    private static Posting posting(Row r) {
        Long bps = r.numberOrNull("platform_fee_bps");
        return new Posting(
                r.uuid("id"),
                r.number("seq"),
                r.text("event_type"),
                r.text("event_id"),
                r.instant("occurred_at"),
                r.instant("posted_at"),
                r.text("actor"),
                r.textOrNull("reason"),
                r.bytes("prev_hash"),
                r.bytes("hash"),
                r.integer("line_no"),
                r.text("role"),
                r.uuid("account_id"),
                r.text("account"),
                r.bool("creators"),
                r.number("amount_minor"),
                r.text("currency"),
                r.instantOrNull("available_at"),
                r.uuidOrNull("payment_id"),
                r.uuidOrNull("refund_id"),
                r.uuidOrNull("dispute_id"),
                r.uuidOrNull("payout_id"),
                r.isNull("kind") ? null : r.enumeration("kind", SaleKind.class),
                r.textOrNull("title"),
                bps == null ? null : Integer.valueOf(bps.intValue()));
    }
}
