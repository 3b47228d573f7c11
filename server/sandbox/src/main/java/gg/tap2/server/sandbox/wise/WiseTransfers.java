package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Transfers: made once for each `customerTransactionId`, paid for from the balance, and taken on step by step. Runs
/// under the store's lock.
///
/// Source: https://docs.wise.com/api-reference/transfer and
/// https://docs.wise.com/guides/product/send-money/tracking-transfers for the states and their order.
final class WiseTransfers {
    static final String TYPE = "transfer";
    private static final String KEY = "transaction";
    private static final Duration UNPAID = Duration.ofDays(14);
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Set<String> FIELDS =
            Set.of("sourceAccount", "targetAccount", "quoteUuid", "customerTransactionId", "details");
    private static final Set<String> DETAILS = Set.of(
            "reference",
            "transferPurpose",
            "transferPurposeSubTransferPurpose",
            "transferPurposeInvoiceNumber",
            "sourceOfFunds");

    private final ObjectStore store;
    private final WiseAccount account;
    private final WiseQuotes quotes;
    private final WiseRecipientBook recipients;
    private final WiseEvents events;
    private final WiseOutcomes outcomes;
    private final Duration step;

    WiseTransfers(
            ObjectStore store,
            WiseAccount account,
            WiseQuotes quotes,
            WiseRecipientBook recipients,
            WiseEvents events,
            WiseOutcomes outcomes,
            Duration step) {
        this.store = store;
        this.account = account;
        this.quotes = quotes;
        this.recipients = recipients;
        this.events = events;
        this.outcomes = outcomes;
        this.step = step;
    }

    ObjectNode create(ObjectNode form) {
        WiseSandbox.onlyKnown(form, FIELDS);
        if (form.get("details") instanceof ObjectNode details) {
            WiseSandbox.onlyKnown(details, DETAILS);
        }
        String key = uuid(form);
        ObjectNode first = store.find(KEY, key);
        if (first != null) {
            return get(Json.text(first, "transfer", ""));
        }
        ObjectNode recipient = recipients.find(form.path("targetAccount").asLong());
        ObjectNode quote = quotes.accept(
                Json.text(form, "quoteUuid", ""),
                form.path("targetAccount").asLong(),
                Json.text(recipient, "currency", ""));
        Instant now = account.now();
        long id = 16_000_000L + store.count(TYPE);
        ObjectNode t = Json.object().put("id", id).put("user", 55);
        t.put("targetAccount", form.path("targetAccount").asLong())
                .putNull("sourceAccount")
                .putNull("quote");
        t.put("quoteUuid", Json.text(quote, "id")).put("status", "incoming_payment_waiting");
        t.put("reference", Json.text(form.path("details"), "reference", "")).put("rate", 1);
        t.put("created", CREATED.format(now)).putNull("business").putNull("transferRequest");
        t.putObject("details").put("reference", Json.text(form.path("details"), "reference", ""));
        t.put("hasActiveIssues", false);
        t.put("sourceCurrency", Json.text(quote, "sourceCurrency"));
        t.put("sourceValue", quote.path("sourceAmount").decimalValue());
        t.put("targetCurrency", Json.text(quote, "targetCurrency"));
        t.put("targetValue", quote.path("targetAmount").decimalValue());
        t.put("customerTransactionId", key)
                .put("payinSessionId", UUID.randomUUID().toString());
        t.put("_at", now.toString()).put("_due", now.plus(UNPAID).toString()).put("_paid", false);
        t.put("_outcome", outcomes.decide().name());
        save(t);
        store.put(KEY, key, Json.object().put("transfer", Long.toString(id)));
        events.changed(t, null);
        return t;
    }

    private static String uuid(ObjectNode form) {
        try {
            return UUID.fromString(Json.text(form, "customerTransactionId", "")).toString();
        } catch (IllegalArgumentException e) {
            throw WiseError.of(400, "NotNull", "customerTransactionId", "must be a UUID");
        }
    }

    ObjectNode get(String id) {
        ObjectNode t = store.find(TYPE, id);
        if (t == null) {
            throw WiseError.of(404, "transfer.not-found", null, "Transfer does not exist");
        }
        return t;
    }

    /// Pays from the balance of the source currency; false when there is not enough in it.
    boolean pay(String id) {
        ObjectNode t = get(id);
        if (!status(t).equals("incoming_payment_waiting")) {
            throw WiseError.of(422, "transfer.invalid-state", null, "The transfer is " + status(t));
        }
        String currency = Json.text(t, "sourceCurrency", "");
        BigDecimal left =
                account.balance(currency).subtract(t.path("sourceValue").decimalValue());
        if (left.signum() < 0) {
            return false;
        }
        account.balance(currency, left);
        t.put("_paid", true);
        move(t, "processing");
        return true;
    }

    List<ObjectNode> payments(String id) {
        ObjectNode t = get(id);
        if (!Json.flag(t, "_paid")) {
            return List.of();
        }
        ObjectNode payment = Json.object().put("id", 50_000_000L + t.path("id").asLong());
        payment.put("method", "BALANCE").putNull("pricingVariant");
        payment.put("amount", t.path("sourceValue").decimalValue()).put("currency", Json.text(t, "sourceCurrency"));
        payment.put("timeCreated", Json.text(t, "_at")).put("timeUpdated", Json.text(t, "_at"));
        return List.of(payment);
    }

    ObjectNode cancel(String id) {
        ObjectNode t = get(id);
        if (!Set.of("incoming_payment_waiting", "processing", "funds_converted").contains(status(t))) {
            throw WiseError.of(409, "transfer.cancellation.not.allowed", null, "Transfer cannot be cancelled");
        }
        t.put("_outcome", WiseOutcomes.Outcome.REFUND.name());
        move(t, "cancelled");
        return t;
    }

    /// As the sandbox's simulation does: only what is paid for, and in order.
    ///
    /// Source: https://docs.wise.com/api-reference/simulation
    ObjectNode simulate(String id, String to) {
        ObjectNode t = get(id);
        String from = status(t);
        boolean inOrder = switch (to) {
            // To be called although payment has moved it there already.
            case "processing" -> from.equals("processing") || from.equals("incoming_payment_waiting");
            case "funds_converted" -> from.equals("processing");
            case "outgoing_payment_sent" -> from.equals("funds_converted");
            case "bounced_back" -> from.equals("outgoing_payment_sent");
            case "funds_refunded" -> from.equals("bounced_back");
            default -> false;
        };
        if (!inOrder || !Json.flag(t, "_paid")) {
            throw WiseError.of(422, "transfer.invalid-state", null, "The transfer is " + from);
        }
        t.put("_outcome", WiseOutcomes.Outcome.STUCK.name());
        if (!from.equals(to)) {
            move(t, to);
        }
        return t;
    }

    /// Whatever is asked for, also out of order: states roll back at Wise.
    void force(String id, String to) {
        ObjectNode t = get(id);
        t.put("_outcome", WiseOutcomes.Outcome.STUCK.name());
        move(t, to);
    }

    private void move(ObjectNode t, String to) {
        String from = status(t);
        t.put("status", to).put("_due", account.now().plus(step).toString());
        if (to.equals("funds_refunded")) {
            String currency = Json.text(t, "sourceCurrency", "");
            account.balance(
                    currency,
                    account.balance(currency).add(t.path("sourceValue").decimalValue()));
        }
        save(t);
        events.changed(t, from);
    }

    /// Takes every transfer one step on that is due.
    void tick() {
        Instant now = account.now();
        for (ObjectNode t : store.all(TYPE)) {
            if (!now.isBefore(Instant.parse(Json.text(t, "_due", "")))) {
                String next = WiseOutcomes.next(
                        WiseOutcomes.Outcome.valueOf(Json.text(t, "_outcome", "PAID")),
                        status(t),
                        Json.flag(t, "_paid"),
                        Json.flag(t, "_bounced"));
                if (next != null) {
                    t.put("_bounced", Json.flag(t, "_bounced") || next.equals("bounced_back"));
                    move(t, next);
                }
            }
        }
    }

    /// @param from and `to`, inclusive both
    List<ObjectNode> list(Instant from, Instant to, Set<String> statuses) {
        var out = new ArrayList<ObjectNode>();
        for (ObjectNode t : store.newestFirst(TYPE)) {
            Instant at = Instant.parse(Json.text(t, "_at", ""));
            if (!at.isBefore(from) && !at.isAfter(to) && (statuses.isEmpty() || statuses.contains(status(t)))) {
                out.add(view(t));
            }
        }
        return out;
    }

    private static String status(ObjectNode t) {
        return Json.text(t, "status", "");
    }

    private void save(ObjectNode t) {
        store.put(TYPE, t.path("id").asText(), t);
    }

    static ObjectNode view(ObjectNode node) {
        ObjectNode copy = node.deepCopy();
        copy.properties().removeIf(f -> f.getKey().startsWith("_"));
        return copy;
    }
}
