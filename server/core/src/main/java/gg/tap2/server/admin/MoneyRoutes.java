package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminDispute;
import gg.tap2.model.admin.AdminPayment;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.AdminRefund;
import gg.tap2.model.admin.ApproveMoneyAction;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Payments, refunds, disputes and money actions.
final class MoneyRoutes {
    private static final String PAYMENT = """
            SELECT p.*, c.display_name AS creator_name, coalesce(p.buyer_email, u.email) AS buyer FROM payments p
            JOIN creators c ON c.id = p.creator_id JOIN fans f ON f.id = p.fan_id LEFT JOIN users u ON u.id = f.user_id""";

    /// What people quote when they ask about a payment; each by an index of its own.
    private static final String QUOTED = """
            SELECT id FROM payments WHERE receipt_number = :q UNION ALL SELECT id FROM payments WHERE stripe_payment_intent_id = :q
            UNION ALL SELECT id FROM payments WHERE stripe_charge_id = :q
            UNION ALL (SELECT id FROM payments WHERE lower(buyer_email COLLATE "C") = lower(CAST(:q AS text) COLLATE "C") LIMIT 500)
            UNION ALL (SELECT y.id FROM users z JOIN fans x ON x.user_id = z.id JOIN payments y ON y.fan_id = x.id
              WHERE z.email_key = lower(CAST(:q AS text) COLLATE "C") LIMIT 500)""";

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Db db;
    private final MoneyPreviews previews;
    private final MoneyActions actions;

    MoneyRoutes(Db db, MoneyPreviews previews, MoneyActions actions) {
        this.db = db;
        this.previews = previews;
        this.actions = actions;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_PAYMENTS, Access.ADMIN_MONEY, this::payments);
        r.get(Routes.ADMIN_REFUNDS, Access.ADMIN_MONEY, this::refunds);
        r.get(Routes.ADMIN_DISPUTES, Access.ADMIN_MONEY, this::disputes);
        r.post(
                Routes.ADMIN_MONEY_PREVIEW,
                Access.ADMIN_MONEY,
                c -> c.ok(previews.of(
                        c.body(RequestMoneyAction.class), c.principal().userId())));
        r.create(Routes.ADMIN_MONEY, Access.ADMIN_MONEY, Proof.FRESH, c -> {
            var body = c.body(RequestMoneyAction.class);
            MoneyAction a = actions.request(body, PeopleRoutes.act(c, body.reason()));
            c.created(a, Routes.ADMIN_MONEY + "/" + a.id());
        });
        r.get(Routes.ADMIN_MONEY, Access.ADMIN_MONEY, this::list);
        r.post(Routes.ADMIN_MONEY_APPROVE, Access.ADMIN_MONEY, Proof.FRESH, c -> {
            var body = c.body(ApproveMoneyAction.class);
            c.ok(actions.approve(c.id(), body, PeopleRoutes.act(c, body.reason())));
        });
        r.post(
                Routes.ADMIN_MONEY_DECLINE,
                Access.ADMIN_MONEY,
                Proof.FRESH,
                c -> c.ok(actions.decline(
                        c.id(), PeopleRoutes.act(c, c.body(AdminReason.class).reason()))));
        r.get(Routes.ADJUSTMENTS, Access.CREATOR, c -> c.ok(actions.ofCreator(c.creatorId())));
    }

    private void payments(Call c) {
        Keyset k = Keyset.of(c);
        Optional<String> asked = c.query("q").map(String::strip).filter(t -> !t.isEmpty());
        Query q = new Query(PAYMENT);
        asked.ifPresent(a -> find(q, a));
        q.whereIf(AdminAudit.uuid(c, "id"), "p.id = CAST(:id AS uuid)", "id")
                .whereIf(AdminAudit.uuid(c, "creator"), "p.creator_id = CAST(:creator AS uuid)", "creator")
                .whereIf(AdminAudit.uuid(c, "fan"), "p.fan_id = CAST(:fan AS uuid)", "fan")
                .whereIf(c.query("status"), "p.status = :status", "status")
                .whereIf(c.query("stripeId"), "p.stripe_payment_intent_id = :stripe", "stripe")
                .whereIf(c.query("receipt"), "p.receipt_number = :receipt", "receipt")
                .page(k, "p.created_at", "p.id");
        k.answer(c, q.list(db, MoneyRoutes::payment), AdminPayment::createdAt, AdminPayment::id);
    }

    /// `@page` is everything of one creator, an id the payment itself; the rest is what people quote, found first so
    /// that the list is planned for these few.
    private void find(Query q, String asked) {
        if (asked.startsWith("@")) {
            q.where("p.creator_id = (SELECT id FROM creators WHERE slug = lower(substr(:q, 2)))", "q", asked);
        } else if (ID.matcher(asked).matches()) {
            q.where("p.id = CAST(:q AS uuid)", "q", asked);
        } else {
            List<UUID> ids = db.inTransaction(tx -> {
                tx.planForTheseValues();
                return tx.sql(QUOTED).set("q", asked).list(r -> r.uuid("id"));
            });
            q.where(
                    "p.id = ANY(CAST(:q AS uuid[]))",
                    "q",
                    SqlArrays.texts(ids.stream().map(UUID::toString).toList()));
        }
    }

    private static AdminPayment payment(Row r) {
        return new AdminPayment(
                r.uuid("id"),
                r.text("kind"),
                r.text("title"),
                r.uuid("creator_id"),
                r.text("creator_name"),
                r.uuid("fan_id"),
                r.textOrNull("buyer"),
                r.number("amount_cents"),
                r.number("platform_fee_cents"),
                r.number("processing_fee_cents"),
                r.number("net_cents"),
                r.number("refunded_cents"),
                r.number("disputed_cents"),
                Currency.valueOf(r.text("currency")),
                r.text("status"),
                r.textOrNull("failure_code"),
                r.textOrNull("stripe_payment_intent_id"),
                r.textOrNull("receipt_number"),
                r.instant("created_at"),
                r.instantOrNull("paid_at"));
    }

    private void refunds(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT r.* FROM refunds r")
                .whereIf(AdminAudit.uuid(c, "creator"), "r.creator_id = CAST(:creator AS uuid)", "creator")
                .whereIf(AdminAudit.uuid(c, "payment"), "r.payment_id = CAST(:payment AS uuid)", "payment")
                .whereIf(c.query("status"), "r.status = :status", "status")
                .page(k, "r.created_at", "r.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new AdminRefund(
                                r.uuid("id"),
                                r.uuid("payment_id"),
                                r.uuid("creator_id"),
                                r.number("amount_cents"),
                                Currency.valueOf(r.text("currency")),
                                r.text("status"),
                                r.textOrNull("reason"),
                                r.text("actor"),
                                r.textOrNull("failure_reason"),
                                r.instant("created_at")))),
                AdminRefund::createdAt,
                AdminRefund::id);
    }

    private void disputes(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(
                        "SELECT d.*, c.display_name AS creator_name FROM disputes d JOIN creators c ON c.id = d.creator_id")
                .whereIf(AdminAudit.uuid(c, "creator"), "d.creator_id = CAST(:creator AS uuid)", "creator")
                .whereIf(c.query("status"), "d.status = :status", "status")
                .page(k, "d.created_at", "d.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new AdminDispute(
                                r.uuid("id"),
                                r.uuid("payment_id"),
                                r.uuid("creator_id"),
                                r.text("creator_name"),
                                r.number("amount_cents"),
                                r.number("fee_cents"),
                                Currency.valueOf(r.text("currency")),
                                r.text("status"),
                                r.text("reason"),
                                r.instantOrNull("evidence_due_by"),
                                r.instantOrNull("evidence_submitted_at"),
                                r.instant("created_at"),
                                r.instantOrNull("closed_at")))),
                AdminDispute::createdAt,
                AdminDispute::id);
    }

    private void list(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(MoneyActions.SELECT)
                .whereIf(c.query("status"), MoneyActions.STATUS + " = :status", "status")
                .whereIf(AdminAudit.uuid(c, "creator"), "m.creator_id = CAST(:creator AS uuid)", "creator")
                .page(k, "m.created_at", "m.id");
        k.answer(c, db.read(tx -> q.list(tx, MoneyActions::row)), MoneyAction::createdAt, MoneyAction::id);
    }
}
