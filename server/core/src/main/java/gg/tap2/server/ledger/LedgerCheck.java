package gg.tap2.server.ledger;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recomputes what must hold: sums of zero, projections, lots, hash chains, one sale and one grant per paid payment.
/// Reads only. Used by the self-check job, `tap2 doctor` and the tests.
public final class LedgerCheck {
    /// Journals that are read together: few enough to be held in memory, enough that creators do not cost a
    /// question each.
    private static final long JOURNALS_AT_ONCE = 5_000;

    private final Db db;

    public LedgerCheck(Db db) {
        this.db = db;
    }

    /// A sum of one currency's postings on a kind of account.
    public record TrialLine(String kind, String currency, long amount) {}

    /// What was looked at, and every difference found.
    public record Report(
            long journals, long postings, long creators, List<TrialLine> trialBalance, List<String> differences) {
        public boolean clean() {
            return differences.isEmpty();
        }
    }

    private record Probe(String what, String sql) {}

    private static final List<Probe> PROBES = List.of(
            new Probe("journal does not sum to zero", """
                    SELECT CAST(journal_id AS text) || ' ' || currency AS what FROM ledger_posting
                    GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0 LIMIT 20"""),
            new Probe("balance differs from its postings", """
                    SELECT CAST(b.creator_id AS text) AS what FROM creator_balances b LEFT JOIN (
                      SELECT a.creator_id,
                        -coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'available'), 0) AS available,
                        -coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'pending'), 0) AS pending,
                        -coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'dispute_reserve'), 0) AS reserved,
                        -coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'refund_reserve'), 0) AS refunding,
                        -coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'payout_in_transit'), 0) AS transit
                      FROM ledger_account a JOIN ledger_posting p ON p.account_id = a.id WHERE a.creator_id IS NOT NULL
                      GROUP BY a.creator_id) s ON s.creator_id = b.creator_id
                    WHERE b.available_cents <> coalesce(s.available, 0) OR b.pending_cents <> coalesce(s.pending, 0)
                      OR b.reserved_cents <> coalesce(s.reserved, 0) OR b.refunding_cents <> coalesce(s.refunding, 0)
                      OR b.in_transit_cents <> coalesce(s.transit, 0) LIMIT 20"""),
            new Probe("lot differs from its postings", """
                    SELECT CAST(coalesce(l.payment_id, s.payment_id) AS text) AS what FROM ledger_lots l FULL JOIN (
                      SELECT p.payment_id, -sum(p.amount_minor) AS remaining FROM ledger_posting p
                      JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'pending' GROUP BY p.payment_id) s
                    ON s.payment_id = l.payment_id WHERE coalesce(l.remaining_minor, 0) <> coalesce(s.remaining, 0) LIMIT 20"""),
            new Probe("paid payment without exactly one sale journal", """
                    SELECT CAST(p.id AS text) AS what FROM payments p LEFT JOIN ledger_journal j
                      ON j.event_type = 'sale' AND j.event_id = CAST(p.id AS text)
                    WHERE p.status = 'succeeded' AND p.amount_cents > 0 AND j.id IS NULL LIMIT 20"""),
            new Probe("sale journal without paid payment", """
                    SELECT j.event_id AS what FROM ledger_journal j LEFT JOIN payments p ON CAST(p.id AS text) = j.event_id
                    WHERE j.event_type = 'sale' AND (p.id IS NULL OR p.status <> 'succeeded') LIMIT 20"""),
            new Probe("paid product payment without grant", """
                    SELECT CAST(p.id AS text) AS what FROM payments p LEFT JOIN grants g ON g.payment_id = p.id
                    WHERE p.status = 'succeeded' AND p.kind = 'product' AND g.id IS NULL LIMIT 20"""),
            new Probe("refunded and disputed more than paid", """
                    SELECT CAST(id AS text) AS what FROM payments WHERE refunded_cents + disputed_cents > amount_cents LIMIT 20"""),
            new Probe("paid payout without exactly one release", """
                    SELECT CAST(p.id AS text) AS what FROM payouts p LEFT JOIN ledger_journal j
                      ON j.event_type = 'payout_paid' AND j.event_id = CAST(p.id AS text)
                    WHERE (p.status IN ('paid', 'returned')) <> (j.id IS NOT NULL) LIMIT 20"""),
            new Probe("daily metrics differ from the ledger", DailyMetrics.DIFFERENCES),
            new Probe("product sold without file ready", """
                    SELECT CAST(f.product_id AS text) AS what FROM product_files f JOIN uploads u ON u.id = f.upload_id
                    WHERE u.status <> 'ready' LIMIT 20"""));

    public Report run() {
        var differences = new ArrayList<String>();
        for (Probe p : PROBES) {
            db.read(tx -> tx.sql(p.sql()).list(r -> r.text("what"))).forEach(w -> differences.add(p.what() + ": " + w));
        }
        long creators = 0;
        for (List<UUID> some : groups()) {
            creators += some.size();
            chains(some).values().forEach(broken -> differences.add("hash chain broken: " + broken));
        }
        var trial = trialBalance();
        var sums = new java.util.TreeMap<String, Long>();
        trial.forEach(t -> sums.merge(t.currency(), t.amount(), Math::addExact));
        sums.forEach((currency, sum) -> {
            if (sum != 0) {
                differences.add("trial balance in " + currency + " is " + sum);
            }
        });
        return new Report(count("ledger_journal"), count("ledger_posting"), creators, trial, differences);
    }

    /// The ledger's own differences, and what others found: days on which a provider's figures differ from ours, and
    /// events of providers that could not be booked. For people who ask how an installation is.
    public Report withProviders() {
        Report own = run();
        var all = new ArrayList<>(own.differences());
        db.read(tx -> tx.sql("""
                SELECT provider || ' of ' || date || ': ' || currency || ' ' || what || ' is ' || ours || ' here and ' || theirs
                  || ' there' AS what FROM reconciliation_differences WHERE resolved_at IS NULL ORDER BY date LIMIT 50""").list(r -> r.text("what"))).forEach(w -> all.add("reconciliation with " + w));
        db.read(tx -> tx.sql("""
                SELECT provider || ' ' || type || ' ' || event_id || ': ' || coalesce(last_error, 'nothing of ours explains it') AS what
                FROM webhook_inbox WHERE status IN ('parked', 'dead') ORDER BY received_at LIMIT 50""").list(r -> r.text("what"))).forEach(w -> all.add("event that was not booked: " + w));
        return new Report(own.journals(), own.postings(), own.creators(), own.trialBalance(), all);
    }

    private long count(String table) {
        return db.read(tx -> tx.sql("SELECT count(*) AS n FROM " + table).one(r -> r.number("n")));
    }

    public List<TrialLine> trialBalance() {
        return db.read(
                tx -> tx.sql("""
                SELECT a.kind, p.currency, CAST(sum(p.amount_minor) AS bigint) AS amount FROM ledger_posting p
                JOIN ledger_account a ON a.id = p.account_id GROUP BY a.kind, p.currency ORDER BY p.currency, a.kind""").list(r -> new TrialLine(r.text("kind"), r.text("currency"), r.number("amount"))));
    }

    private static final class Walk {
        byte[] prev = HashChain.GENESIS;
        long seq;

        @Nullable
        UUID journal;

        byte[] stored = HashChain.GENESIS;
        StringBuilder text = new StringBuilder();

        @Nullable
        String broken;

        void take(Row r) {
            UUID id = r.uuid("id");
            if (!id.equals(journal)) {
                finish();
                journal = id;
                text = new StringBuilder();
                stored = r.bytes("hash");
                seq++;
                if (r.number("seq") != seq || !Arrays.equals(r.bytes("prev_hash"), prev)) {
                    broken = broken == null ? "journal " + id + " does not follow its predecessor" : broken;
                }
                HashChain.header(
                        text,
                        id,
                        r.uuid("chain_id"),
                        r.number("seq"),
                        r.text("event_type"),
                        r.text("event_id"),
                        r.instant("occurred_at"),
                        r.instant("posted_at"),
                        r.text("actor"),
                        r.textOrNull("reason"));
            }
            if (!r.isNull("line_no")) {
                HashChain.line(
                        text,
                        r.integer("line_no"),
                        r.text("role"),
                        r.uuid("account_id"),
                        r.number("amount_minor"),
                        r.text("currency"),
                        r.instantOrNull("available_at"),
                        r.uuidOrNull("payment_id"),
                        r.uuidOrNull("refund_id"),
                        r.uuidOrNull("dispute_id"),
                        r.uuidOrNull("payout_id"));
            }
        }

        void finish() {
            if (journal == null || broken != null) {
                return;
            }
            byte[] hash = HashChain.sha256(prev, text.toString());
            if (!Arrays.equals(hash, stored)) {
                broken = "journal " + journal + " was changed";
            }
            prev = stored;
        }
    }

    /// Creators whose chains are walked together: as many as have about so many journals.
    private List<List<UUID>> groups() {
        var out = new ArrayList<List<UUID>>();
        var journals = new long[] {JOURNALS_AT_ONCE};
        db.read(tx -> {
            tx.sql("SELECT creator_id, version FROM creator_balances ORDER BY creator_id")
                    .each(r -> {
                        if (journals[0] >= JOURNALS_AT_ONCE) {
                            out.add(new ArrayList<>());
                            journals[0] = 0;
                        }
                        out.getLast().add(r.uuid("creator_id"));
                        journals[0] += r.number("version") + 1;
                    });
            return true;
        });
        return out;
    }

    /// Walks one creator's chain from the first journal; null when it is whole.
    public @Nullable String chain(UUID creator) {
        return chains(List.of(creator)).get(creator);
    }

    /// Walks the chains of some creators in one pass; those that are broken, with how.
    private Map<UUID, String> chains(List<UUID> creators) {
        var walks = new HashMap<UUID, Walk>();
        var heads = new HashMap<UUID, byte[]>();
        String ids = SqlArrays.raw(creators);
        db.transact(tx -> {
            // One snapshot: the heads must be those of the journals read here, also while others post.
            tx.sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").update();
            tx.planForTheseValues();
            tx.sql("SELECT creator_id, chain_head FROM creator_balances WHERE creator_id = ANY(CAST(:ids AS uuid[]))")
                    .set("ids", ids)
                    .each(r -> heads.put(r.uuid("creator_id"), r.bytes("chain_head")));
            tx.sql("""
                SELECT j.id, j.chain_id, j.seq, j.event_type, j.event_id, j.occurred_at, j.posted_at, j.actor, j.reason, j.prev_hash, j.hash,
                  p.line_no, p.role, p.account_id, p.amount_minor, p.currency, p.available_at, p.payment_id, p.refund_id, p.dispute_id, p.payout_id
                FROM ledger_journal j LEFT JOIN ledger_posting p ON p.journal_id = j.id
                WHERE j.chain_id = ANY(CAST(:ids AS uuid[])) ORDER BY j.chain_id, j.seq, p.line_no""")
                    .set("ids", ids)
                    .each(r -> walks.computeIfAbsent(r.uuid("chain_id"), c -> new Walk())
                            .take(r));
        });
        var broken = new LinkedHashMap<UUID, String>();
        for (UUID creator : creators) {
            Walk w = walks.getOrDefault(creator, new Walk());
            w.finish();
            if (w.broken != null) {
                broken.put(creator, w.broken);
            } else if (!Arrays.equals(heads.get(creator), w.prev)) {
                broken.put(creator, "the head of creator " + creator + " is not the last journal's hash");
            }
        }
        return broken;
    }
}
