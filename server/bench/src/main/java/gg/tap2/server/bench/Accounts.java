package gg.tap2.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/// Accounts registered as people do it.
final class Accounts {
    static final String PASSWORD = "a long password for the bench";

    private final BenchServer server;

    Accounts(BenchServer server) {
        this.server = server;
    }

    static String email(String name) {
        return name + "@bench.test";
    }

    /// @param id of the creator, as the database knows them
    record Creator(UUID id, String slug, String accessToken) {}

    Creator creator(String name) throws IOException, InterruptedException {
        String slug = "bench-" + name;
        register(name, Map.of("role", "creator", "slug", slug));
        UUID id = server.db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", slug)
                        .one(r -> r.uuid("id")));
        return new Creator(id, slug, signIn(name));
    }

    /// @return the access token of a new fan
    String fan(String name) throws IOException, InterruptedException {
        register(name, Map.of("role", "fan"));
        return signIn(name);
    }

    /// @return the access token of a new admin whose second factor counts as set up
    String admin(String name) throws IOException, InterruptedException {
        register(name, Map.of("role", "fan"));
        server.db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET role = 'admin', admin_scope = 'full', email_verified = TRUE WHERE email = :email")
                        .set("email", email(name))
                        .update());
        String token = signIn(name);
        server.db().transact(tx -> tx.sql("""
                INSERT INTO two_factor_auth (user_id, secret, enabled)
                SELECT id, 'never asked for', TRUE FROM users WHERE email = :email""").set("email", email(name)).update());
        return token;
    }

    private void register(String name, Map<String, String> more) throws IOException, InterruptedException {
        var body = new java.util.HashMap<String, Object>(more);
        body.putAll(Map.of("email", email(name), "password", PASSWORD, "displayName", "Bench", "locale", "en"));
        post(Routes.REGISTER, body);
        server.db()
                .transact(tx -> tx.sql("UPDATE users SET email_verified = TRUE WHERE email = :email")
                        .set("email", email(name))
                        .update());
    }

    private String signIn(String name) throws IOException, InterruptedException {
        JsonNode token = post(Routes.LOGIN, Map.of("email", email(name), "password", PASSWORD))
                .findValue("accessToken");
        if (token == null) {
            throw new IOException("signing in gave no token");
        }
        return token.asText();
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(path + " failed: " + answer.body());
            }
            return Json.tree(answer.body());
        }
    }
}
