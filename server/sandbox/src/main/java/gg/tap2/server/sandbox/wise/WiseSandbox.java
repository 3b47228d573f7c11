package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.Ticker;
import gg.tap2.server.sandbox.WebhookSender;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/// The Wise stand-in, with one profile.
public final class WiseSandbox implements AutoCloseable {
    private static final long PROFILE = 30_000_000;
    private static final int MAX_PAGE = 100;
    private final ObjectStore store;
    private final WiseAccount account;
    private final WiseEvents events;
    private final WiseQuotes quotes;
    private final WiseRecipientBook recipients;
    private final WiseTransfers transfers;
    private final WiseOutcomes outcomes = new WiseOutcomes();
    private final Faults faults = new Faults();
    private final WebhookSender sender;
    private final SandboxServer server;
    private final Ticker ticker;
    private final String token;

    private WiseSandbox(SandboxSettings settings, int port) {
        store = new ObjectStore(settings.folder().resolve("wise.ndjson"));
        token = store.inTransaction(this::keptToken);
        account = new WiseAccount(store, settings.clock());
        events = new WiseEvents(store, account::now, PROFILE);
        quotes = new WiseQuotes(store, account, PROFILE);
        recipients = new WiseRecipientBook(store, PROFILE);
        transfers = new WiseTransfers(store, account, quotes, recipients, events, outcomes, settings.flowPayDelay());
        sender = new WebhookSender(store, settings.clock(), settings.retryBase(), events::compose);
        events.connect(sender);
        var router = new Router();
        routes(router);
        Html.assets(router);
        new WiseControl(store, transfers, account, outcomes, events, faults, sender, settings.clock()).register(router);
        server = new SandboxServer(port, router, faults, new Style());
        sender.resume();
        ticker = new Ticker("wise-tick", settings.backgroundTicks(), 50, this::tick);
    }

    public static WiseSandbox start(SandboxSettings settings, int port) {
        return new WiseSandbox(settings, port);
    }

    private String keptToken() {
        ObjectNode kept = store.find("keys", "token");
        if (kept == null) {
            kept = Json.object().put("token", Ids.random("wise_test_", 36));
            store.put("keys", "token", kept);
        }
        return Json.text(kept, "token", "");
    }

    private void routes(Router router) {
        router.post("/v3/profiles/{profile}/quotes", own(c -> Reply.json(quotes.create(c.form()))));
        router.post("/v1/accounts", authorized(c -> Reply.json(recipients.create(c.form()))));
        router.post("/v1/transfers", authorized(c -> Reply.json(WiseTransfers.view(transfers.create(c.form())))));
        router.get("/v1/transfers", authorized(this::list));
        router.get("/v1/transfers/{id}", authorized(c -> Reply.json(WiseTransfers.view(transfers.get(c.var("id"))))));
        router.get("/v1/transfers/{id}/payments", authorized(c -> {
            var all = Json.array();
            transfers.payments(c.var("id")).forEach(all::add);
            return Reply.json(all);
        }));
        router.on(
                "PUT",
                "/v1/transfers/{id}/cancel",
                authorized(c -> Reply.json(WiseTransfers.view(transfers.cancel(c.var("id"))))));
        router.post("/v3/profiles/{profile}/transfers/{id}/payments", own(this::pay));
        router.get("/v4/profiles/{profile}/balances", own(c -> account.balances()));
        router.get(
                "/v1/simulation/transfers/{id}/{state}",
                authorized(c -> Reply.json(WiseTransfers.view(transfers.simulate(c.var("id"), c.var("state"))))));
    }

    private Router.Handler authorized(Router.Handler handler) {
        return call -> store.inTransaction(() -> {
            if (!("Bearer " + token).equals(call.header("authorization"))) {
                throw WiseError.system(401, "invalid_token", "the token is not known");
            }
            return handler.handle(call);
        });
    }

    /// Only the token's own profile.
    private Router.Handler own(Router.Handler handler) {
        return authorized(call -> {
            if (!call.var("profile").equals(Long.toString(PROFILE))) {
                throw WiseError.system(403, "unauthorized", "Unauthorized");
            }
            return handler.handle(call);
        });
    }

    /// Source: https://docs.wise.com/guides/product/send-money/funding/fund-by-transfer; the status of the refusal from
    /// "Fund Transfer" in https://docs.wise.com/guides/developer/errors, and the approval's headers from
    /// https://docs.wise.com/guides/developer/auth-and-security/sca-over-api.
    private Reply pay(Call call) {
        if (account.wantsApproval() && call.header("x-2fa-approval") == null) {
            return WiseError.system(403, "unauthorized", "Unauthorized")
                    .reply()
                    .header("x-2fa-approval-result", "REJECTED")
                    .header("x-2fa-approval", Ids.random("ott_", 20));
        }
        onlyKnown(call.form(), Set.of("type", "partnerReference"));
        if (!"BALANCE".equals(Json.text(call.form(), "type"))) {
            return payment(422, Json.text(call.form(), "type", ""), "REJECTED", "balance.payment-option-unavailable");
        }
        return transfers.pay(call.var("id"))
                ? payment(201, "BALANCE", "COMPLETED", null)
                : payment(422, "BALANCE", "REJECTED", "transfer.insufficient_funds");
    }

    private static Reply payment(
            int status, String type, String result, @org.jspecify.annotations.Nullable String code) {
        return Reply.json(
                status, Json.object().put("type", type).put("status", result).put("errorCode", code));
    }

    private Reply list(Call call) {
        ObjectNode query = call.query();
        if (Json.number(query, "profile") != PROFILE) {
            throw WiseError.system(403, "unauthorized", "Unauthorized");
        }
        long limit = query.has("limit") ? Json.number(query, "limit") : 10;
        String statuses = Json.text(query, "status");
        List<ObjectNode> found = transfers.list(
                time(query, "createdDateStart", false),
                time(query, "createdDateEnd", true),
                statuses == null ? Set.of() : Set.of(statuses.split(",")));
        var page = Json.array();
        found.stream()
                .skip(Json.number(query, "offset"))
                .limit(Math.min(limit, MAX_PAGE))
                .forEach(page::add);
        return Reply.json(page);
    }

    /// A time, or a day for its whole.
    private static Instant time(ObjectNode query, String field, boolean end) {
        String text = Json.text(query, field);
        if (text == null) {
            return end ? Instant.MAX : Instant.MIN;
        }
        try {
            if (text.length() == 10) {
                LocalDate day = LocalDate.parse(text);
                Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
                return end
                        ? day.plusDays(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                                .minusMillis(1)
                        : start;
            }
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw WiseError.of(400, "BAD_REQUEST", field, "Unparseable date");
        }
    }

    static void onlyKnown(ObjectNode form, Set<String> known) {
        for (var field : form.properties()) {
            if (!known.contains(field.getKey())) {
                throw WiseError.of(400, "BAD_REQUEST", field.getKey(), "Unrecognized field");
            }
        }
    }

    public void addWebhook(String url) {
        store.run(() -> store.put("receiver", url, Json.object().put("url", url)));
    }

    public void tick() {
        store.run(transfers::tick);
    }

    public URI baseUri() {
        return server.baseUri();
    }

    public String token() {
        return token;
    }

    public long profile() {
        return PROFILE;
    }

    /// That signs the webhooks, in base64.
    public String publicKey() {
        return events.publicKey();
    }

    public Faults faults() {
        return faults;
    }

    public WebhookSender webhooks() {
        return sender;
    }

    /// A body's signature, as this stand-in gives its own webhooks.
    public String sign(byte[] body) {
        return events.sign(body);
    }

    /// What the balance of a currency holds from now on.
    public void balance(String currency, long whole) {
        store.run(() -> account.balance(currency, BigDecimal.valueOf(whole)));
    }

    /// The next N transfers end like this: `paid`, `bounce`, `late`, `refund`, `stuck`, `unknown`.
    public void nextOutcome(String outcome, int count) {
        outcomes.next(WiseOutcomes.Outcome.valueOf(outcome.toUpperCase(java.util.Locale.ROOT)), count);
    }

    /// Whether payments need somebody's approval from now on.
    public void wantApproval(boolean wanted) {
        store.run(() -> account.change(Json.object().put("sca", Boolean.toString(wanted))));
    }

    /// Puts a transfer into a state, in or out of order.
    public void force(String transfer, String state) {
        store.run(() -> transfers.force(transfer, state));
    }

    /// Every transfer, newest first.
    public List<JsonNode> transfers() {
        return store.inTransaction(() -> List.copyOf(transfers.list(Instant.MIN, Instant.MAX, Set.of())));
    }

    /// Forgets what was asked for, and fills the balances.
    public void obey() {
        faults.clear();
        outcomes.clear();
        store.run(account::clear);
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
            // As a framework answers at an address that is none, and not in the form of the API's errors.
            return Reply.json(
                    404,
                    Json.object().put("status", 404).put("error", "Not Found").put("path", call.path()));
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            if (fault.kind() == Faults.Kind.RATE_LIMIT) {
                return WiseError.of(429, "TOO_MANY_REQUESTS", null, "Too Many Requests")
                        .reply()
                        .header("Retry-After", "1");
            }
            int status = fault.status() == 0 ? 500 : fault.status();
            String code = fault.code().isEmpty() ? "UNEXPECTED_ERROR" : fault.code();
            return WiseError.of(status, code, null, "sandbox fault").reply();
        }

        @Override
        public Reply failure(RuntimeException error) {
            return error instanceof WiseError known
                    ? known.reply()
                    : WiseError.of(500, "UNEXPECTED_ERROR", null, "unexpected").reply();
        }
    }
}
