package gg.tap2.server.evidence;

import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of dossiers. Only `dispute_evidence` is written here.
final class EvidenceStore {
    /// More would not fit into what Stripe takes in one field.
    static final int MAX_DELIVERIES = 200;

    private static final String SELECT = """
            SELECT d.id, d.creator_id, d.stripe_dispute_id, d.status, d.reason, d.evidence_due_by, d.evidence_submitted_at,
              p.title, p.amount_cents, p.currency, p.buyer_email, u.email AS fan_email, p.receipt_number, p.paid_at, p.refund_policy,
              p.fan_id, p.product_id, g.granted_at, coalesce(e.note, '') AS note,
              EXISTS (SELECT 1 FROM tips t WHERE t.payment_id = p.id AND t.anonymous) AS anonymous
            FROM disputes d JOIN payments p ON p.id = d.payment_id JOIN fans f ON f.id = p.fan_id LEFT JOIN users u ON u.id = f.user_id
            LEFT JOIN grants g ON g.payment_id = p.id LEFT JOIN dispute_evidence e ON e.dispute_id = d.id
            WHERE d.id = :id""";

    /// The dossier and what is needed to send it.
    record Dossier(UUID creatorId, String stripeDisputeId, boolean anonymous, DisputeEvidence evidence) {}

    Optional<Dossier> find(Tx tx, UUID id, Instant now) {
        return tx.sql(SELECT).set("id", id).first(r -> dossier(tx, r, now));
    }

    private static Dossier dossier(Tx tx, Row r, Instant now) {
        Instant paidAt = r.instantOrNull("paid_at");
        Instant due = r.instantOrNull("evidence_due_by");
        Instant submitted = r.instantOrNull("evidence_submitted_at");
        String status = r.text("status");
        String buyer = r.textOrNull("buyer_email");
        boolean answerable = status.equals("open") || status.equals("warning");
        return new Dossier(
                r.uuid("creator_id"),
                r.text("stripe_dispute_id"),
                r.bool("anonymous"),
                new DisputeEvidence(
                        r.uuid("id"),
                        status,
                        r.text("reason"),
                        r.text("title"),
                        r.number("amount_cents"),
                        Currency.valueOf(r.text("currency")),
                        buyer == null ? r.textOrNull("fan_email") : buyer,
                        r.textOrNull("receipt_number"),
                        paidAt,
                        r.instantOrNull("granted_at"),
                        r.text("refund_policy"),
                        deliveries(tx, r.uuid("fan_id"), r.uuidOrNull("product_id"), paidAt),
                        r.text("note"),
                        due,
                        submitted,
                        answerable && submitted == null && (due == null || now.isBefore(due))));
    }

    private static List<DisputeEvidence.Delivery> deliveries(
            Tx tx, UUID fan, @Nullable UUID product, @Nullable Instant since) {
        if (product == null || since == null) {
            return List.of();
        }
        return tx.sql("""
                SELECT l.at, l.kind, l.ip_address, coalesce(f.title, '') AS file FROM download_log l
                LEFT JOIN product_files f ON f.id = l.file_id AND f.product_id = l.product_id
                WHERE l.product_id = :product
                  AND (l.fan_id = :fan OR l.fan_id IN (SELECT m.guest_id FROM merged_fans m WHERE m.fan_id = :fan)) AND l.at >= :since AND l.kind <> 'owner'
                ORDER BY l.at DESC LIMIT :limit""")
                .set("product", product)
                .set("fan", fan)
                .set("since", since)
                .set("limit", MAX_DELIVERIES)
                .list(r -> new DisputeEvidence.Delivery(
                        r.instant("at"), r.text("file"), r.text("kind"), r.textOrNull("ip_address")));
    }

    void note(Tx tx, UUID dispute, String note, Instant now) {
        tx.sql("""
                INSERT INTO dispute_evidence (dispute_id, note, updated_at) VALUES (:id, :note, :now)
                ON CONFLICT (dispute_id) DO UPDATE SET note = excluded.note, updated_at = excluded.updated_at""").set("id", dispute).set("note", note).set("now", now).update();
    }

    /// Disputes that nobody answered and whose time ends before `until`.
    List<UUID> unanswered(Tx tx, Instant now, Instant until, long least) {
        return tx.sql("""
                SELECT id FROM disputes WHERE evidence_submitted_at IS NULL AND status IN ('open', 'warning')
                  AND evidence_due_by > :now AND evidence_due_by <= :until AND amount_cents >= :least
                ORDER BY evidence_due_by LIMIT 100""")
                .set("now", now)
                .set("until", until)
                .set("least", least)
                .list(r -> r.uuid("id"));
    }
}
