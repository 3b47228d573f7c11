package gg.tap2.server.admin;

import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads journals with their postings.
final class JournalStore {
    static final String SELECT = "SELECT j.* FROM ledger_journal j";

    private JournalStore() {}

    static LedgerJournal head(Row r) {
        return new LedgerJournal(
                r.uuid("id"),
                r.uuid("chain_id"),
                r.number("seq"),
                r.text("event_type"),
                r.text("event_id"),
                r.instant("occurred_at"),
                r.instant("posted_at"),
                r.text("actor"),
                r.textOrNull("reason"),
                HexFormat.of().formatHex(r.bytes("hash")),
                List.of());
    }

    static LedgerJournal withPostings(Tx tx, LedgerJournal j) {
        List<LedgerJournal.Posting> postings = tx.sql("""
                SELECT p.*, a.kind FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                WHERE p.journal_id = :id ORDER BY p.line_no""")
                .set("id", j.id())
                .list(r -> new LedgerJournal.Posting(
                        r.integer("line_no"),
                        r.text("role"),
                        r.text("kind"),
                        r.number("amount_minor"),
                        Currency.valueOf(r.text("currency")),
                        r.instantOrNull("available_at"),
                        r.uuidOrNull("payment_id"),
                        r.uuidOrNull("refund_id"),
                        r.uuidOrNull("dispute_id"),
                        r.uuidOrNull("payout_id")));
        return new LedgerJournal(
                j.id(),
                j.creatorId(),
                j.seq(),
                j.eventType(),
                j.eventId(),
                j.occurredAt(),
                j.postedAt(),
                j.actor(),
                j.reason(),
                j.hash(),
                postings);
    }

    static Optional<LedgerJournal> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE j.id = :id")
                .set("id", id)
                .first(JournalStore::head)
                .map(j -> withPostings(tx, j));
    }

    static Optional<LedgerJournal> ofEvent(Tx tx, String type, String event) {
        return tx.sql(SELECT + " WHERE j.event_type = :type AND j.event_id = :event")
                .set("type", type)
                .set("event", event)
                .first(JournalStore::head)
                .map(j -> withPostings(tx, j));
    }
}
