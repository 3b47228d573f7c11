package gg.tap2.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.catalog.ChangeCounter;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One whole server for all tests of a JVM: embedded database, storage and sandbox, cheap password hashes, any free
/// port, no rate limits worth mentioning. Stops with the JVM.
public final class TestServer {
    public static final String PASSWORD = "a test needs a long one";
    private static final Pattern TOKEN = Pattern.compile("[?&#]token=([A-Za-z0-9_.-]+)");
    private static @Nullable TestServer shared;

    private final ServerApp app;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// The same on a platform that runs already.
    public static TestServer of(ServerApp app) {
        return new TestServer(app);
    }

    private TestServer(ServerApp app) {
        this.app = app;
    }

    /// A signed-in user; `slug` is the page's name and empty for fans and admins.
    public record Account(String email, String accessToken, String refreshToken, String slug) {}

    /// An answer; `json` is null when the body is not JSON.
    public record Reply(int status, String body, HttpResponse<String> raw) {
        public JsonNode json() {
            return Json.tree(body);
        }

        public JsonNode data() {
            return json().path("data");
        }

        public String code() {
            return json().path("error").path("code").asText();
        }
    }

    public static synchronized TestServer get() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static TestServer start() {
        try {
            Path folder = Files.createTempDirectory("tap2-test-");
            var config = ServerConfig.load(
                    null,
                    Map.of(),
                    Map.of(
                            Key.DATA_DIR, folder.toString(),
                            Key.HTTP_PORT, "0",
                            Key.RATELIMIT_FACTOR, "10000",
                            Key.SANDBOX_FIXED_PORTS, "false"));
            ServerApp app = Launcher.start(config, new Passwords.Cost(1024, 1));
            app.closeAtExit(() -> delete(folder));
            return new TestServer(app);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (Path p : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    public ServerApp app() {
        return app;
    }

    public String baseUrl() {
        return app.localUrl();
    }

    /// A new creator, address confirmed, signed in.
    public Account creator() {
        return account("creator");
    }

    /// A new fan, address confirmed, signed in.
    public Account fan() {
        return account("fan");
    }

    /// Takes the creator's next change number, as every change of theirs does.
    public void changed(Account creator) {
        app.db()
                .transact(tx -> ChangeCounter.next(
                        tx,
                        tx.sql("SELECT id FROM creators WHERE slug = :slug")
                                .set("slug", creator.slug())
                                .one(r -> r.uuid("id"))));
    }

    /// A new admin with all rights.
    public Account admin() {
        return admin(AdminScope.FULL);
    }

    /// A new admin. Admins cannot register; the role is given in the database, as operations does.
    public Account admin(AdminScope scope) {
        var account = registered("fan");
        app.db()
                .transact(tx -> tx.sql("UPDATE users SET role = 'admin', admin_scope = :scope WHERE email = :email")
                        .set("scope", scope)
                        .set("email", account.email())
                        .update());
        var admin = login(account.email(), "");
        // As if set up after the first sign-in: admin routes ask for it.
        app.db().transact(tx -> tx.sql("""
                        INSERT INTO two_factor_auth (user_id, secret, enabled)
                        SELECT id, 'a test needs none', TRUE FROM users WHERE email = :email""").set("email", account.email()).update());
        provenForLong(admin);
        return admin;
    }

    /// Signs in somebody who was made an admin, with a second factor.
    public Account adminAgain(Account account) {
        var admin = login(account.email(), "");
        app.db().transact(tx -> tx.sql("""
                        INSERT INTO two_factor_auth (user_id, secret, enabled)
                        SELECT id, 'a test needs none', TRUE FROM users WHERE email = :email""").set("email", account.email()).update());
        provenForLong(admin);
        return admin;
    }

    /// As if this account gave its code again before whatever asks for it, however long the tests take.
    public void provenForLong(Account account) {
        app.db().transact(tx -> tx.sql("""
                        UPDATE sessions SET proven_at = proven_at + interval '10 years', proven_by = 'second_factor'
                        WHERE user_id = (SELECT id FROM users WHERE email = :email)""").set("email", account.email()).update());
    }

    private Account account(String role) {
        var account = registered(role);
        return login(account.email(), account.slug());
    }

    private Account registered(String role) {
        String unique = UUID.randomUUID().toString().substring(0, 12);
        String email = role + "-" + unique + "@people.test";
        String slug = role.equals("creator") ? "c-" + unique : "";
        var body = new HashMap<String, Object>(Map.of(
                "email", email, "password", PASSWORD, "role", role, "displayName", "Test " + role, "locale", "en"));
        if (!slug.isEmpty()) {
            body.put("slug", slug);
        }
        expect(201, send("POST", Routes.REGISTER, body, null));
        String text = app.db()
                .read(tx -> tx.sql(
                                "SELECT text_body FROM outbox_mails WHERE to_address = :to ORDER BY created_at LIMIT 1")
                        .set("to", email)
                        .one(r -> r.textOrNull("text_body")));
        if (text == null || !TOKEN.matcher(text).find()) {
            // Sent mail keeps no text, so it is confirmed where the link would confirm it.
            app.db()
                    .transact(tx -> tx.sql("UPDATE users SET email_verified = TRUE WHERE email = :email")
                            .set("email", email)
                            .update());
        } else {
            var token = TOKEN.matcher(text);
            if (token.find()) {
                expect(
                        204,
                        send(
                                "POST",
                                Routes.AUTH + "/verify-email",
                                Map.of("token", token.group(1), "password", PASSWORD),
                                null));
            }
        }
        return new Account(email, "", "", slug);
    }

    private Account login(String email, String slug) {
        var tokens = expect(200, send("POST", Routes.LOGIN, Map.of("email", email, "password", PASSWORD), null))
                .data()
                .path("tokens");
        return new Account(
                email,
                tokens.path("accessToken").asText(),
                tokens.path("refreshToken").asText(),
                slug);
    }

    private static Reply expect(int status, Reply reply) {
        if (reply.status() != status) {
            throw new AssertionError("expected " + status + ", got " + reply.status() + ": " + reply.body());
        }
        return reply;
    }

    /// Calls the API; `body` null sends none, `token` null is a guest.
    public Reply send(String method, String path, @Nullable Object body, @Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create(app.localUrl() + path)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
        }
        try {
            var r = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(r.statusCode(), r.body(), r);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
