package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.events.StoredEvent;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.util.UUID;

/// Fills in what the release before this one did not write into its events, so that every reader finds them whole.
/// What is whole costs no query. It goes when no server writes the old shape any more and none of it waits.
final class EarlierEvents {
    private EarlierEvents() {}

    static StoredEvent whole(Tx tx, StoredEvent stored) {
        return switch (stored.kind()) {
            case "payment_succeeded" -> stored.fields().has("saleKind") ? stored : sale(tx, stored);
            case "refund_succeeded" -> stored.fields().has("saleKind") ? stored : refund(tx, stored);
            case "refund_failed",
                    "dispute_warning",
                    "dispute_open",
                    "dispute_submitted",
                    "dispute_won",
                    "dispute_lost",
                    "dispute_prevented",
                    "early_fraud_warning" -> stored.fields().has("saleKind") ? stored : sold(tx, stored);
            case "subscription_started",
                    "subscription_ended",
                    "subscription_cancelled",
                    "subscription_payment_failed",
                    "subscription_confirmation_needed",
                    "membership_paused",
                    "membership_resumed",
                    "membership_renews",
                    "trial_will_end" -> stored.fields().has("tier") ? stored : membership(tx, stored);
            case "payout_requested",
                    "payout_held",
                    "payout_paid",
                    "payout_failed",
                    "payout_rejected",
                    "payout_cancelled",
                    "payout_returned" -> stored.fields().has("payoutId") ? stored : payout(stored);
            default -> stored;
        };
    }

    private static StoredEvent sale(Tx tx, StoredEvent stored) {
        ObjectNode fields = stored.fields().put("paymentId", stored.ref());
        return stored.with(payment(
                tx,
                fields,
                r -> fields.put("amount", r.number("amount_cents"))
                        .put("currency", r.text("currency"))
                        .put(
                                "productId",
                                r.isNull("product_id")
                                        ? null
                                        : r.uuid("product_id").toString())));
    }

    private static StoredEvent refund(Tx tx, StoredEvent stored) {
        ObjectNode fields = stored.fields();
        tx.sql("SELECT amount_cents, currency FROM refunds WHERE id = :id")
                .set("id", UUID.fromString(fields.path("refundId").asText()))
                .one(r -> fields.put("amount", r.number("amount_cents")).put("currency", r.text("currency")));
        return stored.with(payment(tx, fields, r -> fields));
    }

    private static StoredEvent sold(Tx tx, StoredEvent stored) {
        ObjectNode fields = stored.fields();
        return stored.with(payment(tx, fields, r -> fields));
    }

    private interface More {
        ObjectNode of(Row payment);
    }

    private static ObjectNode payment(Tx tx, ObjectNode fields, More more) {
        return tx.sql(
                        "SELECT kind, title, product_id, amount_cents, currency, receipt_number FROM payments WHERE id = :id")
                .set("id", UUID.fromString(fields.path("paymentId").asText()))
                .one(r -> {
                    fields.put("saleKind", r.text("kind"));
                    fields.put("title", r.text("title"));
                    fields.put("receiptNumber", r.textOrNull("receipt_number"));
                    return more.of(r);
                });
    }

    private static StoredEvent membership(Tx tx, StoredEvent stored) {
        ObjectNode fields = stored.fields();
        return stored.with(
                tx.sql("SELECT t.name FROM subscriptions s JOIN tiers t ON t.id = s.tier_id WHERE s.id = :id")
                        .set("id", UUID.fromString(fields.path("subscriptionId").asText()))
                        .one(r -> fields.put("tier", r.text("name"))));
    }

    private static StoredEvent payout(StoredEvent stored) {
        return stored.with(stored.fields().put("payoutId", stored.ref()));
    }
}
