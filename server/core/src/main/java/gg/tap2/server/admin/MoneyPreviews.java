package gg.tap2.server.admin;

import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.common.Ids;
import gg.tap2.server.billing.Refunds;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Shows what a money action would post: the real booking, rolled back, so it cannot differ from it.
final class MoneyPreviews {
    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Refunds refunds;
    private final FourEyes eyes;

    MoneyPreviews(Db db, InstantSource clock, Ledger ledger, Refunds refunds, FourEyes eyes) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.refunds = refunds;
        this.eyes = eyes;
    }

    private static final class Rehearsed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient MoneyPreview preview;

        Rehearsed(MoneyPreview preview) {
            super("rehearsed", null, false, false);
            this.preview = preview;
        }
    }

    /// What would be posted now. Nothing is.
    ///
    /// @throws ApiException 404 without such a creator or payment, 409 `not_refundable`
    MoneyPreview of(RequestMoneyAction r, UUID adminId) {
        Instant now = clock.instant();
        try {
            db.transact(tx -> {
                UUID payment = r.paymentId();
                if (payment != null) {
                    refunds.lock(tx, payment);
                }
                MoneySubject s = MoneySubject.of(tx, r);
                ledger.open(tx, s.creatorId(), s.currency(), now);
                BalanceRow before = ledger.lock(tx, s.creatorId());
                LedgerJournal journal;
                if (r.kind().equals(RequestMoneyAction.ADJUSTMENT)) {
                    UUID id = Ids.next(clock);
                    ledger.post(tx, s.adjustment(id, adminId, r.reason(), now));
                    journal = JournalStore.ofEvent(tx, "adjustment", id.toString())
                            .orElseThrow();
                } else {
                    UUID id = refunds.rehearse(tx, s.refund(r, null), MoneySubject.actor(adminId));
                    journal = JournalStore.ofEvent(tx, "refund_requested", id.toString())
                            .orElseThrow();
                }
                BalanceRow after = ledger.lock(tx, s.creatorId());
                throw new Rehearsed(new MoneyPreview(
                        s.creatorId(),
                        s.name(),
                        s.currency(),
                        s.amount(),
                        before.available(),
                        after.available(),
                        before.pending(),
                        after.pending(),
                        before.version(),
                        !eyes.alone(tx, adminId, s.creatorId(), s.userId(), s.amount()),
                        unposted(journal)));
            });
        } catch (Rehearsed e) {
            return e.preview;
        }
        throw new IllegalStateException("a rehearsal always ends by throwing");
    }

    /// A preview has no id, place or hash: it was never posted.
    private static LedgerJournal unposted(LedgerJournal j) {
        return new LedgerJournal(
                null,
                j.creatorId(),
                null,
                j.eventType(),
                j.eventId(),
                j.occurredAt(),
                null,
                j.actor(),
                j.reason(),
                null,
                j.postings());
    }
}
