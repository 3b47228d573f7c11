package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.Set;

/// `/v1/disputes` and early fraud warnings. Evidence decides as Stripe documents: the text `winning_evidence` wins,
/// `losing_evidence` loses.
final class Disputes {
    private static final int FIELD_LIMIT = 20_000;
    private static final int TOGETHER_LIMIT = 150_000;
    static final long FEE = 1500;
    private static final long ANSWER_SECONDS = 9 * 86_400L;
    private final World world;
    private final Balance balance;
    private final FilesApi files;

    Disputes(World world, Balance balance, FilesApi files) {
        this.world = world;
        this.balance = balance;
        this.files = files;
    }

    void register(Api api) {
        api.get(
                "/v1/disputes",
                r -> Api.page(
                        r,
                        world.store.newestFirst("dispute"),
                        d -> Api.matches(r.params(), d, "charge", "payment_intent")));
        api.get("/v1/disputes/{id}", r -> world.get("dispute", r.var("id")));
        api.post(
                "/v1/disputes/{id}",
                r -> update(
                        world.get("dispute", r.var("id")), r.params().only(Set.of("evidence", "metadata", "submit"))));
        api.post("/v1/disputes/{id}/close", r -> {
            ObjectNode dispute = world.get("dispute", r.var("id"));
            requireOpen(dispute);
            return close(dispute, false);
        });
        api.get(
                "/v1/radar/early_fraud_warnings",
                r -> Api.page(
                        r,
                        world.store.newestFirst("radar.early_fraud_warning"),
                        w -> Api.matches(r.params(), w, "charge", "payment_intent")));
        api.get("/v1/radar/early_fraud_warnings/{id}", r -> world.get("radar.early_fraud_warning", r.var("id")));
    }

    ObjectNode open(ObjectNode charge, String reason, String status) {
        ObjectNode dispute = world.create("dispute");
        long amount = Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
        if (amount <= 0 || Json.flag(charge, "disputed")) {
            throw StripeError.invalid("charge_not_disputable", "There is nothing left to dispute.", "charge");
        }
        long now = world.now(Json.text(charge, "customer"));
        dispute.put("created", now);
        dispute.put("amount", amount).set("currency", charge.path("currency"));
        dispute.put("charge", World.id(charge));
        dispute.set("payment_intent", charge.path("payment_intent"));
        dispute.put("reason", reason).put("status", status);
        boolean inquiry = status.startsWith("warning");
        dispute.put("is_charge_refundable", inquiry);
        Json.child(dispute, "evidence_details").put("due_by", now + ANSWER_SECONDS);
        ObjectNode card = Json.child(Json.child(dispute, "payment_method_details"), "card");
        card.put("case_type", inquiry ? "inquiry" : "chargeback");
        card.put("network_reason_code", reason.equals("fraudulent") ? "10.4" : "13.1");
        charge.put("disputed", true).put("_refundable_dispute", inquiry);
        world.save(charge);
        world.save(dispute);
        world.events().emit("charge.dispute.created", dispute);
        if (!inquiry) {
            withdraw(dispute);
        }
        return dispute;
    }

    private void withdraw(ObjectNode dispute) {
        book(dispute, -Json.number(dispute, "amount"), FEE, "Chargeback withdrawal");
        world.events().emit("charge.dispute.funds_withdrawn", dispute);
    }

    private void book(ObjectNode dispute, long amount, long fee, String text) {
        ObjectNode transaction = balance.record(
                "adjustment",
                amount,
                fee,
                Json.text(dispute, "currency", "usd"),
                World.id(dispute),
                text + " for " + Json.text(dispute, "charge", ""),
                true);
        dispute.withArray("balance_transactions").add(World.view(transaction));
        world.save(dispute);
    }

    private static void requireOpen(ObjectNode dispute) {
        String status = World.status(dispute);
        if (status.equals("won") || status.equals("lost") || status.equals("warning_closed")) {
            throw StripeError.invalid("This dispute is already closed", null);
        }
    }

    private ObjectNode update(ObjectNode dispute, Params params) {
        requireOpen(dispute);
        ObjectNode before = dispute.deepCopy();
        params.copyMetadata(dispute);
        ObjectNode evidence = Json.child(dispute, "evidence");
        ObjectNode details = Json.child(dispute, "evidence_details");
        if (params.object("evidence") instanceof Params given) {
            for (var field : given.raw().properties()) {
                if (!evidence.has(field.getKey())) {
                    throw StripeError.invalid(
                            "parameter_unknown",
                            "Received unknown parameter: evidence[" + field.getKey() + "]",
                            "evidence[" + field.getKey() + "]");
                }
                JsonNode value = field.getValue();
                // Source: https://docs.stripe.com/api/disputes/evidence_object (20,000 a field, 150,000 together)
                if (value.asText().length() > FIELD_LIMIT) {
                    throw StripeError.invalid(
                            "Invalid string: must be at most " + FIELD_LIMIT + " characters",
                            "evidence[" + field.getKey() + "]");
                }
                if (FilesApi.EVIDENCE_FIELDS.contains(field.getKey())
                        && !value.asText().isEmpty()) {
                    files.requireEvidence(field.getKey(), value.asText());
                }
                evidence.set(field.getKey(), value.asText().isEmpty() && value.isValueNode() ? null : value);
            }
            long all = 0;
            for (var field : evidence.properties()) {
                all += field.getValue().asText("").length();
            }
            if (all > TOGETHER_LIMIT) {
                throw StripeError.invalid(
                        "The evidence has more than " + TOGETHER_LIMIT + " characters together.", "evidence");
            }
            details.put("has_evidence", true);
        }
        if (!params.flag("submit", true)) {
            world.save(dispute);
            world.events().emit("charge.dispute.updated", dispute, before);
            return dispute;
        }
        details.put("submission_count", Json.number(details, "submission_count") + 1);
        boolean inquiry = World.status(dispute).startsWith("warning");
        if (!inquiry && !answered(dispute)) {
            dispute.put("_answered", true);
            book(dispute, 0, FEE, "Dispute countered fee");
        }
        dispute.put("status", inquiry ? "warning_under_review" : "under_review");
        world.save(dispute);
        world.events().emit("charge.dispute.updated", dispute, before);
        String text = Json.text(evidence, "uncategorized_text", "");
        if (text.equals("winning_evidence")) {
            return close(dispute, true);
        }
        return text.equals("losing_evidence") ? close(dispute, false) : dispute;
    }

    /// The bank's decision.
    ObjectNode close(ObjectNode dispute, boolean won) {
        requireOpen(dispute);
        ObjectNode before = dispute.deepCopy();
        boolean inquiry = World.status(dispute).startsWith("warning");
        ObjectNode charge = world.get("charge", Json.text(dispute, "charge", ""));
        if (inquiry && !won) {
            // An inquiry that is lost becomes a chargeback first.
            withdraw(dispute);
        }
        dispute.put("status", won ? inquiry ? "warning_closed" : "won" : "lost");
        if (won && !inquiry) {
            // The fee for receiving a dispute is kept, whoever wins; the one for answering it comes back.
            // Source: https://support.stripe.com/topics/disputes (fees since 2025-06-17)
            book(dispute, Json.number(dispute, "amount"), answered(dispute) ? -FEE : 0, "Chargeback reversal");
            world.events().emit("charge.dispute.funds_reinstated", dispute, before);
        }
        if (won) {
            charge.put("_refundable_dispute", true);
            world.save(charge);
        }
        world.save(dispute);
        world.events().emit("charge.dispute.closed", dispute, before);
        return dispute;
    }

    private static boolean answered(ObjectNode dispute) {
        return Json.flag(dispute, "_answered");
    }

    /// The network's own rules gave the cardholder their money back before it became a dispute.
    /// Source: https://docs.stripe.com/api/disputes/object#dispute_object-status (prevented)
    ObjectNode prevented(ObjectNode dispute) {
        requireOpen(dispute);
        ObjectNode before = dispute.deepCopy();
        dispute.put("status", "prevented");
        world.save(dispute);
        world.events().emit("charge.dispute.closed", dispute, before);
        return dispute;
    }

    ObjectNode warn(ObjectNode charge, String fraudType) {
        ObjectNode warning = world.create("radar.early_fraud_warning");
        warning.put("charge", World.id(charge)).put("fraud_type", fraudType);
        warning.set("payment_intent", charge.path("payment_intent"));
        world.save(warning);
        world.events().emit("radar.early_fraud_warning.created", warning);
        return warning;
    }

    /// An answer that never came is a lost dispute.
    void tick() {
        long now = world.now();
        for (ObjectNode dispute : world.store.all("dispute")) {
            if (World.status(dispute).equals("needs_response")
                    && Json.number(dispute.path("evidence_details"), "due_by") < now) {
                Json.child(dispute, "evidence_details").put("past_due", true);
                close(dispute, false);
            }
        }
    }
}
