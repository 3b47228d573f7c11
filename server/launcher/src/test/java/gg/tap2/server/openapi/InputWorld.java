package gg.tap2.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.Routes;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A server of its own with a creator, a fan and an admin, the operations of its description, and bodies made from it.
final class InputWorld implements AutoCloseable {
    /// They move everybody's time, or would end what the others need.
    private static final List<String> LEFT_OUT = List.of(
            "/api/v1/admin/sandbox/clock",
            "/api/v1/auth/logout",
            "/api/v1/auth/refresh",
            "/api/v1/creators/events",
            "/api/v1/notices/events");

    private static final List<String> ODD = List.of(
            "x",
            "%00",
            "a%00b",
            "%0A",
            "-1",
            "0",
            "99999999999999999999",
            "00000000-0000-0000-0000-000000000000",
            "9999999-01-01",
            "%2B1000000000-12-31T23:59:59Z",
            "2026-13-45",
            "9999-99",
            "0000-00",
            "%FF%FE",
            "%ED%A0%80",
            "%27",
            "%22",
            "%25",
            "..%2F..",
            "%E2%80%AE",
            "true",
            "null",
            "[]",
            "1e99",
            "a".repeat(1_500));

    /// What the description cannot tell, so that the other fields of a changed body are right.
    private static final Map<String, String> RIGHT = Map.ofEntries(
            Map.entry(
                    "SaveProduct",
                    "{'id':null,'coverUploadId':null,'tierId':null,'type':'course','files':[],'suggestedPrice':null,"
                            + "'lessons':[{'id':'018f0000-0000-7000-8000-000000000009','title':'t','content':'c','fileIds':[]}]}"),
            Map.entry("SaveTier", "{'id':null,'trialDays':7,'yearlyPrice':null,'imageUploadId':null}"),
            Map.entry(
                    "SaveDiscountCode",
                    "{'id':null,'code':'CODE@','percentOff':10,'amountOff':null,'productIds':null,"
                            + "'startsAt':'2026-11-30T12:00:00Z','endsAt':'2027-11-30T12:00:00Z'}"),
            Map.entry(
                    "SaveProfile",
                    "{'slug':'@slug','avatarUploadId':null,'bannerUploadId':null,'socialLinks':{},"
                            + "'themeColors':null,'country':'DE','timeZone':'Europe/Berlin'}"),
            Map.entry(
                    "CreateTip",
                    "{'id':null,'amount':1000,'currency':'USD','creatorSlug':'@slug','guestEmail':null,'guestName':null}"),
            Map.entry(
                    "CreatePurchase",
                    "{'id':null,'productId':'@product','amount':null,'currency':'USD','discountCode':null,"
                            + "'guestEmail':null,'paymentMethodId':null}"),
            Map.entry("CreateSubscription", "{'id':null,'tierId':'@tier','interval':'month'}"),
            Map.entry("RegisterRequest", "{'role':'fan','slug':null,'locale':'en','country':'DE','currency':'EUR'}"),
            Map.entry("UpdateMe", "{'locale':'en'}"),
            Map.entry("PayoutSettings", "{'weekday':1,'threshold':1000}"),
            Map.entry("CreateUpload", "{'id':null,'fileName':'a.pdf','contentType':'application/pdf','sha256':null}"),
            Map.entry("PresignParts", "{'partNumbers':[1]}"),
            Map.entry(
                    "AddBankAccount",
                    "{'id':null,'countryCode':'DE','currency':'EUR','iban':'DE89370400440532013000',"
                            + "'accountNumber':null,'routingNumber':null}"),
            Map.entry("SendMessage", "{'audience':{'kind':'members','id':null}}"),
            Map.entry(
                    "RequestMoneyAction",
                    "{'id':null,'kind':'adjustment','creatorId':'@creator','paymentId':null,'balanceVersion':0}"),
            Map.entry("CreateTakedown", "{'id':null,'creatorId':null,'reportId':null}"),
            Map.entry("ChangeSetting", "{'key':'hold.days','value':'7'}"),
            Map.entry("NoticePreferences", "{'groups':[]}"),
            Map.entry("MarkNoticesRead", "{}"));

    /// Those that a fresh account may do again and again.
    private static final List<String> REPEATED = List.of(
            "POST /api/v1/creators/products",
            "POST /api/v1/creators/tiers",
            "POST /api/v1/creators/discounts",
            "POST /api/v1/fans/tips",
            "POST /api/v1/fans/purchases",
            "POST /api/v1/auth/register",
            "PATCH /api/v1/auth/me",
            "PUT /api/v1/creators/payouts/settings",
            "POST /api/v1/creators/uploads",
            "POST /api/v1/creators/uploads/{id}/parts",
            "PUT /api/v1/notices/preferences",
            "POST /api/v1/notices/read");

    boolean isRight(Operation o) {
        return REPEATED.contains(o.method() + " " + o.route());
    }

    private final ServerApp app;
    private final TestServer server;
    private final JsonNode description;
    private String slug = "";
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    InputWorld() throws Exception {
        Path folder = Files.createTempDirectory("tap2-inputs-");
        app = Launcher.start(
                ServerConfig.load(
                        null,
                        Map.of(),
                        Map.of(
                                Key.DATA_DIR, folder.toString(),
                                Key.HTTP_PORT, "0",
                                Key.RATELIMIT_FACTOR, "100000",
                                Key.SANDBOX_FIXED_PORTS, "false")),
                new Passwords.Cost(1024, 1));
        server = TestServer.of(app);
        description = Json.tree(Files.readString(Checkout.CORE.resolve("src/main/resources/openapi/openapi.json")));
        seed();
    }

    private void seed() {
        var account = server.creator();
        slug = account.slug();
        String creator = account.accessToken();
        tokens.put("creator", creator);
        var profile = server.send("GET", Routes.PROFILE, null, creator).data();
        publish(creator, profile.path("version").asLong());
        ids.put(
                "/api/v1/creators/products/",
                made(
                        Routes.PRODUCTS,
                        Map.of(
                                "type",
                                "unlockable",
                                "title",
                                "Thing",
                                "price",
                                500,
                                "payWhatYouWant",
                                false,
                                "hiddenContent",
                                "x"),
                        creator));
        ids.put(
                "/api/v1/creators/tiers/",
                made(
                        Routes.TIERS,
                        Map.of(
                                "name",
                                "T",
                                "price",
                                500,
                                "trialDays",
                                0,
                                "benefits",
                                List.of("a"),
                                "sortOrder",
                                1,
                                "published",
                                true),
                        creator));
        ids.put(
                "/api/v1/creators/discounts/",
                made(Routes.DISCOUNTS, Map.of("code", "SAVE10", "percentOff", 10, "active", true), creator));
        ids.put(
                "/api/v1/creators/uploads/",
                made(
                        Routes.UPLOADS,
                        Map.of(
                                "fileName",
                                "a.pdf",
                                "size",
                                100,
                                "contentType",
                                "application/pdf",
                                "purpose",
                                "product_file"),
                        creator));
    }

    private void publish(String creator, long version) {
        var body = Json.write(Map.of("slug", slug, "displayName", "Some One", "bio", "", "published", true));
        try {
            var r = http.send(
                    HttpRequest.newBuilder(URI.create(app.localUrl() + Routes.PROFILE))
                            .header("If-Match", "\"v" + version + "\"")
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + creator)
                            .PUT(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (r.statusCode() != 200) {
                throw new IllegalStateException(r.body());
            }
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String made(String path, Map<String, Object> body, String token) {
        var reply = server.send("POST", path, body, token);
        if (reply.status() != 201) {
            throw new IllegalStateException(path + " " + reply.body());
        }
        String id = reply.data().path("id").asText();
        if (path.equals(Routes.PRODUCTS)) {
            server.send("POST", path + "/" + id + "/publish", Map.of(), token);
        }
        return id;
    }

    /// @param body the name of its schema; null for none
    record Operation(
            String method,
            String route,
            String access,
            @Nullable String body,
            List<String> query) {
        String path(InputWorld world) {
            StringBuilder out = new StringBuilder();
            for (String part : route.split("/", -1)) {
                if (!out.isEmpty() || !part.isEmpty()) {
                    out.append('/');
                }
                out.append(part.contains("{") ? world.id(out.toString()) : part);
            }
            return out.toString();
        }

        /// Whether a valid body may be sent with every odd parameter.
        boolean isSafeToRepeat() {
            return route.contains("{");
        }

        List<String> addresses(InputWorld world, Random random) {
            var out = new ArrayList<String>();
            String plain = path(world);
            out.add(plain);
            if (route.contains("{")) {
                for (String odd : ODD) {
                    out.add(route.replaceAll("\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(odd)));
                }
            }
            if (method.equals("GET")) {
                var names = new ArrayList<>(query);
                if (names.isEmpty()) {
                    names.add("q");
                }
                for (String name : names) {
                    for (String odd : ODD) {
                        out.add(plain + "?" + name + "=" + odd);
                    }
                }
            }
            return out;
        }
    }

    List<Operation> operations() {
        var out = new ArrayList<Operation>();
        description
                .path("paths")
                .properties()
                .forEach(p -> p.getValue().properties().forEach(m -> {
                    JsonNode o = m.getValue();
                    String ref = o.at("/requestBody/content/application~1json/schema/$ref")
                            .asText("");
                    var query = new ArrayList<String>();
                    o.path("parameters").forEach(q -> {
                        if (q.path("in").asText().equals("query")) {
                            query.add(q.path("name").asText());
                        }
                    });
                    if (!LEFT_OUT.contains(p.getKey())
                            && !o.path("x-access").asText().equals("webhook")) {
                        out.add(new Operation(
                                m.getKey().toUpperCase(java.util.Locale.ROOT),
                                p.getKey(),
                                o.path("x-access").asText("public"),
                                ref.isEmpty() ? null : ref.substring(ref.lastIndexOf('/') + 1),
                                List.copyOf(query)));
                    }
                }));
        return out;
    }

    private String id(String prefix) {
        return ids.getOrDefault(prefix, "018f0000-0000-7000-8000-000000000001");
    }

    JsonNode schema(String name) {
        return description.path("components").path("schemas").path(name);
    }

    /// A body that its schema allows.
    JsonNode sample(String name) {
        JsonNode sample = sample(schema(name), name, 0);
        String right = RIGHT.get(name);
        if (right != null) {
            right = right.replace('\'', '"')
                    .replace(
                            "CODE@",
                            "C" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(java.util.Locale.ROOT))
                    .replace("@slug", slug)
                    .replace("@product", ids.get("/api/v1/creators/products/"))
                    .replace("@tier", ids.get("/api/v1/creators/tiers/"))
                    .replace("@creator", UUID.randomUUID().toString());
            ((ObjectNode) sample).setAll((ObjectNode) Json.tree(right));
        }
        return sample;
    }

    private JsonNode sample(JsonNode s, String name, int depth) {
        var f = JsonNodeFactory.instance;
        if (s.has("$ref")) {
            String ref = s.path("$ref").asText();
            return sample(schema(ref.substring(ref.lastIndexOf('/') + 1)), name, depth + 1);
        }
        if (s.has("anyOf")) {
            return sample(s.path("anyOf").path(0), name, depth);
        }
        if (s.has("enum")) {
            return s.path("enum").path(0);
        }
        return switch (s.path("type").asText()) {
            case "object" -> {
                var object = f.objectNode();
                if (depth < 4) {
                    s.path("properties")
                            .properties()
                            .forEach(p -> object.set(p.getKey(), sample(p.getValue(), p.getKey(), depth + 1)));
                }
                yield object;
            }
            case "array" -> f.arrayNode().add(sample(s.path("items"), name, depth + 1));
            case "integer" -> f.numberNode(1_000);
            case "number" -> f.numberNode(1);
            case "boolean" -> f.booleanNode(false);
            default -> f.textNode(text(s.path("format").asText(), name));
        };
    }

    private static String text(String format, String name) {
        return switch (format) {
            case "uuid" -> UUID.randomUUID().toString();
            case "date-time" -> "2026-11-30T12:00:00Z";
            case "date" -> "2026-11-30";
            default ->
                name.toLowerCase(java.util.Locale.ROOT).contains("email")
                        ? "i" + UUID.randomUUID().toString().substring(0, 8) + "@people.test"
                        : name.equals("password") ? TestServer.PASSWORD : "some text";
        };
    }

    private String token(String access) {
        return switch (access) {
            case "creator" ->
                tokens.computeIfAbsent("creator", a -> server.creator().accessToken());
            case "fan", "signed_in", "fan_or_guest" ->
                tokens.computeIfAbsent("fan", a -> server.fan().accessToken());
            case "admin" -> tokens.computeIfAbsent("admin", a -> server.admin().accessToken());
            default -> "";
        };
    }

    /// As somebody who may; whose session came to an end on the way signs in anew.
    TestServer.Reply send(Operation o, String address, @Nullable String body) throws Exception {
        TestServer.Reply reply = once(o, address, body);
        if (reply.status() == 401 && !token(o.access()).isEmpty()) {
            tokens.remove(o.access().equals("creator") || o.access().equals("admin") ? o.access() : "fan");
            reply = once(o, address, body);
        }
        return reply;
    }

    private TestServer.Reply once(Operation o, String address, @Nullable String body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create(app.localUrl() + address.replace("[", "%5B").replace("]", "%5D")))
                .timeout(Duration.ofSeconds(60))
                .header("If-Match", "\"v1\"")
                .header("Content-Type", "application/json");
        String token = token(o.access());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(
                o.method(),
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        var r = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new TestServer.Reply(r.statusCode(), r.body(), r);
    }

    @Override
    public void close() {
        app.close();
    }
}
