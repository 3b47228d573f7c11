package gg.tap2.server.sandbox.plaid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.ControlApi;
import gg.tap2.server.sandbox.ControlPage;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Jwts;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import gg.tap2.server.sandbox.SandboxServer;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.WebhookSender;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The Plaid stand-in: Link tokens, the Link page, items, accounts and numbers, signed webhooks. As strict
/// as Plaid:
///
/// - a visit with a country that the contract does not cover is INVALID_FIELD (LinkTokenCreateRequest in
/// plaid-java:
///   "only products that you are enabled for in all countries will be used by Link"; frappe/erpnext#23770);
/// - without Hosted Link switched on an answer has no `hosted_link_url` (plaid/plaid-python#524);
/// - a tokenizing bank gives another number with each permission, and the old one is dead once it was taken back
///   (UserPermissionRevokedWebhook, UserAccountRevokedWebhook);
/// - AUTH DEFAULT_UPDATE says that given numbers are to be used no longer.
public final class PlaidSandbox implements AutoCloseable {
    private final SandboxKeys keys;
    private final InstantSource clock;
    private final SandboxSettings settings;
    private final ObjectStore store;
    private final Jwts jwts;
    private final Faults faults = new Faults();
    private final WebhookSender sender;
    private final SandboxServer server;
    private volatile Set<String> countries = Set.of("US", "DE", "FR", "ES", "IT", "NL", "IE", "BE", "PT");
    private volatile boolean hosted = true;

    private PlaidSandbox(SandboxSettings settings) {
        this.settings = settings;
        keys = SandboxKeys.load(settings.dataFolder());
        clock = settings.clock();
        store = new ObjectStore(settings.folder().resolve("plaid.ndjson"));
        jwts = Jwts.load(settings.folder().resolve("plaid-key.json"), "ES256");
        sender = new WebhookSender(store, clock, settings.retryBase(), this::compose);
        var router = new Router();
        api(router, "/link/token/create", this::createLinkToken);
        api(router, "/link/token/get", this::linkToken);
        api(router, "/item/public_token/exchange", this::exchange);
        api(router, "/sandbox/public_token/create", this::sandboxPublicToken);
        api(router, "/auth/get", form -> accounts(form, true));
        api(router, "/accounts/get", form -> accounts(form, false));
        api(router, "/item/get", this::itemGet);
        api(router, "/item/remove", form -> {
            store.remove("item", Json.text(item(form), "id", ""));
            return reply();
        });
        api(router, "/sandbox/item/reset_login", form -> {
            requireLogin(item(form));
            return reply().put("reset_login", true);
        });
        api(router, "/webhook_verification_key/get", this::verificationKey);
        new LinkPages(store, clock, this::linked).register(router);
        var control = new ControlApi(store, faults, sender, settings.clock(), "event", this::replay);
        control.register(router);
        router.post("/sandbox/api/items/{id}/login_required", control.guarded(call -> {
            ObjectNode item = store.find("item", call.var("id"));
            if (item == null) {
                throw new IllegalArgumentException("no such item");
            }
            requireLogin(item);
            return Json.object().put("ok", true);
        }));
        // Anything else that Plaid tells of an item, such as AUTH.DEFAULT_UPDATE, which comes with new numbers.
        router.post("/sandbox/api/items/{id}/webhooks/{type}/{code}", control.guarded(call -> {
            ObjectNode item = store.find("item", call.var("id"));
            if (item == null) {
                throw new IllegalArgumentException("no such item");
            }
            if (call.var("code").equals("DEFAULT_UPDATE")) {
                item.put("consents", Json.number(item, "consents") + 1);
                store.put("item", Json.text(item, "id", ""), item);
            }
            webhook(item, call.var("type"), call.var("code"));
            return Json.object().put("ok", true);
        }));
        new ControlPage(
                        "Plaid",
                        store,
                        faults,
                        sender,
                        settings.clock(),
                        "event",
                        List.of(new ControlPage.Tab("item", List.of("id", "institution", "account", "error"))),
                        (type, object) -> type.equals("item")
                                ? List.of(new ControlPage.Action(
                                        "control.login_required",
                                        "/sandbox/api/items/" + Json.text(object, "id", "") + "/login_required"))
                                : List.of())
                .register(router);
        Html.assets(router);
        server = new SandboxServer(settings.ports().plaid(), router, faults, new Style());
        sender.resume();
    }

    public static PlaidSandbox start(SandboxSettings settings) {
        return new PlaidSandbox(settings);
    }

    private interface Endpoint {
        ObjectNode handle(ObjectNode form);
    }

    private void api(Router router, String path, Endpoint endpoint) {
        router.post(
                path,
                call -> store.inTransaction(() -> {
                    ObjectNode form = call.form();
                    String id = call.header("plaid-client-id");
                    String secret = call.header("plaid-secret");
                    if (!keys.plaidClientId().equals(id == null ? Json.text(form, "client_id") : id)
                            || !keys.plaidSecret().equals(secret == null ? Json.text(form, "secret") : secret)) {
                        throw new PlaidError(
                                400, "INVALID_INPUT", "INVALID_API_KEYS", "invalid client_id or secret provided");
                    }
                    return Reply.json(endpoint.handle(form));
                }));
    }

    static ObjectNode reply() {
        return Json.object().put("request_id", Ids.random("", 15));
    }

    private ObjectNode createLinkToken(ObjectNode form) {
        if (Json.text(form.path("user"), "client_user_id") == null) {
            throw new PlaidError(400, "INVALID_REQUEST", "MISSING_FIELDS", "user.client_user_id is required");
        }
        var asked = form.path("country_codes");
        if (!asked.isArray() || asked.isEmpty()) {
            throw new PlaidError(400, "INVALID_REQUEST", "MISSING_FIELDS", "country_codes is required");
        }
        for (var country : asked) {
            if (!countries.contains(country.asText())) {
                throw new PlaidError(
                        400, "INVALID_REQUEST", "INVALID_FIELD", "your account is not enabled for " + country.asText());
            }
        }
        String token = "link-sandbox-" + java.util.UUID.randomUUID();
        ObjectNode link = Json.object().put("id", token);
        link.put("redirect_uri", Json.text(form, "redirect_uri"));
        link.put("completion", Json.text(form.path("hosted_link"), "completion_redirect_uri"));
        link.put("webhook", Json.text(form, "webhook"));
        link.put("update", Json.text(form, "access_token"));
        link.put("expires", clock.instant().plus(Duration.ofHours(4)).toString());
        store.put("link", token, link);
        ObjectNode reply = reply().put("link_token", token).put("expiration", Json.text(link, "expires"));
        return hosted ? reply.put("hosted_link_url", baseUri() + "/link/" + token) : reply;
    }

    /// What the contract covers, as an operator agrees it with Plaid.
    public void contract(List<String> countries, boolean hostedLink) {
        this.countries = Set.copyOf(countries);
        this.hosted = hostedLink;
    }

    private ObjectNode linkToken(ObjectNode form) {
        ObjectNode link = store.find("link", Json.text(form, "link_token", ""));
        if (link == null) {
            throw new PlaidError(400, "INVALID_INPUT", "INVALID_LINK_TOKEN", "could not find matching link token");
        }
        ObjectNode reply = reply();
        reply.put("link_token", Json.text(link, "id")).putNull("created_at");
        reply.put("expiration", Json.text(link, "expires"));
        reply.set("link_sessions", link.withArray("sessions").deepCopy());
        ObjectNode metadata = reply.putObject("metadata");
        metadata.putArray("initial_products").add("auth");
        metadata.putArray("country_codes");
        metadata.put("webhook", Json.text(link, "webhook")).putNull("language").putNull("redirect_uri");
        metadata.putNull("client_name");
        return reply;
    }

    /// The visitor has chosen an account: makes the item and its public token, or heals the item of an
    /// update link.
    private String linked(ObjectNode link, Banks.Bank bank, String account) {
        if (Json.text(link, "update") instanceof String access) {
            ObjectNode item = byAccess(access);
            item.putNull("error");
            item.put("consents", Json.number(item, "consents") + 1);
            store.put("item", Json.text(item, "id", ""), item);
            webhook(item, "ITEM", "LOGIN_REPAIRED");
            return "";
        }
        ObjectNode item = Json.object();
        item.put("id", Ids.random("", 37)).put("access", "access-sandbox-" + java.util.UUID.randomUUID());
        item.put("institution", bank.id()).put("account", account);
        item.put("webhook", Json.text(link, "webhook", settings.plaidWebhookUrl()));
        item.put("account_id", Ids.random("", 37));
        item.putNull("error");
        store.put("item", Json.text(item, "id", ""), item);
        String token = "public-sandbox-" + java.util.UUID.randomUUID();
        store.put(
                "public",
                token,
                Json.object()
                        .put("item", Json.text(item, "id"))
                        .put(
                                "expires",
                                clock.instant().plus(Duration.ofMinutes(30)).toString()));
        return token;
    }

    private ObjectNode sandboxPublicToken(ObjectNode form) {
        Banks.Bank bank = Banks.find(Json.text(form, "institution_id", ""));
        if (bank == null) {
            throw new PlaidError(400, "INVALID_INPUT", "INVALID_INSTITUTION", "invalid institution_id provided");
        }
        ObjectNode link = Json.object().put("webhook", Json.text(form.path("options"), "webhook"));
        return reply().put("public_token", linked(link, bank, "checking"));
    }

    private ObjectNode exchange(ObjectNode form) {
        String token = Json.text(form, "public_token", "");
        ObjectNode found = store.find("public", token);
        if (found == null || clock.instant().isAfter(java.time.Instant.parse(Json.text(found, "expires", "")))) {
            throw new PlaidError(400, "INVALID_INPUT", "INVALID_PUBLIC_TOKEN", "could not find matching public token");
        }
        store.remove("public", token);
        ObjectNode item = store.find("item", Json.text(found, "item", ""));
        if (item == null) {
            throw new PlaidError(400, "INVALID_INPUT", "INVALID_PUBLIC_TOKEN", "the item is gone");
        }
        return reply().put("access_token", Json.text(item, "access")).put("item_id", Json.text(item, "id"));
    }

    private ObjectNode byAccess(String access) {
        for (ObjectNode item : store.all("item")) {
            if (access.equals(Json.text(item, "access"))) {
                return item;
            }
        }
        throw new PlaidError(400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN", "could not find matching access token");
    }

    private ObjectNode item(ObjectNode form) {
        return byAccess(Json.text(form, "access_token", ""));
    }

    private static ObjectNode itemNode(ObjectNode item) {
        ObjectNode node = Json.object();
        node.put("item_id", Json.text(item, "id")).put("institution_id", Json.text(item, "institution"));
        Banks.Bank bank = Banks.find(Json.text(item, "institution", ""));
        node.put("institution_name", bank == null ? null : bank.name());
        node.put("webhook", Json.text(item, "webhook"));
        node.put("update_type", "background").putNull("consent_expiration_time");
        for (String field : new String[] {"available_products", "billed_products", "products"}) {
            var list = node.putArray(field);
            if (!field.startsWith("available")) {
                list.add("auth");
            }
        }
        if (Json.text(item, "error") instanceof String code) {
            node.set("error", new PlaidError(400, "ITEM_ERROR", code, "the login details have changed").node());
        } else {
            node.putNull("error");
        }
        return node;
    }

    private ObjectNode itemGet(ObjectNode form) {
        ObjectNode reply = reply();
        reply.set("item", itemNode(item(form)));
        return reply.putNull("status");
    }

    private ObjectNode accounts(ObjectNode form, boolean numbers) {
        ObjectNode item = item(form);
        if (Json.text(item, "error") instanceof String code) {
            throw new PlaidError(
                    400,
                    "ITEM_ERROR",
                    code,
                    "the login details of this item have changed (credentials, MFA, or required user action) and a"
                            + " user login is required to update this information. use Link's update mode to restore"
                            + " the item to a good state");
        }
        Banks.Bank bank = Banks.find(Json.text(item, "institution", ""));
        if (bank == null) {
            throw new PlaidError(400, "ITEM_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED", "unknown bank");
        }
        String subtype = Json.text(item, "account", "checking");
        ObjectNode reply = reply();
        ObjectNode account = reply.putArray("accounts").addObject();
        account.put("account_id", Json.text(item, "account_id"));
        ObjectNode balances = account.putObject("balances");
        balances.put("available", 1203.42).put("current", 1274.93).putNull("limit");
        balances.put("iso_currency_code", bank.currency()).putNull("unofficial_currency_code");
        account.put("mask", bank.mask(subtype)).put("name", bank.name() + " " + subtype);
        account.putNull("official_name");
        account.put("type", "depository").put("subtype", subtype).put("holder_category", "personal");
        if (numbers) {
            ObjectNode all = reply.putObject("numbers");
            var ach = all.putArray("ach");
            all.putArray("eft");
            var international = all.putArray("international");
            all.putArray("bacs");
            String id = Json.text(item, "account_id", "");
            if (bank.currency().equals("USD")) {
                boolean tokenized = bank.id().equals(Banks.TOKENIZING);
                ach.addObject()
                        .put("account_id", id)
                        .put("account", tokenized ? token(item) : bank.number(subtype))
                        .put("is_tokenized_account_number", tokenized)
                        .put("routing", bank.routing())
                        .putNull("wire_routing");
            } else {
                international
                        .addObject()
                        .put("account_id", id)
                        .put("iban", bank.number(subtype))
                        .put("bic", bank.routing());
            }
        }
        reply.set("item", itemNode(item));
        return reply;
    }

    /// A number for this permission alone.
    private static String token(ObjectNode item) {
        String of = hash((Json.text(item, "id") + "/" + Json.number(item, "consents"))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "88" + String.format("%010d", Long.parseLong(of.substring(0, 8), 16));
    }

    private void requireLogin(ObjectNode item) {
        item.put("error", "ITEM_LOGIN_REQUIRED");
        store.put("item", Json.text(item, "id", ""), item);
        webhook(item, "ITEM", "ERROR");
    }

    private void webhook(ObjectNode item, String type, String code) {
        String url = Json.text(item, "webhook");
        if (url == null) {
            return;
        }
        ObjectNode event = Json.object();
        String id = Ids.random("pe_", 20);
        ObjectNode body = Json.object().put("webhook_type", type).put("webhook_code", code);
        body.put("item_id", Json.text(item, "id")).put("environment", "sandbox");
        if (Json.text(item, "error") instanceof String error) {
            body.set("error", new PlaidError(400, "ITEM_ERROR", error, "a login is required").node());
        } else {
            body.putNull("error");
        }
        event.put("id", id).put("type", type + "." + code).put("url", url);
        event.set("body", body);
        store.put("event", id, event);
        sender.enqueue(id, type + "." + code, "", url);
    }

    private int replay(String id) {
        ObjectNode event = store.find("event", id);
        if (event == null) {
            throw new IllegalArgumentException("no such event");
        }
        sender.enqueue(id, Json.text(event, "type", ""), "", Json.text(event, "url", ""));
        return 1;
    }

    private WebhookSender.@Nullable Message compose(ObjectNode delivery) {
        ObjectNode event = store.find("event", Json.text(delivery, "event", ""));
        if (event == null) {
            return null;
        }
        byte[] body = Json.bytes(event.path("body"));
        ObjectNode claims = Json.object().put("iat", clock.instant().getEpochSecond());
        claims.put("request_body_sha256", hash(body));
        return new WebhookSender.Message(
                Json.text(event, "url", ""), body, Map.of("Plaid-Verification", jwts.sign(claims)));
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode verificationKey(ObjectNode form) {
        if (!jwts.keyId().equals(Json.text(form, "key_id"))) {
            throw new PlaidError(
                    400, "INVALID_INPUT", "INVALID_WEBHOOK_VERIFICATION_KEY_ID", "invalid key_id provided");
        }
        ObjectNode reply = reply();
        reply.set("key", jwts.jwk().put("created_at", 1_700_000_000L).putNull("expired_at"));
        return reply;
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

    @Override
    public void close() {
        server.close();
        sender.close();
        store.close();
    }

    private static final class Style implements SandboxServer.Style {
        @Override
        public Reply notFound(Call call) {
            return new PlaidError(404, "INVALID_REQUEST", "NOT_FOUND", "no such address").reply();
        }

        @Override
        public Reply fault(Faults.Fault fault) {
            return fault.kind() == Faults.Kind.RATE_LIMIT
                    ? new PlaidError(429, "RATE_LIMIT_EXCEEDED", "RATE_LIMIT", "sandbox fault").reply()
                    : new PlaidError(500, "API_ERROR", "INTERNAL_SERVER_ERROR", "sandbox fault").reply();
        }

        @Override
        public Reply failure(RuntimeException error) {
            return error instanceof PlaidError known
                    ? known.reply()
                    : new PlaidError(500, "API_ERROR", "INTERNAL_SERVER_ERROR", "unexpected").reply();
        }
    }
}
