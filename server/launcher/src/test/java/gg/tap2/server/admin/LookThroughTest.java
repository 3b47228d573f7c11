package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.demo.DemoParts;
import gg.tap2.server.demo.DemoWorld;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.testing.TestServer;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An admin looks through the eyes of a creator who sells and of a fan who bought: every route of the server is called
/// with every id of theirs. Nothing but the trail of the look is written, no goods and no links come out, and what
/// changes anything is refused.
final class LookThroughTest {
    /// What the machinery writes by itself, whoever asks for what.
    private static final Set<String> MACHINERY =
            Set.of("scheduled_tasks", "audit_events", "audit_seals", "audit_sealed", "job_runs", "rate_limit_hits");

    /// A link that works for whoever holds it: to storage, or by a token of ours.
    private static final Pattern LINK = Pattern.compile("X-Amz-Signature=|[?&](t|token|key)=[A-Za-z0-9_-]{20,}");

    private static ServerApp app;
    private static TestServer server;
    private static TestServer.Account admin;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @BeforeAll
    static void world() throws Exception {
        Path folder = Files.createTempDirectory("tap2-look-");
        app = Launcher.start(
                ServerConfig.load(
                        null,
                        Map.of(),
                        Map.of(
                                Key.DATA_DIR, folder.toString(),
                                Key.HTTP_PORT, "0",
                                Key.RATELIMIT_FACTOR, "10000",
                                Key.SANDBOX_FIXED_PORTS, "false")),
                new Passwords.Cost(256, 1));
        server = TestServer.of(app);
        DemoWorld.ensure(
                new DemoParts(
                        app.db(),
                        app.accounts(),
                        app.catalog(),
                        app.media(),
                        app.billing(),
                        Launcher.sandbox(app).orElseThrow()),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        admin = server.admin();
        openUpload();
        // What jobs write by themselves would look like traces; a job's own way is under test elsewhere.
        settle();
        app.jobs().pause();
        settle();
    }

    /// An upload that has begun, whose address takes bytes from whoever has it.
    private static void openUpload() {
        UUID creator = app.db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = 'mara-ink'")
                        .one(r -> r.uuid("id")));
        app.media()
                .uploads()
                .create(
                        creator,
                        new CreateUpload(
                                null, "begun.pdf", 1_000, "application/pdf", UploadPurpose.PRODUCT_FILE, null));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /// Until what the sales left to do is done: mail, events, providers' events.
    private static void settle() throws InterruptedException {
        Map<String, String> before = state();
        int quiet = 0;
        for (int i = 0; i < 90; i++) {
            Thread.sleep(1_000);
            Map<String, String> now = state();
            quiet = now.equals(before) ? quiet + 1 : 0;
            if (quiet == 3) {
                return;
            }
            before = now;
        }
        throw new AssertionError("the world does not come to rest");
    }

    /// Of every table how many rows it has and what they hold.
    private static Map<String, String> state() {
        return app.db().read(tx -> {
            var out = new TreeMap<String, String>();
            List<String> tables = tx.sql(
                            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
                    .list(r -> r.text("tablename"));
            for (String table : tables) {
                if (!MACHINERY.contains(table)) {
                    out.put(
                            table,
                            tx.sql(
                                            "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(CAST(t AS text), 0)), 0) AS s FROM "
                                                    + table + " t")
                                    .one(r -> r.text("s")));
                }
            }
            return out;
        });
    }

    /// The tables that are not as they were.
    private static List<String> changed(Map<String, String> before) {
        Map<String, String> now = state();
        return now.keySet().stream()
                .filter(t -> !now.get(t).equals(before.get(t)))
                .map(t -> t + ": " + before.get(t) + " -> " + now.get(t))
                .toList();
    }

    private record Eyes(UUID user, String token, String role, Set<String> ids) {}

    private static Eyes eyes(String email) {
        record Who(UUID id, String role) {}
        Who who = app.db()
                .read(tx -> tx.sql("SELECT id, role FROM users WHERE email = :email")
                        .set("email", email)
                        .one(r -> new Who(r.uuid("id"), r.text("role"))));
        String token = server.send(
                        "POST",
                        Routes.path(Routes.ADMIN_USER_IMPERSONATE, who.id()),
                        Map.of("reason", "Ticket 4711, they asked"),
                        admin.accessToken())
                .data()
                .path("accessToken")
                .asText();
        assertThat(token).isNotEmpty();
        return new Eyes(who.id(), token, who.role(), ids(who.id()));
    }

    /// Ids of everything that belongs to a user, their creator page, or their purchases; a few of each table.
    private static Set<String> ids(UUID user) {
        return app.db().read(tx -> {
            var out = new LinkedHashSet<String>();
            record Column(String table, String column) {}
            List<Column> columns = tx.sql("""
                            SELECT c.table_name, c.column_name FROM information_schema.columns c
                            JOIN information_schema.columns i ON i.table_name = c.table_name AND i.column_name = 'id' AND i.data_type = 'uuid'
                            JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = 'public'
                            WHERE c.table_schema = 'public' AND c.data_type = 'uuid' AND c.column_name IN ('user_id', 'creator_id', 'fan_id', 'payment_id')""").list(r -> new Column(r.text("table_name"), r.text("column_name")));
            for (Column c : columns) {
                String whose = switch (c.column()) {
                    case "user_id" -> "= :user";
                    case "creator_id" -> "IN (SELECT id FROM creators WHERE user_id = :user)";
                    case "fan_id" -> "IN (SELECT id FROM fans WHERE user_id = :user)";
                    default ->
                        "IN (SELECT id FROM payments WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user) OR creator_id IN (SELECT id FROM creators WHERE user_id = :user))";
                };
                out.addAll(tx.sql("SELECT CAST(id AS text) AS id FROM " + c.table() + " WHERE " + c.column() + " "
                                + whose + " ORDER BY id DESC LIMIT 3")
                        .set("user", user)
                        .list(r -> r.text("id")));
            }
            out.addAll(tx.sql("""
                            SELECT CAST(product_id AS text) AS id FROM payments WHERE product_id IS NOT NULL
                              AND fan_id IN (SELECT id FROM fans WHERE user_id = :user)""").set("user", user).list(r -> r.text("id")));
            out.addAll(tx.sql("SELECT CAST(id AS text) AS id FROM uploads ORDER BY id LIMIT 5")
                    .list(r -> r.text("id")));
            return out;
        });
    }

    private static List<String> paths(Route route, Eyes eyes) {
        List<String> out = new ArrayList<>(List.of(route.path()));
        var params = Pattern.compile("\\{([a-zA-Z]+)}").matcher(route.path());
        while (params.find()) {
            String name = params.group(1);
            List<String> values = switch (name) {
                case "slug" -> List.of("mara-ink", "tobias-keys");
                case "name" -> List.of("stripe");
                case "month" -> List.of("2026-11");
                default -> List.copyOf(eyes.ids());
            };
            var next = new ArrayList<String>();
            for (String path : out) {
                for (String value : values) {
                    next.add(path.replace("{" + name + "}", value));
                }
            }
            // Two ids at once would be thousands; neighbours in the list belong together often enough.
            out = next.size() > 400 ? next.subList(0, 400) : next;
        }
        return out;
    }

    private static HttpResponse<byte[]> call(String method, String path, String token, boolean page)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(app.localUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Accept", page ? "text/html" : "application/json")
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
                .method(method, HttpRequest.BodyPublishers.noBody());
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static boolean streams(Route r) {
        return r.path().equals(Routes.EVENTS) || r.path().equals(Routes.NOTICES + "/events");
    }

    @Test
    void everyRouteIsReadWithoutATrace() throws Exception {
        var eyes = List.of(eyes("mara-ink@demo.test"), eyes("fan@demo.test"));
        settle();
        Map<String, String> before = state();
        var wrong = new TreeSet<String>();
        var seen = new TreeMap<Integer, Integer>();
        int asked = 0;
        for (Eyes e : eyes) {
            for (Route route : app.routing().routes()) {
                if (route.unsafe() || route.access() == Access.SANDBOX || streams(route)) {
                    continue;
                }
                for (String path : paths(route, e)) {
                    var reply = call("GET", path, e.token(), route.page());
                    asked++;
                    seen.merge(reply.statusCode(), 1, Integer::sum);
                    String what = e.role() + " GET " + route.path() + ": " + reply.statusCode();
                    if (reply.statusCode() >= 500) {
                        wrong.add(what);
                    }
                    String location = reply.headers().firstValue("Location").orElse("");
                    String body = new String(reply.body(), StandardCharsets.UTF_8);
                    if (LINK.matcher(location).find() || LINK.matcher(body).find()) {
                        wrong.add(what + " mints a link");
                    }
                    String disposition =
                            reply.headers().firstValue("Content-Disposition").orElse("");
                    if (reply.statusCode() == 200 && disposition.startsWith("attachment")) {
                        wrong.add(what + " gives a file: " + disposition);
                    }
                    // A form's own proof of origin, and the language: they say nothing about anybody.
                    reply.headers().allValues("Set-Cookie").stream()
                            .filter(cookie -> !cookie.startsWith("tap2_csrf=") && !cookie.startsWith("lang="))
                            .forEach(cookie -> wrong.add(what + " sets " + cookie));
                }
            }
        }
        System.out.println("LookThroughTest asked " + asked + " " + seen);
        assertThat(wrong).isEmpty();
        assertThat(seen.get(200)).isGreaterThan(150);
        Thread.sleep(3_000);
        assertThat(changed(before)).isEmpty();
        theTrailNamesTheAdmin(eyes);
    }

    /// Whatever was opened stands in the trail, under the admin's name and about the user.
    private static void theTrailNamesTheAdmin(List<Eyes> eyes) {
        UUID adminId = app.db()
                .read(tx -> tx.sql("SELECT id FROM users WHERE email = :email")
                        .set("email", admin.email())
                        .one(r -> r.uuid("id")));
        for (Eyes e : eyes) {
            record Entry(String actor, String action, JsonNode details) {}
            List<Entry> entries = app.db()
                    .read(tx -> tx.sql("""
                            SELECT CAST(actor_id AS text) AS actor, action, CAST(details AS text) AS details FROM audit_events
                            WHERE subject_user_id = :user AND at >= (SELECT max(at) FROM audit_events WHERE action = 'impersonated' AND subject_user_id = :user)""")
                            .set("user", e.user())
                            .list(r -> new Entry(
                                    String.valueOf(r.textOrNull("actor")),
                                    r.text("action"),
                                    gg.tap2.server.platform.json.Json.tree(r.text("details")))));
            assertThat(entries).allSatisfy(x -> assertThat(x.actor()).isEqualTo(adminId.toString()));
            assertThat(entries)
                    .filteredOn(x -> x.action().equals("personal_data_opened"))
                    .hasSizeGreaterThan(30)
                    .allSatisfy(x -> assertThat(x.details().path("as").asText()).isEqualTo("the user"));
        }
    }

    @Test
    void whatChangesAnythingIsRefused() throws Exception {
        for (Eyes e : List.of(eyes("mara-ink@demo.test"), eyes("fan@demo.test"))) {
            settle();
            Map<String, String> before = state();
            var wrong = new TreeSet<String>();
            int refused = 0;
            for (Route route : app.routing().routes()) {
                if (!route.unsafe() || route.access() == Access.WEBHOOK || route.access() == Access.SANDBOX) {
                    continue;
                }
                String path = route.path()
                        .replaceAll("\\{[a-zA-Z]+}", e.ids().iterator().next());
                var reply = call(route.method().text(), path, e.token(), route.page());
                if (reply.statusCode() < 400) {
                    wrong.add(e.role() + " " + route.method().text() + " " + route.path() + ": " + reply.statusCode());
                }
                refused += reply.statusCode() == 403 ? 1 : 0;
            }
            assertThat(wrong).isEmpty();
            assertThat(refused).isGreaterThan(120);
            Thread.sleep(2_000);
            assertThat(changed(before)).isEmpty();
        }
    }

    /// A read by another name is a read all the same.
    @Test
    void headIsNoOtherDoor() throws Exception {
        Eyes e = eyes("fan@demo.test");
        settle();
        Map<String, String> before = state();
        for (Route route : app.routing().routes()) {
            if (route.method().equals(Method.GET) && !streams(route) && route.access() != Access.SANDBOX) {
                String path = route.path()
                        .replaceAll("\\{[a-zA-Z]+}", e.ids().iterator().next());
                var reply = call("HEAD", path, e.token(), route.page());
                assertThat(reply.statusCode()).as("HEAD " + path).isLessThan(500);
            }
        }
        Thread.sleep(2_000);
        assertThat(changed(before)).isEmpty();
    }
}
