package gg.tap2.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.notices.MailOutbox;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.HttpServer;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.http.SecurityHeaders;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/// The accounts on a real server and database, and a small client.
public final class AccountsServer implements AutoCloseable {
    static final Passwords.Cost LIGHT = new Passwords.Cost(256, 1);
    static final String PASSWORD = "a long enough one";

    final MutableClock clock = new MutableClock();
    final Db db = TestDatabase.open();
    final Texts texts = new Texts();
    private final Path folder;
    final ServerConfig config;
    final Vault vault;
    final Buckets buckets;
    final AccountsFeature feature;
    final HttpServer server;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AccountsServer() {
        this(Map.of(Key.RATELIMIT_FACTOR, "1000"), LIGHT, r -> {});
    }

    AccountsServer(Map<Key, String> settings, Passwords.Cost cost, Consumer<Routing> more) {
        try {
            folder = Files.createTempDirectory("tap2-accounts");
            var all = new HashMap<Key, String>(Map.of(Key.HTTP_PORT, "0", Key.DATA_DIR, folder.toString()));
            all.putAll(settings);
            config = ServerConfig.load(null, Map.of(), all);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        vault = Vault.open(config);
        buckets = Buckets.of(config, clock);
        feature = new AccountsFeature(
                config, db, clock, texts, vault, buckets, new MailOutbox(texts, clock), () -> {}, this::base, cost);
        var routing = new Routing();
        feature.register(routing);
        routing.page(
                        "/test/page",
                        Access.PUBLIC,
                        c -> c.html(
                                200,
                                (feature.csrf().token(c) + " "
                                                + c.findPrincipal().isPresent())
                                        .getBytes()))
                .page("/test/private", Access.SIGNED_IN, c -> c.html(200, "private".getBytes()))
                .form("/test/form", Access.PUBLIC, c -> c.html(200, "done".getBytes()))
                .form("/test/login", Access.PUBLIC, c -> {
                    var outcome = feature.signIns()
                            .login(
                                    new gg.tap2.model.accounts.LoginRequest(
                                            c.field("email").orElse(""),
                                            c.field("password").orElse(""),
                                            null),
                                    feature.web().client(c));
                    if (outcome instanceof LoginOutcome.SignedIn in) {
                        feature.web().start(c, in);
                        c.redirect("/test/page");
                    } else {
                        c.html(200, outcome.toString().getBytes());
                    }
                })
                .post("/api/v1/test/echo", Access.PUBLIC, c -> c.ok(Map.of("bytes", c.rawBody().length)))
                .get("/api/v1/test/creator", Access.CREATOR, c -> c.ok(Map.of("ok", true)))
                .get("/api/v1/test/fan", Access.FAN, c -> c.ok(Map.of("ok", true)))
                .get("/api/v1/test/admin", Access.ADMIN, c -> c.ok(Map.of("ok", true)));
        more.accept(routing);
        server = new HttpServer(
                        config,
                        db,
                        clock,
                        texts,
                        routing,
                        feature.authenticator(),
                        feature.guards(),
                        new SecurityHeaders(new SecurityHeaders.Origins(
                                URI.create("https://js.stripe.com"), URI.create("http://localhost:1"), List.of())),
                        (a, l, id, who) -> (a.status() + " " + a.code()).getBytes(),
                        List.of(),
                        gg.tap2.server.platform.tracing.Tracing.off())
                .start();
    }

    String base() {
        return config.isSet(Key.PUBLIC_URL) ? config.text(Key.PUBLIC_URL) : "http://127.0.0.1:" + server.port();
    }

    /// An answer with its parsed JSON.
    record Reply(int status, HttpResponse<String> raw) {
        JsonNode json() {
            return Json.tree(raw.body());
        }

        JsonNode data() {
            return json().path("data");
        }

        String code() {
            return json().path("error").path("code").asText();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    Reply get(String path, String token) {
        return send(request(path, token).GET());
    }

    Reply post(String path, Object body, String token) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    Reply method(String method, String path, Object body, String token) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : Json.write(body))));
    }

    HttpRequest.Builder request(String path, String token) {
        var b = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (token != null) {
            b.header("Authorization", "Bearer " + token);
        }
        return b;
    }

    Reply send(HttpRequest.Builder b) {
        try {
            var r = client.send(b.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(r.statusCode(), r);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Reply register(String email, Role role) {
        return post(
                "/api/v1/auth/register",
                Map.of("email", email, "password", PASSWORD, "role", role.toString(), "displayName", "Maya Test"),
                null);
    }

    /// Registers, confirms the address as whoever chose the password, and signs in; the tokens.
    JsonNode account(String email, Role role) {
        register(email, role);
        confirm(email);
        return login(email, PASSWORD).data().path("tokens");
    }

    /// Confirms the address with the mailed link and the password.
    void confirm(String email) {
        var reply = post("/api/v1/auth/verify-email", Map.of("token", mailedToken(email), "password", PASSWORD), null);
        if (reply.status() != 204) {
            throw new AssertionError("not confirmed: " + reply.raw().body());
        }
    }

    /// Registers and signs in without confirming the address.
    String unconfirmed(String email, Role role) {
        register(email, role);
        return login(email, PASSWORD)
                .data()
                .path("unconfirmed")
                .path("accessToken")
                .asText();
    }

    String access(String email, Role role) {
        return account(email, role).path("accessToken").asText();
    }

    Reply login(String email, String password) {
        return post("/api/v1/auth/login", Map.of("email", email, "password", password), null);
    }

    /// Mails to an address, newest first: subject, a line feed, text.
    List<String> mails(String to) {
        return db.read(tx -> tx.sql(
                        "SELECT subject, text_body FROM outbox_mails WHERE to_address = :to ORDER BY created_at DESC, id DESC")
                .set("to", to)
                .list(r -> r.text("subject") + "\n" + r.text("text_body")));
    }

    /// The token in the newest mail with a link.
    String mailedToken(String to) {
        return mails(to).stream()
                .filter(m -> m.contains("token="))
                .findFirst()
                .map(m -> m.replaceAll("(?s).*token=([A-Za-z0-9_-]+).*", "$1"))
                .orElseThrow();
    }

    UUID userId(String email) {
        return db.read(tx -> tx.sql("SELECT id FROM users WHERE lower(email) = lower(:e)")
                .set("e", email)
                .one(r -> r.uuid("id")));
    }

    @Override
    public void close() {
        server.close();
        feature.close();
        buckets.close();
        db.close();
        TestDatabase.delete(folder);
    }
}
