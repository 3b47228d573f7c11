package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every resource the stand-in answers, against Stripe's published schemas and samples.
class StripeSchemaTest {
    private static final Map<String, String> ROOTS = Map.of("checkout.session", "checkout_session");
    /// In the published sample but in no current schema: both cannot hold, and the schema is the newer word.
    private static final Map<String, List<String>> SAMPLE_ONLY = Map.of("invoice", List.of("subscription"));

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private StripeSandbox sandbox;
    private JsonNode schemas;
    private JsonNode samples;

    @BeforeEach
    void start() throws IOException {
        Path data = data();
        assumeTrue(data != null, "skipped: Stripe's schemas (../shared/data/stripe) are not on this machine");
        var mapper = new ObjectMapper();
        schemas = mapper.readTree(
                data.resolve("stripe-2026-07-29.dahlia.resources.schema.json").toFile());
        samples =
                mapper.readTree(data.resolve("stripe-fixtures3.json").toFile()).path("resources");
        sandbox = StripeSandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
    }

    private static Path data() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("../shared/data/stripe").normalize();
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private ObjectNode call(String method, String path, String form) throws Exception {
        return call(method, path, "application/x-www-form-urlencoded", form);
    }

    private ObjectNode upload() throws Exception {
        String body = String.join(
                "\r\n",
                "--x",
                "Content-Disposition: form-data; name=\"purpose\"",
                "",
                "dispute_evidence",
                "--x",
                "Content-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"",
                "Content-Type: application/pdf",
                "",
                "%PDF-1.7",
                "--x--",
                "");
        return call("POST", "/v1/files", "multipart/form-data; boundary=x", body);
    }

    private ObjectNode call(String method, String path, String type, String form) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(sandbox.baseUri() + path))
                .header("Authorization", "Bearer " + sandbox.keys().stripeSecretKey())
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(form));
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        ObjectNode node = (ObjectNode) Json.parse(response.body());
        assertThat(response.statusCode()).as(method + " " + path + " " + node).isIn(200, 402);
        return node;
    }

    private ObjectNode post(String path, String form) throws Exception {
        return call("POST", path, form);
    }

    @Test
    void everyResourceFitsItsSchemaAndSample() throws Exception {
        live();
        var objects = new ArrayList<ObjectNode>();
        for (String path : List.of(
                "customers",
                "payment_intents",
                "charges",
                "refunds",
                "disputes",
                "files",
                "products",
                "prices",
                "subscriptions?status=all",
                "invoices",
                "checkout/sessions",
                "setup_intents",
                "balance_transactions",
                "transfers",
                "payouts",
                "accounts",
                "webhook_endpoints",
                "radar/early_fraud_warnings",
                "invoice_payments",
                "coupons",
                "test_helpers/test_clocks",
                "payment_methods?customer=" + customer)) {
            ObjectNode list = call("GET", "/v1/" + path + (path.contains("?") ? "&" : "?") + "limit=100", "");
            assertThat(list.path("data")).as(path).isNotEmpty();
            list.path("data").forEach(o -> objects.add((ObjectNode) o));
        }
        objects.add(call("GET", "/v1/balance", ""));
        objects.add(call("GET", "/v1/account", ""));
        var problems = new ArrayList<String>();
        var checked = new java.util.TreeSet<String>();
        for (ObjectNode object : objects) {
            String type = object.path("object").asText();
            validate(type, object, problems, checked);
            JsonNode sample = samples.path(type);
            sample.fieldNames().forEachRemaining(field -> {
                if (!object.has(field)
                        && !SAMPLE_ONLY.getOrDefault(type, List.of()).contains(field)) {
                    problems.add(type + " lacks " + field);
                }
            });
        }
        assertThat(problems.stream().distinct().limit(40)).isEmpty();
        assertThat(checked)
                .contains(
                        "payment_intent",
                        "charge",
                        "checkout.session",
                        "refund",
                        "dispute",
                        "customer",
                        "product",
                        "price",
                        "subscription",
                        "invoice",
                        "payment_method",
                        "setup_intent",
                        "balance_transaction",
                        "account",
                        "transfer",
                        "payout",
                        "webhook_endpoint",
                        "balance");
    }

    @Test
    void everyEventFitsItsSchema() throws Exception {
        live();
        var problems = new ArrayList<String>();
        var checked = new java.util.TreeSet<String>();
        String after = "";
        boolean more = true;
        while (more) {
            ObjectNode page = call("GET", "/v1/events?limit=100" + after, "");
            for (JsonNode event : page.path("data")) {
                ObjectNode object = (ObjectNode) event.path("data").path("object");
                validate(object.path("object").asText(), object, problems, checked);
                for (String field :
                        List.of("id", "api_version", "created", "livemode", "pending_webhooks", "request", "type")) {
                    assertThat(event.has(field)).as(field).isTrue();
                }
                after = "&starting_after=" + event.path("id").asText();
            }
            more = page.path("has_more").asBoolean();
        }
        assertThat(problems.stream().distinct().limit(40)).isEmpty();
        assertThat(checked).hasSizeGreaterThan(12);
    }

    private void validate(String type, JsonNode object, List<String> problems, java.util.Set<String> checked) {
        JsonNode root = schemas.path("roots").path(ROOTS.getOrDefault(type, type));
        if (root.isMissingNode()) {
            return;
        }
        checked.add(type);
        new PlainSchema(schemas.path("$defs")).check(root, object, type, problems);
    }

    private String customer = "";

    /// One of everything.
    private void live() throws Exception {
        upload();
        customer = post("/v1/customers", "email=a@b.example&name=A&metadata[k]=v&address[city]=Bonn")
                .path("id")
                .asText();
        String pm = post("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer)
                .path("id")
                .asText();
        post("/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + pm);
        String pay = "currency=usd&confirm=true&automatic_payment_methods[enabled]=true"
                + "&automatic_payment_methods[allow_redirects]=never&amount=";
        String paid = post("/v1/payment_intents", pay + "2000&payment_method=" + pm + "&customer=" + customer)
                .path("id")
                .asText();
        post("/v1/refunds", "payment_intent=" + paid + "&amount=500&reason=requested_by_customer");
        String failing = post("/v1/payment_intents", pay + "900&payment_method=pm_card_refundFail")
                .path("id")
                .asText();
        String refund =
                post("/v1/refunds", "payment_intent=" + failing).path("id").asText();
        post("/sandbox/api/refunds/" + refund + "/fail", "");
        post("/v1/payment_intents", pay + "1500&payment_method=pm_card_chargeDeclined");
        post("/v1/payment_intents", pay + "1500&payment_method=pm_card_createDispute");
        post("/v1/payment_intents", pay + "1500&payment_method=pm_card_createDisputeInquiry");
        post("/v1/payment_intents", pay + "1500&payment_method=pm_card_createIssuerFraudRecord");
        post(
                "/v1/payment_intents",
                "amount=1500&currency=eur&confirm=true&payment_method=pm_card_authenticationRequired"
                        + "&return_url=https://x.example/back");
        String open = post("/v1/payment_intents", "amount=700&currency=usd")
                .path("id")
                .asText();
        post("/v1/payment_intents/" + open + "/cancel", "");
        post(
                "/v1/setup_intents",
                "customer=" + customer + "&payment_method=pm_card_visa&confirm=true&return_url=https://x.example/");
        post("/v1/setup_intents", "customer=" + customer);
        String product = post("/v1/products", "name=Tier").path("id").asText();
        String price = post(
                        "/v1/prices", "product=" + product + "&currency=usd&unit_amount=1200&recurring[interval]=month")
                .path("id")
                .asText();
        String once = post("/v1/prices", "product=" + product + "&currency=usd&unit_amount=1200")
                .path("id")
                .asText();
        post("/v1/coupons", "percent_off=25&duration=once&id=OFF25");
        String sub = post(
                        "/v1/subscriptions",
                        "customer=" + customer + "&items[0][price]=" + price + "&discounts[0][coupon]=OFF25")
                .path("id")
                .asText();
        post("/v1/subscriptions", "customer=" + customer + "&items[0][price]=" + price + "&trial_period_days=2");
        post("/v1/subscriptions/" + sub, "cancel_at_period_end=true&metadata[a]=b");
        post("/v1/subscriptions/" + sub, "pause_collection[behavior]=void");
        call("DELETE", "/v1/subscriptions/" + sub, "");
        post("/v1/invoices/create_preview", "customer=" + customer + "&subscription_details[items][0][price]=" + price);
        String session = post(
                        "/v1/checkout/sessions",
                        "mode=payment&success_url=https://x.example/ok&cancel_url=https://x.example/no"
                                + "&line_items[0][price]=" + once + "&line_items[0][quantity]=2&expand[]=line_items")
                .path("id")
                .asText();
        post("/v1/checkout/sessions/" + session + "/expire", "");
        post(
                "/v1/checkout/sessions",
                "mode=subscription&customer=" + customer + "&success_url=https://x.example/ok"
                        + "&line_items[0][price]=" + price);
        post("/v1/checkout/sessions", "mode=setup&currency=usd&success_url=https://x.example/ok");
        post("/v1/webhook_endpoints", "url=http://127.0.0.1:1/none&enabled_events[]=charge.failed");
        String account = post("/v1/accounts", "type=express&country=DE&email=c@d.example")
                .path("id")
                .asText();
        String link = post(
                        "/v1/account_links",
                        "account=" + account
                                + "&type=account_onboarding&return_url=http://127.0.0.1:1/r&refresh_url=http://127.0.0.1:1/f")
                .path("url")
                .asText();
        http.send(
                HttpRequest.newBuilder(URI.create(link))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("done=yes"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String transfer = post("/v1/transfers", "amount=300&currency=usd&destination=" + account)
                .path("id")
                .asText();
        post("/v1/transfers/" + transfer + "/reversals", "amount=100");
        post("/v1/payouts", "amount=100&currency=usd");
        String clock = post("/v1/test_helpers/test_clocks", "frozen_time=1760000000")
                .path("id")
                .asText();
        String late = post("/v1/customers", "test_clock=" + clock + "&payment_method=pm_card_visa")
                .path("id")
                .asText();
        String latePm = call("GET", "/v1/payment_methods?customer=" + late, "")
                .path("data")
                .path(0)
                .path("id")
                .asText();
        post(
                "/v1/subscriptions",
                "customer=" + late + "&items[0][price]=" + price + "&default_payment_method=" + latePm);
        post("/v1/test_helpers/test_clocks/" + clock + "/advance", "frozen_time=1767000000");
    }
}
