package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// All SQL of the ledger. Journals are written set-based: one round trip each for locking, looking for repeats and
/// writing, however many journals come together.
final class LedgerStore {
    private static final String WRITE = """
            WITH j AS (
              INSERT INTO ledger_journal (id, chain_id, seq, event_type, event_id, occurred_at, posted_at, actor, reason, prev_hash, hash)
              SELECT id, chain, seq, type, event, occurred, CAST(:now AS timestamptz), actor, reason, decode(prev, 'hex'), decode(hash, 'hex')
              FROM jsonb_to_recordset(CAST(:journals AS jsonb)) AS x(id uuid, chain uuid, seq bigint, type text, event text,
                occurred timestamptz, actor text, reason text, prev text, hash text)
            ), p AS (
              INSERT INTO ledger_posting (journal_id, line_no, role, account_id, amount_minor, currency, available_at,
                payment_id, refund_id, dispute_id, payout_id)
              SELECT j, n, role, account, amount, currency, available, payment, refund, dispute, payout
              FROM jsonb_to_recordset(CAST(:postings AS jsonb)) AS x(j uuid, n smallint, role text, account uuid,
                amount bigint, currency char(3), available timestamptz, payment uuid, refund uuid, dispute uuid, payout uuid)
            ), x_lots AS (
              SELECT * FROM jsonb_to_recordset(CAST(:lots AS jsonb)) AS x(payment uuid, creator uuid, currency char(3),
                available timestamptz, delta bigint)
            ), new_lots AS (
              INSERT INTO ledger_lots (payment_id, creator_id, currency, available_at, amount_minor, remaining_minor)
              SELECT payment, creator, currency, available, delta, delta FROM x_lots WHERE available IS NOT NULL AND delta > 0
              ON CONFLICT (payment_id) DO UPDATE SET remaining_minor = ledger_lots.remaining_minor + excluded.remaining_minor
            ), changed_lots AS (
              UPDATE ledger_lots l SET remaining_minor = l.remaining_minor + x.delta FROM x_lots x
              WHERE l.payment_id = x.payment AND (x.available IS NULL OR x.delta <= 0)
            ), metrics AS (
              INSERT INTO daily_metrics AS d (creator_id, date, currency, revenue_cents, tips_count, tips_amount_cents,
                new_subscriptions, subscriptions_cents, purchases_count, purchases_cents, refunds_cents, net_cents)
              SELECT creator, date, currency, revenue, tip_count, tips, new_subs, subs, purchase_count, purchases, refunds, net
              FROM jsonb_to_recordset(CAST(:metrics AS jsonb)) AS x(creator uuid, date date, currency char(3), revenue bigint,
                tip_count bigint, tips bigint, new_subs bigint, subs bigint, purchase_count bigint, purchases bigint,
                refunds bigint, net bigint)
              ON CONFLICT (creator_id, date) DO UPDATE SET revenue_cents = d.revenue_cents + excluded.revenue_cents,
                tips_count = d.tips_count + excluded.tips_count,
                tips_amount_cents = d.tips_amount_cents + excluded.tips_amount_cents,
                new_subscriptions = d.new_subscriptions + excluded.new_subscriptions,
                subscriptions_cents = d.subscriptions_cents + excluded.subscriptions_cents,
                purchases_count = d.purchases_count + excluded.purchases_count,
                purchases_cents = d.purchases_cents + excluded.purchases_cents,
                refunds_cents = d.refunds_cents + excluded.refunds_cents,
                net_cents = d.net_cents + excluded.net_cents
            )
            UPDATE creator_balances b SET available_cents = b.available_cents + x.available,
              pending_cents = b.pending_cents + x.pending, reserved_cents = b.reserved_cents + x.reserved,
              refunding_cents = b.refunding_cents + x.refunding, in_transit_cents = b.in_transit_cents + x.transit,
              lifetime_cents = b.lifetime_cents + x.lifetime, version = x.seq, chain_head = decode(x.head, 'hex'),
              updated_at = CAST(:now AS timestamptz)
            FROM jsonb_to_recordset(CAST(:balances AS jsonb)) AS x(creator uuid, available bigint, pending bigint,
              reserved bigint, refunding bigint, transit bigint, lifetime bigint, seq bigint, head text)
            WHERE b.creator_id = x.creator AND b.creator_id = ANY(CAST(:creators AS uuid[]))""";

    private final Accounts accounts = new Accounts();

    void open(Tx tx, UUID creatorId, Currency currency, Instant now) {
        tx.sql("""
                INSERT INTO creator_balances (creator_id, currency, updated_at) VALUES (:creator, :currency, :now)
                ON CONFLICT (creator_id) DO NOTHING""")
                .set("creator", creatorId)
                .set("currency", currency.name())
                .set("now", now)
                .update();
    }

    boolean hasJournals(Tx tx, UUID creatorId) {
        return tx.sql("SELECT 1 FROM ledger_journal WHERE chain_id = :creator LIMIT 1")
                .set("creator", creatorId)
                .exists();
    }

    void changeCurrency(Tx tx, UUID creatorId, Currency to, Instant now) {
        tx.sql("UPDATE creator_balances SET currency = :currency, updated_at = :now WHERE creator_id = :creator")
                .set("currency", to.name())
                .set("now", now)
                .set("creator", creatorId)
                .update();
    }

    private static BalanceRow balance(Row r) {
        return new BalanceRow(
                r.uuid("creator_id"),
                Currency.valueOf(r.text("currency")),
                r.number("available_cents"),
                r.number("pending_cents"),
                r.number("reserved_cents"),
                r.number("refunding_cents"),
                r.number("in_transit_cents"),
                r.number("lifetime_cents"),
                r.number("version"),
                r.instant("updated_at"));
    }

    Map<UUID, BalanceRow> lock(Tx tx, Collection<UUID> creatorIds) {
        var out = new HashMap<UUID, BalanceRow>();
        tx.sql(
                        "SELECT * FROM creator_balances WHERE creator_id = ANY(CAST(:ids AS uuid[])) ORDER BY creator_id FOR UPDATE")
                .set("ids", SqlArrays.raw(new java.util.TreeSet<>(creatorIds)))
                .each(r -> out.put(r.uuid("creator_id"), balance(r)));
        return out;
    }

    private record Head(long seq, byte[] hash, Currency currency) {}

    private Map<UUID, Head> lockHeads(Tx tx, Set<UUID> creatorIds) {
        var heads = new HashMap<UUID, Head>();
        tx.sql("""
                SELECT creator_id, version, chain_head, currency FROM creator_balances
                WHERE creator_id = ANY(CAST(:ids AS uuid[])) ORDER BY creator_id FOR UPDATE""")
                .set("ids", SqlArrays.raw(creatorIds))
                .each(r -> heads.put(
                        r.uuid("creator_id"),
                        new Head(r.number("version"), r.bytes("chain_head"), Currency.valueOf(r.text("currency")))));
        return heads;
    }

    private record EventKey(String type, String id) {}

    /// One look into the unique index for each; as a plain join the planner, who expects a hundred events,
    /// reads the whole table until it is large.
    private Map<EventKey, Posted> alreadyPosted(Tx tx, List<Journal> journals) {
        var found = new HashMap<EventKey, Posted>();
        var keys = journals.stream()
                .map(j -> Map.of("type", j.eventType(), "event", j.eventId()))
                .toList();
        tx.sql("""
                SELECT j.id, j.seq, j.event_type, j.event_id
                FROM jsonb_to_recordset(CAST(:keys AS jsonb)) AS x(type text, event text)
                CROSS JOIN LATERAL (SELECT * FROM ledger_journal j WHERE j.event_type = x.type AND j.event_id = x.event LIMIT 1) j""")
                .set("keys", Json.write(keys))
                .each(r -> found.put(
                        new EventKey(r.text("event_type"), r.text("event_id")),
                        new Posted(r.text("event_type"), r.text("event_id"), r.uuid("id"), r.number("seq"), false)));
        return found;
    }

    /// Sums per creator that the write statement applies.
    private static final class Delta {
        long available;
        long pending;
        long reserved;
        long refunding;
        long transit;
        long lifetime;
        long seq;
        byte[] head = HashChain.GENESIS;

        void add(Line l) {
            // The creator is owed what stands on the credit side, hence the turned sign.
            switch (l.account()) {
                case AVAILABLE -> available = Math.subtractExact(available, l.amountMinor());
                case PENDING -> pending = Math.subtractExact(pending, l.amountMinor());
                case DISPUTE_RESERVE -> reserved = Math.subtractExact(reserved, l.amountMinor());
                case REFUND_RESERVE -> refunding = Math.subtractExact(refunding, l.amountMinor());
                case PAYOUT_IN_TRANSIT -> transit = Math.subtractExact(transit, l.amountMinor());
                case STRIPE_CLEARING, PAYOUT_CLEARING, PROCESSOR_FEES, PLATFORM_REVENUE, CHARGEBACK_LOSS, SUSPENSE -> {}
            }
        }
    }

    List<Posted> post(Tx tx, List<Journal> journals, Instant now) {
        var creators = new java.util.TreeSet<UUID>();
        journals.forEach(j -> creators.add(j.creatorId()));
        Map<UUID, Head> heads = lockHeads(tx, creators);
        Map<EventKey, Posted> known = alreadyPosted(tx, journals);
        accounts.ensure(tx, journals);

        var out = new ArrayList<Posted>(journals.size());
        var journalRows = new ArrayList<Map<String, Object>>();
        var postingRows = new ArrayList<Map<String, Object>>();
        var lots = new LinkedHashMap<UUID, Map<String, Object>>();
        var metrics = new TreeMap<String, Map<String, Object>>();
        var deltas = new LinkedHashMap<UUID, Delta>();
        for (Journal j : journals) {
            var key = new EventKey(j.eventType(), j.eventId());
            Posted before = known.get(key);
            if (before != null) {
                out.add(
                        before.fresh()
                                ? new Posted(
                                        before.eventType(), before.eventId(), before.journalId(), before.seq(), false)
                                : before);
                continue;
            }
            Delta d = deltas.computeIfAbsent(j.creatorId(), c -> start(heads, c));
            requireCurrency(heads, j);
            UUID id = Ids.next(() -> now);
            long seq = ++d.seq;
            List<UUID> accountIds = j.lines().stream()
                    .map(l -> Accounts.id(l.account(), j.creatorId(), j.currency()))
                    .toList();
            byte[] prev = d.head;
            d.head = HashChain.next(prev, id, seq, j, now, accountIds);
            d.lifetime = Math.addExact(d.lifetime, j.lifetimeDelta());
            journalRows.add(journalRow(j, id, seq, prev, d.head));
            for (int i = 0; i < j.lines().size(); i++) {
                Line l = j.lines().get(i);
                d.add(l);
                postingRows.add(postingRow(j, id, i + 1, l, accountIds.get(i)));
                if (l.account() == AccountKind.PENDING && l.paymentId() != null) {
                    addLot(lots, j, l);
                }
            }
            if (j.metric() != null) {
                addMetric(metrics, j, j.metric());
            }
            var posted = new Posted(j.eventType(), j.eventId(), id, seq, true);
            known.put(key, posted);
            out.add(posted);
        }
        if (!journalRows.isEmpty()) {
            tx.sql(WRITE)
                    .set("now", now)
                    .set("journals", Json.write(journalRows))
                    .set("postings", Json.write(postingRows))
                    .set("lots", Json.write(lots.values()))
                    .set("metrics", Json.write(metrics.values()))
                    .set("balances", Json.write(balances(deltas)))
                    .set("creators", SqlArrays.raw(deltas.keySet()))
                    .update();
        }
        return out;
    }

    /// The projection is in the creator's one currency; another would be added to it as if it were the same.
    private static void requireCurrency(Map<UUID, Head> heads, Journal j) {
        Head head = heads.get(j.creatorId());
        if (head != null && head.currency() != j.currency()) {
            throw new IllegalStateException(j.eventType() + " " + j.eventId() + " is in " + j.currency()
                    + ", the balance in " + head.currency());
        }
    }

    private static Delta start(Map<UUID, Head> heads, UUID creatorId) {
        Head head = heads.get(creatorId);
        if (head == null) {
            throw new IllegalStateException("no balance for creator " + creatorId);
        }
        var d = new Delta();
        d.seq = head.seq();
        d.head = head.hash();
        return d;
    }

    private static Map<String, Object> journalRow(Journal j, UUID id, long seq, byte[] prev, byte[] hash) {
        var row = new HashMap<String, Object>();
        row.put("id", id);
        row.put("chain", j.creatorId());
        row.put("seq", seq);
        row.put("type", j.eventType());
        row.put("event", j.eventId());
        row.put("occurred", j.occurredAt());
        row.put("actor", j.actor());
        if (j.reason() != null) {
            row.put("reason", j.reason());
        }
        row.put("prev", HexFormat.of().formatHex(prev));
        row.put("hash", HexFormat.of().formatHex(hash));
        return row;
    }

    private static Map<String, Object> postingRow(Journal j, UUID id, int no, Line l, UUID account) {
        var row = new HashMap<String, Object>();
        row.put("j", id);
        row.put("n", no);
        row.put("role", l.role());
        row.put("account", account);
        row.put("amount", l.amountMinor());
        row.put("currency", j.currency());
        putIfPresent(row, "available", l.availableAt());
        putIfPresent(row, "payment", l.paymentId());
        putIfPresent(row, "refund", l.refundId());
        putIfPresent(row, "dispute", l.disputeId());
        putIfPresent(row, "payout", l.payoutId());
        return row;
    }

    private static void putIfPresent(
            Map<String, Object> row, String key, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            row.put(key, value);
        }
    }

    private static void addLot(Map<UUID, Map<String, Object>> lots, Journal j, Line l) {
        UUID payment = java.util.Objects.requireNonNull(l.paymentId());
        var row = lots.computeIfAbsent(payment, p -> {
            var r = new HashMap<String, Object>();
            r.put("payment", p);
            r.put("creator", j.creatorId());
            r.put("currency", j.currency());
            r.put("delta", 0L);
            return r;
        });
        if (l.availableAt() != null) {
            row.putIfAbsent("available", l.availableAt());
        }
        row.merge("delta", -l.amountMinor(), (a, b) -> Math.addExact((Long) a, (Long) b));
    }

    private static void addMetric(Map<String, Map<String, Object>> metrics, Journal j, Metric m) {
        var row = metrics.computeIfAbsent(j.creatorId() + "/" + m.date(), k -> {
            var r = new HashMap<String, Object>();
            r.put("creator", j.creatorId());
            r.put("date", m.date());
            r.put("currency", j.currency());
            return r;
        });
        add(row, "revenue", m.revenue());
        add(row, "tips", m.tips());
        add(row, "tip_count", m.tipCount());
        add(row, "subs", m.subscriptions());
        add(row, "new_subs", m.newSubscriptions());
        add(row, "purchases", m.purchases());
        add(row, "purchase_count", m.purchaseCount());
        add(row, "refunds", m.refunds());
        add(row, "net", m.net());
    }

    private static void add(Map<String, Object> row, String key, long value) {
        row.merge(key, value, (a, b) -> Math.addExact((Long) a, (Long) b));
    }

    private static List<Map<String, Object>> balances(Map<UUID, Delta> deltas) {
        var rows = new ArrayList<Map<String, Object>>();
        deltas.forEach((creator, d) -> {
            var r = new HashMap<String, Object>();
            r.put("creator", creator);
            r.put("available", d.available);
            r.put("pending", d.pending);
            r.put("reserved", d.reserved);
            r.put("refunding", d.refunding);
            r.put("transit", d.transit);
            r.put("lifetime", d.lifetime);
            r.put("seq", d.seq);
            r.put("head", HexFormat.of().formatHex(d.head));
            rows.add(r);
        });
        return rows;
    }

    long lotRemaining(Tx tx, UUID paymentId) {
        return tx.sql("SELECT remaining_minor FROM ledger_lots WHERE payment_id = :id FOR UPDATE")
                .set("id", paymentId)
                .first(r -> r.number("remaining_minor"))
                .orElse(0L);
    }

    List<UUID> creatorsDue(Tx tx, Instant now, int limit) {
        return tx.sql("""
                SELECT DISTINCT creator_id FROM ledger_lots WHERE remaining_minor > 0 AND available_at <= :now
                ORDER BY creator_id LIMIT :limit""").set("now", now).set("limit", limit).list(r -> r.uuid("creator_id"));
    }

    /// One journal per creator that moves everything due. Lot ids and amounts make the business key.
    List<Journal> maturityJournals(Tx tx, Collection<UUID> creatorIds, Instant now) {
        record Due(UUID payment, long amount) {}
        var byCreator = new LinkedHashMap<UUID, List<Due>>();
        var currencies = new HashMap<UUID, Currency>();
        tx.sql("""
                SELECT payment_id, creator_id, currency, remaining_minor FROM ledger_lots
                WHERE creator_id = ANY(CAST(:ids AS uuid[])) AND remaining_minor > 0 AND available_at <= :now
                ORDER BY creator_id, available_at, payment_id LIMIT 5000 FOR UPDATE""").set("ids", SqlArrays.raw(creatorIds)).set("now", now).each(r -> {
            byCreator
                    .computeIfAbsent(r.uuid("creator_id"), c -> new ArrayList<>())
                    .add(new Due(r.uuid("payment_id"), r.number("remaining_minor")));
            currencies.put(r.uuid("creator_id"), Currency.valueOf(r.text("currency")));
        });
        var out = new ArrayList<Journal>();
        byCreator.forEach((creator, due) -> {
            var lines = new ArrayList<Line>();
            long sum = 0;
            for (Due d : due) {
                lines.add(Line.pending("maturity", d.amount(), d.payment(), null));
                sum = Math.addExact(sum, d.amount());
            }
            lines.add(Line.of("maturity", AccountKind.AVAILABLE, -sum));
            out.add(new Journal(
                    creator,
                    java.util.Objects.requireNonNull(currencies.get(creator)),
                    "maturity",
                    Ids.next(() -> now).toString(),
                    now,
                    "system",
                    null,
                    lines,
                    0,
                    null));
        });
        return out;
    }

    Optional<BalanceRow> findBalance(Tx tx, UUID creatorId, Instant now) {
        return tx.sql("""
                SELECT b.creator_id, b.currency, b.available_cents + due.amount AS available_cents,
                  b.pending_cents - due.amount AS pending_cents, b.reserved_cents, b.refunding_cents, b.in_transit_cents,
                  b.lifetime_cents, b.version, b.updated_at
                FROM creator_balances b CROSS JOIN LATERAL (
                  SELECT CAST(coalesce(sum(remaining_minor), 0) AS bigint) AS amount FROM ledger_lots l
                  WHERE l.creator_id = b.creator_id AND l.remaining_minor > 0 AND l.available_at <= :now) due
                WHERE b.creator_id = :id""").set("id", creatorId).set("now", now).first(LedgerStore::balance);
    }

    boolean debitedSince(Tx tx, UUID creatorId, long seq) {
        return tx.sql("""
                SELECT EXISTS (SELECT 1 FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
                  JOIN ledger_account a ON a.id = p.account_id
                  WHERE j.chain_id = :id AND j.seq > :seq AND a.kind = 'available' AND p.amount_minor > 0) AS debited""").set("id", creatorId).set("seq", seq).one(r -> r.bool("debited"));
    }

    boolean adjustedSince(Tx tx, UUID creatorId, long seq) {
        return tx.sql("SELECT 1 FROM ledger_journal WHERE chain_id = :id AND seq > :seq AND event_type = 'adjustment'")
                .set("id", creatorId)
                .set("seq", seq)
                .exists();
    }

    boolean movedSince(Tx tx, UUID creatorId, UUID paymentId, long seq) {
        return tx.sql("""
                SELECT 1 FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
                WHERE j.chain_id = :id AND j.seq > :seq AND p.payment_id = :payment
                  AND (j.event_type LIKE 'refund%' OR j.event_type LIKE 'dispute%')""")
                .set("id", creatorId)
                .set("seq", seq)
                .set("payment", paymentId)
                .exists();
    }

    <T> List<T> releases(Tx tx, UUID creatorId, Instant now, Function<Row, T> mapper) {
        return tx.sql("""
                SELECT CAST(available_at AT TIME ZONE 'UTC' AS date) AS day, min(available_at) AS first_at,
                  CAST(sum(remaining_minor) AS bigint) AS amount
                FROM ledger_lots WHERE creator_id = :id AND remaining_minor > 0 AND available_at > :now
                GROUP BY 1 ORDER BY 1""").set("id", creatorId).set("now", now).list(mapper);
    }

    List<Line> linesOf(Tx tx, String eventType, String eventId) {
        return tx.sql("""
                SELECT p.role, a.kind, p.amount_minor, p.available_at, p.payment_id, p.refund_id, p.dispute_id, p.payout_id
                FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id JOIN ledger_account a ON a.id = p.account_id
                WHERE j.event_type = :type AND j.event_id = :event ORDER BY p.line_no""")
                .set("type", eventType)
                .set("event", eventId)
                .list(r -> new Line(
                        r.text("role"),
                        r.enumeration("kind", AccountKind.class),
                        r.number("amount_minor"),
                        r.instantOrNull("available_at"),
                        r.uuidOrNull("payment_id"),
                        r.uuidOrNull("refund_id"),
                        r.uuidOrNull("dispute_id"),
                        r.uuidOrNull("payout_id")));
    }
}
