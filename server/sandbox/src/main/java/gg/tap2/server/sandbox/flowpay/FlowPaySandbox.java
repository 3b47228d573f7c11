package gg.tap2.server.sandbox.flowpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.Ticker;
import gg.tap2.server.sandbox.WebhookSender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Map;

/// The FlowPay stand-in.
public final class FlowPaySandbox implements AutoCloseable {
    private static final String IDEMPOTENCY = "idempotency";
    private final SandboxKeys keys;
    private final ObjectStore store;
    private final FlowPayAccount account;
    private final Transfers transfers;
    private final MagicRules magic = new MagicRules();
    private final Faults faults = new Faults();
    private final WebhookSender sender;
    private final SandboxServer server;
    private final Ticker ticker;

    private FlowPaySandbox(SandboxSettings settings) {
        keys = SandboxKeys.load(settings.dataFolder());
        store = new ObjectStore(settings.folder().resolve("flowpay.ndjson"));
        account = new FlowPayAccount(store, settings.clock());
        transfers = new Transfers(store, settings, account, keys.flowPayWebhookSecret());
        sender = new WebhookSender(store, settings.clock(), settings.retryBase(), transfers::compose);
        transfers.connect(sender);
        var router = new Router();
        routes(router);
        Html.assets(router);
        new FlowPayControl(store, transfers, account, magic, faults, sender, settings.clock()).register(router);
        server = new SandboxServer(settings.ports().flowPay(), router, faults, new Style());
        sender.resume();
        ticker = new Ticker("flowpay-tick", settings.backgroundTicks(), 50, this::tick);
    }

    public static FlowPaySandbox start(SandboxSettings settings) {
        return new FlowPaySandbox(settings);
    }

    private void routes(Router router) {
        router.post("/v1/transfers", this::create);
        router.get("/v1/transfers", authorized(this::list));
        router.get("/v1/transfers/{id}", authorized(c -> Reply.json(Transfers.view(transfers.get(c.var("id"))))));
        router.post(
                "/v1/transfers/{id}/cancel",
                authorized(c -> Reply.json(Transfers.view(transfers.cancel(c.var("id"))))));
        router.get("/v1/account", authorized(c -> Reply.json(account.view())));
        router.get("/v1/balances", authorized(c -> account.balances()));
        router.get("/v1/totals", authorized(c -> Reply.json(transfers.totals(day(c)))));
        router.post("/v1/micro_deposits", authorized(c -> idempotent(c, this::microDeposits)));
        router.get("/v1/micro_deposits/{id}", authorized(c -> {
            ObjectNode found = store.find("micro_deposit", c.var("id"));
            if (found == null) {
                throw new FlowPayError(404, "not_found", "no such micro-deposit");
            }
            return Reply.json(Transfers.view(found));
        }));
    }

    private Router.Handler authorized(Router.Handler handler) {
        return call -> store.inTransaction(() -> {
            authorize(call);
            return handler.handle(call);
        });
    }

    private void authorize(Call call) {
        String header = call.header("authorization");
        if (header == null || !header.equals("Bearer " + keys.flowPayKey())) {
            throw new FlowPayError(401, "unauthorized", "a valid API key is required");
        }
    }

    /// The webhook-before-reply mode waits outside the lock, or the delivery could not be recorded.
    private Reply create(Call call) {
        Reply reply = store.inTransaction(() -> {
            authorize(call);
            return idempotent(call, c -> {
                ObjectNode form = c.form();
                return Reply.json(201, Transfers.view(transfers.create(form, magic.decide(form))));
            });
        });
        if (reply.status() == 201 && magic.takeWebhookFirst()) {
            boolean ignored = sender.awaitIdle(Duration.ofSeconds(5));
        }
        return reply;
    }

    private Reply idempotent(Call call, Router.Handler handler) {
        String key = call.header("idempotency-key");
        if (key == null || key.length() > 255) {
            throw new FlowPayError(400, "idempotency_key_required", "send an Idempotency-Key of up to 255 characters");
        }
        String fingerprint = call.path() + ' ' + new String(call.body(), StandardCharsets.UTF_8);
        ObjectNode kept = store.find(IDEMPOTENCY, key);
        if (kept != null) {
            if (!fingerprint.equals(Json.text(kept, "fingerprint"))) {
                throw new FlowPayError(422, "idempotency_key_reused", "this key was used with another request");
            }
            return new Reply(
                    (int) Json.number(kept, "status"),
                    "application/json",
                    Json.text(kept, "body", "").getBytes(StandardCharsets.UTF_8),
                    Map.of("Idempotent-Replayed", "true"));
        }
        Reply reply;
        try {
            reply = handler.handle(call);
        } catch (FlowPayError e) {
            if (!e.isKept()) {
                throw e;
            }
            reply = e.reply();
        }
        if (call.fault() != null && call.fault().kind() == Faults.Kind.STORED_ERROR) {
            reply = new FlowPayError(500, "internal_error", "sandbox fault").reply();
        }
        ObjectNode record = Json.object();
        record.put("fingerprint", fingerprint).put("status", reply.status());
        record.put("body", new String(reply.body(), StandardCharsets.UTF_8));
        store.put(IDEMPOTENCY, key, record);
        return reply;
    }

    private Reply list(Call call) {
        ObjectNode query = call.query();
        String reference = Json.text(query, "reference");
        Instant from = instant(query, "created_from", Instant.MIN);
        Instant to = instant(query, "created_to", Instant.MAX);
        String after = Json.text(query, "after");
        String status = Json.text(query, "status");
        long limit = query.has("limit") ? Json.number(query, "limit") : 50;
        if (limit < 1 || limit > 100) {
            throw new FlowPayError(422, "invalid_limit", "limit must be between 1 and 100");
        }
        var found = new ArrayList<ObjectNode>();
        boolean reached = after == null;
        boolean more = false;
        for (ObjectNode transfer : store.newestFirst(Transfers.TYPE)) {
            Instant created = Instant.parse(Json.text(transfer, "created_at", ""));
            boolean matches = (reference == null || reference.equals(Json.text(transfer, "reference")))
                    && (status == null || status.equals(Json.text(transfer, "status")))
                    && !created.isBefore(from)
                    && created.isBefore(to);
            if (reached && matches) {
                if (found.size() == limit) {
                    more = true;
                    break;
                }
                found.add(Transfers.view(transfer));
            }
            reached |= transfer.path("id").asText().equals(after);
        }
        ObjectNode page = Json.object();
        page.putArray("data").addAll(found);
        page.put("has_more", more);
        page.put("next", more ? Json.text(found.getLast(), "id") : null);
        return Reply.json(page);
    }

    private static Instant instant(ObjectNode query, String name, Instant otherwise) {
        String text = Json.text(query, name);
        try {
            return text == null ? otherwise : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new FlowPayError(422, "invalid_" + name, name + " must be a UTC time such as 2026-01-31T00:00:00Z");
        }
    }

    private static LocalDate day(Call call) {
        try {
            return LocalDate.parse(Json.text(call.query(), "date", ""));
        } catch (DateTimeParseException e) {
            throw new FlowPayError(422, "invalid_date", "date must be YYYY-MM-DD");
        }
    }

    /// The caller chooses both amounts, keeps them secret, and asks the account's owner for them later.
    private Reply microDeposits(Call call) {
        ObjectNode form = call.form();
        var amounts = form.path("amounts_minor");
        if (amounts.size() != 2) {
            throw new FlowPayError(422, "invalid_amounts", "amounts_minor must have two amounts");
        }
        for (var amount : amounts) {
            if (!amount.isIntegralNumber() || amount.asLong() < 1 || amount.asLong() > 99) {
                throw new FlowPayError(422, "invalid_amounts", "each amount must be from 1 to 99");
            }
        }
        Transfers.destination(form);
        account.require(amounts.get(0).asLong() + amounts.get(1).asLong());
        String number = Json.text(form.path("destination"), "account", "").replace(" ", "");
        ObjectNode deposit = Json.object();
        deposit.put("id", Ids.random("fpm_", 24)).put("object", "micro_deposit");
        deposit.put("reference", Json.text(form, "reference"));
        deposit.put("currency", Json.text(form, "currency", "USD"));
        deposit.put("account_last4", number.substring(number.length() - 4));
        deposit.put("holder_name", Json.text(form.path("destination"), "holder_name"));
        deposit.put("status", "sent");
        deposit.put("created_at", transfers.now().toString());
        deposit.putArray("_amounts")
                .add(amounts.get(0).asLong())
                .add(amounts.get(1).asLong());
        store.put("micro_deposit", Json.text(deposit, "id", ""), deposit);
        return Reply.json(201, Transfers.view(deposit));
    }

    /// Registers another receiver while running, signed with the secret in `keys.json`.
    public void addWebhook(String url) {
        store.run(() -> store.put("receiver", url, Json.object().put("url", url).put("secret", "")));
    }

    public void tick() {
        store.run(transfers::tick);
    }

    public URI baseUri() {
        return server.baseUri();
    }

    public SandboxKeys keys() {
        return keys;
    }

    public Faults faults() {
        return faults;
    }

    public WebhookSender webhooks() {
        return sender;
    }

    /// The next N transfers fail, are returned, or stay processing.
    public void nextOutcome(String outcome, int count) {
        magic.next(MagicRules.Outcome.valueOf(outcome), count);
    }

    /// The next N calls that create something are refused like this.
    public void refuseNext(int status, String code, int count) {
        account.refuseNext(status, code, count);
    }

    public void webhookBeforeReply(int count) {
        magic.webhookFirst(count);
    }

    @Override
    public void close() {
        ticker.close();
        server.close();
        sender.close();
        store.close();
    }

    private static final class Style implements SandboxServer.Style {
        @Override
        public Reply notFound(Call call) {
            return new FlowPayError(404, "not_found", "no such address").reply();
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            return fault.kind() == Faults.Kind.RATE_LIMIT
                    ? new FlowPayError(429, "rate_limited", "too many requests (sandbox fault)")
                            .reply()
                            .header("Retry-After", "1")
                    : new FlowPayError(fault.status() == 0 ? 500 : fault.status(), "internal_error", "sandbox fault")
                            .reply();
        }

        @Override
        public Reply failure(RuntimeException error) {
            return error instanceof FlowPayError known
                    ? known.reply()
                    : new FlowPayError(500, "internal_error", "unexpected").reply();
        }
    }
}
