package gg.tap2.server.sandbox.flowpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.WebhookSender;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Transfers and their progress. Runs under the store's lock.
final class Transfers {
    static final String TYPE = "transfer";
    static final String EVENT = "event";
    private static final String REFERENCE = "reference";
    private static final Set<String> DESTINATIONS = Set.of("iban", "us_bank", "other");
    private static final Set<String> FINAL = Set.of("failed", "returned", "cancelled");
    private final ObjectStore store;
    private final FlowPayAccount account;
    private final InstantSource clock;
    private final SandboxSettings settings;
    private final String defaultSecret;
    private @Nullable WebhookSender sender;

    Transfers(ObjectStore store, SandboxSettings settings, FlowPayAccount account, String defaultSecret) {
        this.store = store;
        this.account = account;
        this.clock = account::now;
        this.settings = settings;
        this.defaultSecret = defaultSecret;
    }

    void connect(WebhookSender to) {
        this.sender = to;
    }

    Instant now() {
        return clock.instant();
    }

    ObjectNode create(ObjectNode form, MagicRules.Outcome outcome) {
        long amount = amount(form);
        String currency = Json.text(form, "currency", "").toUpperCase(Locale.ROOT);
        if (!currency.matches("[A-Z]{3}")) {
            throw new FlowPayError(422, "invalid_currency", "currency must be an ISO 4217 code");
        }
        String reference = Json.text(form, "reference");
        if (reference == null || reference.length() > 100) {
            throw new FlowPayError(422, "invalid_reference", "reference is required, up to 100 characters");
        }
        if (findByReference(reference) != null) {
            throw new FlowPayError(409, "duplicate_reference", "a transfer with this reference exists");
        }
        ObjectNode to = destination(form);
        account.require(amount);
        account.spend(amount);
        ObjectNode transfer = Json.object();
        transfer.put("id", Ids.random("fpt_", 24)).put("object", "transfer");
        transfer.put("amount_minor", amount).put("currency", currency).put("reference", reference);
        transfer.set("destination", to);
        transfer.put("status", "processing");
        transfer.putNull("failure_code");
        transfer.putNull("failure_message");
        transfer.put("created_at", clock.instant().toString());
        transfer.put("updated_at", clock.instant().toString());
        transfer.putNull("completed_at");
        transfer.putNull("returned_at");
        transfer.put("_outcome", outcome.name());
        transfer.put("_due", clock.instant().plus(settings.flowPayDelay()).toString());
        save(transfer);
        store.put(REFERENCE, reference, Json.object().put("transfer", Json.text(transfer, "id")));
        emit("transfer.processing", transfer);
        return transfer;
    }

    private static long amount(ObjectNode form) {
        if (!form.path("amount_minor").isIntegralNumber()
                || form.path("amount_minor").asLong() < 1) {
            throw new FlowPayError(422, "invalid_amount", "amount_minor must be a positive whole number");
        }
        return form.path("amount_minor").asLong();
    }

    static ObjectNode destination(ObjectNode form) {
        if (!(form.get("destination") instanceof ObjectNode destination)) {
            throw new FlowPayError(422, "invalid_destination", "destination is required");
        }
        String type = Json.text(destination, "type", "");
        if (!DESTINATIONS.contains(type)) {
            throw new FlowPayError(422, "invalid_destination", "destination.type must be iban, us_bank or other");
        }
        String account = Json.text(destination, "account", "").replace(" ", "");
        if (account.length() < 4
                || Json.text(destination, "holder_name") == null
                || !Json.text(destination, "country", "").matches("[A-Z]{2}")) {
            throw new FlowPayError(
                    422, "invalid_destination", "destination needs account, holder_name and a two-letter country");
        }
        if (type.equals("us_bank") && !isAba(Json.text(destination, "routing", ""))) {
            throw new FlowPayError(422, "invalid_destination", "destination.routing must be an ABA number");
        }
        if (type.equals("iban") && !isIban(account.toUpperCase(Locale.ROOT))) {
            throw new FlowPayError(422, "invalid_destination", "destination.account must be an IBAN");
        }
        // Like a real provider: only the last four are ever shown again.
        ObjectNode kept = Json.object();
        kept.put("type", type).put("account_last4", account.substring(account.length() - 4));
        kept.put("holder_name", Json.text(destination, "holder_name"));
        kept.put("country", Json.text(destination, "country"));
        return kept;
    }

    /// The checksum of the American Bankers Association: weights 3, 7, 1.
    private static boolean isAba(String routing) {
        if (!routing.matches("\\d{9}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (routing.charAt(i) - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }
        return sum != 0 && sum % 10 == 0;
    }

    /// ISO 13616: the remainder by 97 is 1.
    private static boolean isIban(String iban) {
        if (!iban.matches("[A-Z]{2}\\d{2}[A-Z0-9]{10,30}")) {
            return false;
        }
        var digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> digits.append(Character.getNumericValue(c)));
        return new java.math.BigInteger(digits.toString())
                        .mod(java.math.BigInteger.valueOf(97))
                        .intValue()
                == 1;
    }

    @Nullable
    ObjectNode findByReference(String reference) {
        ObjectNode index = store.find(REFERENCE, reference);
        return index == null ? null : store.find(TYPE, Json.text(index, "transfer", ""));
    }

    ObjectNode get(String id) {
        ObjectNode transfer = store.find(TYPE, id);
        if (transfer == null) {
            throw new FlowPayError(404, "not_found", "no such transfer");
        }
        return transfer;
    }

    ObjectNode cancel(String id) {
        ObjectNode transfer = get(id);
        String status = Json.text(transfer, "status", "");
        if (status.equals("cancelled")) {
            return transfer;
        }
        if (!status.equals("processing")) {
            throw new FlowPayError(409, "not_cancellable", "the transfer is " + status);
        }
        move(transfer, "cancelled", null, null);
        return transfer;
    }

    void move(ObjectNode transfer, String status, @Nullable String code, @Nullable String message) {
        String now = clock.instant().toString();
        transfer.put("status", status).put("updated_at", now);
        if (code != null) {
            transfer.put("failure_code", code).put("failure_message", message);
        }
        if (status.equals("completed")) {
            transfer.put("completed_at", now);
        }
        if (status.equals("returned")) {
            transfer.put("returned_at", now);
        }
        save(transfer);
        emit("transfer." + status, transfer);
    }

    /// Takes every transfer one step on that is due.
    void tick() {
        Instant now = clock.instant();
        for (ObjectNode transfer : store.all(TYPE)) {
            String status = Json.text(transfer, "status", "");
            MagicRules.Outcome outcome = MagicRules.Outcome.valueOf(Json.text(transfer, "_outcome", "COMPLETE"));
            boolean settled = status.equals("completed")
                    && (outcome == MagicRules.Outcome.COMPLETE || outcome == MagicRules.Outcome.REVIEW);
            if (settled || FINAL.contains(status) || now.isBefore(Instant.parse(Json.text(transfer, "_due", "")))) {
                continue;
            }
            if (status.equals("completed")) {
                bounce(transfer, outcome);
            } else {
                finish(transfer, outcome);
            }
        }
    }

    /// What was there does not stay there.
    private void bounce(ObjectNode transfer, MagicRules.Outcome outcome) {
        switch (outcome) {
            case RETURN -> move(transfer, "returned", "account_closed", "The receiving bank sent the money back.");
            case RETURN_SHORT -> {
                transfer.put("returned_amount_minor", Math.max(0, Json.number(transfer, "amount_minor") - 100));
                move(transfer, "returned", "account_closed", "The receiving bank sent the money back.");
            }
            case CANCEL_LATE -> move(transfer, "cancelled", null, null);
            case FAIL_LATE -> move(transfer, "failed", "account_closed", "The receiving bank bounced it.");
            case COMPLETE, FAIL, STUCK, REVIEW -> {}
        }
    }

    private void finish(ObjectNode transfer, MagicRules.Outcome outcome) {
        String due = clock.instant().plus(settings.flowPayDelay()).toString();
        switch (outcome) {
            case FAIL -> move(transfer, "failed", "invalid_account", "The receiving account does not exist.");
            case STUCK -> {}
            case REVIEW -> {
                transfer.put("_due", due);
                move(
                        transfer,
                        Json.text(transfer, "status", "").equals("in_review") ? "completed" : "in_review",
                        null,
                        null);
            }
            case COMPLETE, RETURN, RETURN_SHORT, CANCEL_LATE, FAIL_LATE -> {
                transfer.put("_due", due);
                move(transfer, "completed", null, null);
            }
        }
    }

    void act(String id, String action, String reason) {
        ObjectNode transfer = get(id);
        String status = Json.text(transfer, "status", "");
        switch (action) {
            case "complete" ->
                require(status.equals("processing") || status.equals("in_review"), transfer, "completed", null);
            case "fail" -> require(status.equals("processing"), transfer, "failed", reason);
            case "return" -> require(status.equals("completed"), transfer, "returned", reason);
            default -> throw new FlowPayError(422, "unknown_action", "complete, fail or return");
        }
    }

    private void require(boolean allowed, ObjectNode transfer, String to, @Nullable String reason) {
        if (!allowed) {
            throw new FlowPayError(409, "wrong_status", "the transfer is " + Json.text(transfer, "status", ""));
        }
        move(transfer, to, reason, reason == null ? null : "Sandbox: " + reason);
    }

    private void save(ObjectNode transfer) {
        store.put(TYPE, Json.text(transfer, "id", ""), transfer);
    }

    void emit(String type, ObjectNode transfer) {
        ObjectNode event = Json.object();
        String id = Ids.random("fpe_", 24);
        event.put("id", id).put("type", type).put("timestamp", clock.instant().toString());
        event.set("data", view(transfer));
        store.put(EVENT, id, event);
        enqueue(event);
    }

    int enqueue(ObjectNode event) {
        int n = 0;
        for (SandboxSettings.WebhookTarget target : targets()) {
            if (sender != null) {
                sender.enqueue(
                        Json.text(event, "id", ""), Json.text(event, "type", ""), Integer.toString(n), target.url());
            }
            n++;
        }
        return n;
    }

    private List<SandboxSettings.WebhookTarget> targets() {
        var all = new java.util.ArrayList<>(settings.flowPayWebhooks());
        store.all("receiver")
                .forEach(r -> all.add(
                        new SandboxSettings.WebhookTarget(Json.text(r, "url", ""), Json.text(r, "secret", ""))));
        return all;
    }

    /// Signs by the Standard Webhooks scheme. The delivery's own id is not the message id: a message keeps
    /// its id
    /// through retries and duplicates.
    WebhookSender.@Nullable Message compose(ObjectNode delivery) {
        ObjectNode event = store.find(EVENT, Json.text(delivery, "event", ""));
        if (event == null) {
            return null;
        }
        String url = Json.text(delivery, "url", "");
        String secrets = targets().stream()
                .filter(t -> t.url().equals(url))
                .map(SandboxSettings.WebhookTarget::secret)
                .findFirst()
                .orElse("");
        byte[] body = Json.bytes(event);
        String id = Json.text(event, "id", "");
        long time = clock.instant().getEpochSecond();
        var signatures = new StringBuilder();
        for (String secret : (secrets.isEmpty() ? defaultSecret : secrets).split(",")) {
            signatures.append(signatures.isEmpty() ? "" : " ").append(sign(secret.strip(), id, time, body));
        }
        return new WebhookSender.Message(
                url,
                body,
                Map.of(
                        "webhook-id", id,
                        "webhook-timestamp", Long.toString(time),
                        "webhook-signature", signatures.toString()));
    }

    static String sign(String secret, String id, long time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = secret.startsWith("whsec_")
                    ? Base64.getDecoder().decode(secret.substring(6))
                    : secret.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    ObjectNode totals(LocalDate day) {
        var sums = new TreeMap<String, long[]>();
        for (ObjectNode transfer : store.all(TYPE)) {
            Instant created = Instant.parse(Json.text(transfer, "created_at", ""));
            if (created.atZone(ZoneOffset.UTC).toLocalDate().equals(day)) {
                String key = Json.text(transfer, "currency", "") + ' ' + Json.text(transfer, "status", "");
                long[] sum = sums.computeIfAbsent(key, k -> new long[2]);
                sum[0]++;
                sum[1] += Json.number(transfer, "amount_minor");
            }
        }
        ObjectNode totals = Json.object().put("date", day.toString());
        var array = totals.putArray("totals");
        sums.forEach((key, sum) -> {
            String[] parts = key.split(" ");
            array.addObject()
                    .put("currency", parts[0])
                    .put("status", parts[1])
                    .put("count", sum[0])
                    .put("amount_minor", sum[1]);
        });
        return totals;
    }

    static ObjectNode view(ObjectNode node) {
        ObjectNode copy = node.deepCopy();
        copy.properties().removeIf(f -> f.getKey().startsWith("_"));
        return copy;
    }
}
