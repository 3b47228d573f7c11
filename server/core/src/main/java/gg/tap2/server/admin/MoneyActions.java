package gg.tap2.server.admin;

import gg.tap2.model.admin.Adjustment;
import gg.tap2.model.admin.ApproveMoneyAction;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.billing.Refunds;
import gg.tap2.server.events.ModerationEvent.BalanceAdjusted;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Money actions of admins. An action carries the balance version of its preview and is refused when
/// what its decision rests on moved since. Its row, its journal and its entry in the audit trail are one transaction,
/// so an action
/// that says
/// `done` is
/// booked, and one that was declined never is.
public final class MoneyActions {
    /// `failed` when the provider refused the refund that was booked; its money is back then.
    static final String STATUS = "CASE WHEN f.status = 'failed' THEN 'failed' ELSE m.status END";

    static final String SELECT = """
            SELECT m.*, q.email AS requested_email, d.email AS decided_email, j.id AS journal_id, %s AS outcome
            FROM money_actions m LEFT JOIN refunds f ON f.id = m.id
            JOIN users q ON q.id = m.requested_by LEFT JOIN users d ON d.id = m.decided_by
            LEFT JOIN ledger_journal j ON j.event_type = CASE m.kind WHEN 'refund' THEN 'refund_requested' ELSE 'adjustment' END
              AND j.event_id = CAST(m.id AS text)""".formatted(STATUS);

    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Refunds refunds;
    private final FourEyes eyes;
    private final AuditLog audit;
    private final Runnable wakeNotices;

    MoneyActions(
            Db db,
            InstantSource clock,
            Ledger ledger,
            Refunds refunds,
            FourEyes eyes,
            AuditLog audit,
            Runnable wakeNotices) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.refunds = refunds;
        this.eyes = eyes;
        this.audit = audit;
        this.wakeNotices = wakeNotices;
    }

    /// Does it, or lets it wait for a second admin. The same id again gives the first answer, whatever
    /// happened since.
    ///
    /// @throws ApiException 409 `balance_changed` when the balance is not the previewed one, `id_taken` when
    /// the id     belongs to another action
    MoneyAction request(RequestMoneyAction r, Act act) {
        UUID wanted = r.id();
        UUID id = wanted == null ? Ids.next(clock) : wanted;
        Long version = r.balanceVersion();
        if (version == null) {
            throw ApiException.invalid("balanceVersion", "required");
        }
        Optional<MoneyAction> known = find(id);
        if (known.isPresent()) {
            return same(known.get(), r);
        }
        MoneySubject s = db.read(tx -> MoneySubject.of(tx, r));
        if (r.kind().equals(RequestMoneyAction.REFUND) && s.amount() <= 0) {
            // The same request may have taken all there was a moment ago.
            return find(id).map(first -> same(first, r)).orElseThrow(() -> ApiException.conflict("not_refundable", 0));
        }
        try {
            if (r.kind().equals(RequestMoneyAction.REFUND)) {
                refund(id, r, s, act.adminId(), tx -> {
                    requireAlone(tx, s, act);
                    insert(tx, id, r, s, "done", act);
                    requireVersion(tx, s, r, version);
                });
            } else {
                db.transact(tx -> {
                    requireAlone(tx, s, act);
                    insert(tx, id, r, s, "done", act);
                    requireVersion(tx, s, r, version);
                    adjust(tx, s, id, act.adminId(), r.reason());
                });
            }
        } catch (Repeated e) {
            return same(get(id), r);
        } catch (SecondNeeded e) {
            return waiting(id, r, s, version, act);
        }
        wakeNotices.run();
        return same(get(id), r);
    }

    /// Lets it wait for a second admin.
    private MoneyAction waiting(UUID id, RequestMoneyAction r, MoneySubject s, long version, Act act) {
        try {
            db.transact(tx -> {
                insert(tx, id, r, s, "waiting", act);
                requireVersion(tx, s, r, version);
            });
        } catch (Repeated e) {
            // The first answer, below.
            return same(get(id), r);
        }
        wakeNotices.run();
        return same(get(id), r);
    }

    private void requireAlone(Tx tx, MoneySubject s, Act act) {
        if (!eyes.alone(tx, act.adminId(), s.creatorId(), s.userId(), s.amount())) {
            throw new SecondNeeded();
        }
    }

    /// Found out within the transaction that would have done it.
    private static final class SecondNeeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        SecondNeeded() {
            super("second admin needed", null, false, false);
        }
    }

    /// Another request with the same id committed first.
    private static final class Repeated extends RuntimeException {
        private static final long serialVersionUID = 1;

        Repeated() {
            super("repeated", null, false, false);
        }
    }

    private static MoneyAction same(MoneyAction a, RequestMoneyAction r) {
        Long amount = r.amount();
        boolean matches = a.kind().equals(r.kind())
                && (r.creatorId() == null || r.creatorId().equals(a.creatorId()))
                && Objects.equals(a.paymentId(), r.paymentId())
                && (amount == null || amount == a.amount());
        if (!matches) {
            throw ApiException.conflict("id_taken");
        }
        return a;
    }

    private void insert(Tx tx, UUID id, RequestMoneyAction r, MoneySubject s, String status, Act act) {
        boolean first = tx.sql("""
                INSERT INTO money_actions (id, kind, creator_id, payment_id, amount_minor, currency, reason, status, requested_by, created_at,
                  decided_at)
                VALUES (:id, :kind, :creator, CAST(:payment AS uuid), :amount, :currency, :reason, :status, :admin, :now,
                  CASE WHEN :status = 'done' THEN CAST(:now AS timestamptz) END)
                ON CONFLICT (id) DO NOTHING""")
                        .set("id", id)
                        .set("kind", r.kind())
                        .set("creator", s.creatorId())
                        .set("payment", r.paymentId())
                        .set("amount", s.amount())
                        .set("currency", s.currency().name())
                        .set("reason", r.reason())
                        .set("status", status)
                        .set("admin", act.adminId())
                        .set("now", clock.instant())
                        .update()
                == 1;
        if (!first) {
            throw new Repeated();
        }
        audit(tx, act, s, id, status.equals("done") ? "money_action_done" : "money_action_requested", r.kind());
    }

    /// Refuses what was decided by figures that no longer hold, and nothing else. For a refund that is a move of
    /// its payment; for an adjustment another adjustment; for one that takes also money that left. Sales, fees
    /// and maturity change none of these.
    private void requireVersion(Tx tx, MoneySubject s, RequestMoneyAction r, long version) {
        ledger.open(tx, s.creatorId(), s.currency(), clock.instant());
        BalanceRow b = ledger.lock(tx, s.creatorId());
        UUID payment = r.paymentId();
        boolean stale = payment != null && r.kind().equals(RequestMoneyAction.REFUND)
                ? ledger.movedSince(tx, b, payment, version)
                : ledger.adjustedSince(tx, b, version) || (s.amount() < 0 && ledger.reducedSince(tx, b, version));
        if (stale) {
            throw ApiException.conflict("balance_changed", b.version());
        }
    }

    private void adjust(Tx tx, MoneySubject s, UUID id, UUID requestedBy, String reason) {
        Instant now = clock.instant();
        ledger.post(tx, s.adjustment(id, requestedBy, reason, now));
        Outbox.publish(
                tx,
                new BalanceAdjusted(
                        id.toString(), s.creatorId(), Money.of(s.amount(), s.currency()), reason, "/payouts"),
                now);
    }

    /// Books `decide` with the refund: in its transaction, under the locks it books under, ahead of the
    /// journal.
    private void refund(UUID id, RequestMoneyAction r, MoneySubject s, UUID requestedBy, Consumer<Tx> decide) {
        refunds.refund(null, s.refund(r, id), MoneySubject.actor(requestedBy), decide);
    }

    /// The second admin agrees.
    ///
    /// @throws ApiException 409 when it is the same admin, already decided, or the balance moved since the
    /// preview
    MoneyAction approve(UUID id, ApproveMoneyAction body, Act act) {
        MoneyAction a = waiting(id, act);
        RequestMoneyAction r = again(a);
        MoneySubject s = db.read(tx -> MoneySubject.of(tx, r));
        Consumer<Tx> decide = tx -> {
            eyes.requireSecond(tx, a.requestedBy(), act.adminId(), s.userId());
            requireVersion(tx, s, r, body.balanceVersion());
            finish(tx, id, "done", act);
            audit(tx, act, s, id, "money_action_approved", a.kind());
        };
        if (a.kind().equals(RequestMoneyAction.REFUND)) {
            refund(id, r, s, a.requestedBy(), decide);
        } else {
            db.transact(tx -> {
                decide.accept(tx);
                adjust(tx, s, id, a.requestedBy(), a.reason());
            });
        }
        wakeNotices.run();
        return get(id);
    }

    MoneyAction decline(UUID id, Act act) {
        MoneyAction a = waiting(id, act);
        db.transact(tx -> {
            finish(tx, id, "declined", act);
            audit(tx, act, MoneySubject.of(tx, again(a)), id, "money_action_declined", a.kind());
        });
        return get(id);
    }

    private MoneyAction waiting(UUID id, Act act) {
        MoneyAction a = get(id);
        if (a.requestedBy().equals(act.adminId())) {
            throw ApiException.conflict("second_admin_needed");
        }
        if (!a.status().equals("waiting")) {
            throw ApiException.conflict("money_action_state", a.status());
        }
        return a;
    }

    private static RequestMoneyAction again(MoneyAction a) {
        return new RequestMoneyAction(a.id(), a.kind(), a.creatorId(), a.paymentId(), a.amount(), a.reason(), null);
    }

    /// Compare-and-set: of two admins who decide at once, one is refused.
    private void finish(Tx tx, UUID id, String status, Act act) {
        boolean moved = tx.sql("""
                UPDATE money_actions SET status = :status, decided_by = :by, decision = :decision, decided_at = :now
                WHERE id = :id AND status = 'waiting'""")
                        .set("status", status)
                        .set("by", act.adminId())
                        .set("decision", act.reason())
                        .set("now", clock.instant())
                        .set("id", id)
                        .update()
                == 1;
        if (!moved) {
            throw ApiException.conflict("money_action_state", "decided");
        }
    }

    private void audit(Tx tx, Act act, MoneySubject s, UUID id, String action, String kind) {
        var details = new HashMap<String, String>();
        details.put("action", id.toString());
        details.put("kind", kind);
        details.put("amount", Long.toString(s.amount()));
        details.put("currency", s.currency().name());
        audit.record(tx, act.adminId(), s.userId(), action, act.reason(), act.ip(), details);
    }

    private Optional<MoneyAction> find(UUID id) {
        return db.read(tx -> tx.sql(SELECT + " WHERE m.id = :id").set("id", id).first(MoneyActions::row));
    }

    MoneyAction get(UUID id) {
        return find(id).orElseThrow(ApiException::notFound);
    }

    static MoneyAction row(Row r) {
        return new MoneyAction(
                r.uuid("id"),
                r.text("kind"),
                r.uuid("creator_id"),
                r.uuidOrNull("payment_id"),
                r.number("amount_minor"),
                Currency.valueOf(r.text("currency")),
                r.text("reason"),
                r.text("outcome"),
                r.uuid("requested_by"),
                r.textOrNull("requested_email"),
                r.uuidOrNull("decided_by"),
                r.textOrNull("decided_email"),
                r.textOrNull("decision"),
                r.uuidOrNull("journal_id"),
                r.instant("created_at"),
                r.instantOrNull("decided_at"));
    }

    /// What the creator sees: every adjustment with its reason.
    List<Adjustment> ofCreator(UUID creator) {
        return db.read(tx -> tx.sql("""
                SELECT m.id, m.amount_minor, m.currency, m.reason, j.posted_at FROM money_actions m
                JOIN ledger_journal j ON j.event_type = 'adjustment' AND j.event_id = CAST(m.id AS text)
                WHERE m.creator_id = :creator AND m.kind = 'adjustment' ORDER BY m.created_at DESC LIMIT 200""")
                .set("creator", creator)
                .list(r -> new Adjustment(
                        r.uuid("id"),
                        r.number("amount_minor"),
                        Currency.valueOf(r.text("currency")),
                        r.text("reason"),
                        r.instant("posted_at"))));
    }
}
