package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ChainStatus;
import gg.tap2.model.admin.LedgerAccount;
import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.admin.TrialBalance;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Envelope;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// The ledger inspector. Reads only.
final class LedgerRoutes {
    private final Db db;
    private final InstantSource clock;

    LedgerRoutes(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_LEDGER_ACCOUNTS, Access.ADMIN_MONEY, this::accounts);
        r.get(Routes.ADMIN_JOURNALS, Access.ADMIN_MONEY, this::journals);
        r.get(
                Routes.ADMIN_JOURNAL,
                Access.ADMIN_MONEY,
                c -> c.ok(db.read(tx -> JournalStore.find(tx, c.id())).orElseThrow(ApiException::notFound)));
        r.get(Routes.ADMIN_CHAIN, Access.ADMIN_MONEY, c -> c.ok(chain(c.id())));
        r.get(Routes.ADMIN_TRIAL_BALANCE, Access.ADMIN_MONEY, c -> c.ok(trialBalance(day(c))));
    }

    /// One creator's accounts with their balances, or the platform's own.
    private void accounts(Call c) {
        UUID creator = AdminAudit.uuid(c, "creator").orElse(null);
        c.ok(db.read(tx -> {
            var sql = tx.sql(
                    """
                    SELECT a.id, a.kind, a.creator_id, a.currency, c.display_name,
                      CAST(coalesce((SELECT sum(p.amount_minor) FROM ledger_posting p WHERE p.account_id = a.id), 0) AS bigint) AS balance
                    FROM ledger_account a LEFT JOIN creators c ON c.id = a.creator_id WHERE %s ORDER BY a.currency, a.kind""".formatted(creator == null ? "a.creator_id IS NULL" : "a.creator_id = CAST(:creator AS uuid)"));
            if (creator != null) {
                sql.set("creator", creator);
            }
            return sql.list(r -> new LedgerAccount(
                    r.uuid("id"),
                    r.text("kind"),
                    r.uuidOrNull("creator_id"),
                    r.textOrNull("display_name"),
                    Currency.valueOf(r.text("currency")),
                    r.number("balance")));
        }));
    }

    /// A creator's journals go by their place in the chain, all journals by id, which is made from the time.
    private void journals(Call c) {
        int limit = c.number("limit", 50, 1, 100);
        UUID creator = AdminAudit.uuid(c, "creator").orElse(null);
        Query q = new Query(JournalStore.SELECT)
                .whereIf(c.query("type"), "j.event_type = :type", "type")
                .whereIf(c.query("event"), "j.event_id = :event", "event");
        String cursor = c.query("cursor").orElse(null);
        List<LedgerJournal> rows;
        try {
            rows = creator != null
                    ? byChain(q, creator, cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor), limit)
                    : byId(q, cursor == null ? null : UUID.fromString(cursor), limit);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("cursor", "invalid");
        }
        boolean more = rows.size() > limit;
        List<LedgerJournal> shown = more ? rows.subList(0, limit) : rows;
        String next = !more
                ? null
                : creator != null
                        ? String.valueOf(shown.getLast().seq())
                        : String.valueOf(shown.getLast().id());
        c.json(200, Envelope.ofCursor(shown, next));
    }

    private List<LedgerJournal> byChain(Query q, UUID creator, long before, int limit) {
        q.where("j.chain_id = CAST(:creator AS uuid)", "creator", creator)
                .where("j.seq < :before", "before", before)
                .end("j.seq DESC", limit + 1);
        return read(q);
    }

    private List<LedgerJournal> byId(Query q, @org.jspecify.annotations.Nullable UUID before, int limit) {
        if (before != null) {
            q.where("j.id < CAST(:before AS uuid)", "before", before);
        }
        q.end("j.id DESC", limit + 1);
        return read(q);
    }

    private List<LedgerJournal> read(Query q) {
        return db.read(tx -> q.list(tx, JournalStore::head).stream()
                .map(j -> JournalStore.withPostings(tx, j))
                .toList());
    }

    private ChainStatus chain(UUID creator) {
        record Head(long version, byte[] hash) {}
        Head head = db.read(tx -> tx.sql("SELECT version, chain_head FROM creator_balances WHERE creator_id = :id")
                        .set("id", creator)
                        .first(r -> new Head(r.number("version"), r.bytes("chain_head"))))
                .orElseThrow(ApiException::notFound);
        String broken = new LedgerCheck(db).chain(creator);
        return new ChainStatus(
                creator, broken == null, broken, head.version(), HexFormat.of().formatHex(head.hash()));
    }

    private LocalDate day(Call c) {
        try {
            return c.query("day")
                    .map(LocalDate::parse)
                    .orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            throw ApiException.invalid("day", "invalid");
        }
    }

    private TrialBalance trialBalance(LocalDate day) {
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TrialBalance(
                day,
                db.read(tx -> tx.sql("""
                        SELECT a.kind, p.currency, CAST(sum(p.amount_minor) AS bigint) AS amount,
                          CAST(coalesce(sum(p.amount_minor) FILTER (WHERE j.posted_at >= :start), 0) AS bigint) AS moved
                        FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id JOIN ledger_journal j ON j.id = p.journal_id
                        WHERE j.posted_at < :end GROUP BY a.kind, p.currency ORDER BY p.currency, a.kind""")
                        .set("start", start)
                        .set("end", end)
                        .list(r -> new TrialBalance.Line(
                                r.text("kind"),
                                Currency.valueOf(r.text("currency")),
                                r.number("amount"),
                                r.number("moved")))));
    }
}
