package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A renamed page keeps its old address for a year: it leads on, and nobody else gets it.
class FormerSlugsTest {
    private static final TestServer SERVER = TestServer.get();

    private static void rename(TestServer.Account creator, String slug) {
        var profile = SERVER.send("GET", Routes.PROFILE, null, creator.accessToken());
        var body = new HashMap<String, Object>(
                Map.of("slug", slug, "displayName", "Renamed", "bio", "", "published", true));
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + Routes.PROFILE))
                            .header("Authorization", "Bearer " + creator.accessToken())
                            .header("Content-Type", "application/json")
                            .header(
                                    "If-Match",
                                    "\"v" + profile.data().path("version").asLong() + "\"")
                            .PUT(HttpRequest.BodyPublishers.ofString(gg.tap2.server.platform.json.Json.write(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String location(String path) {
        var answer = SERVER.send("GET", path, null, null);
        assertThat(answer.status()).as(path).isEqualTo(301);
        return answer.raw().headers().firstValue("Location").orElseThrow();
    }

    @Test
    void theOldAddressLeadsOnAndIsNobodyElses() {
        var creator = SERVER.creator();
        String old = creator.slug();
        String fresh = "n-" + UUID.randomUUID().toString().substring(0, 12);
        rename(creator, old);
        rename(creator, fresh);
        assertThat(location("/@" + old + "?utm=a")).isEqualTo("/@" + fresh + "?utm=a");
        assertThat(location("/@" + fresh.toUpperCase(java.util.Locale.ROOT))).isEqualTo("/@" + fresh);
        assertThat(SERVER.send("GET", Routes.path(Routes.PUBLIC_CREATOR, old), null, null)
                        .data()
                        .path("slug")
                        .asText())
                .isEqualTo(fresh);
        var other = SERVER.send(
                "POST",
                Routes.REGISTER,
                Map.of(
                        "email",
                        UUID.randomUUID() + "@people.test",
                        "password",
                        TestServer.PASSWORD,
                        "role",
                        "creator",
                        "displayName",
                        "Other",
                        "locale",
                        "en",
                        "slug",
                        old),
                null);
        assertThat(other.status()).isEqualTo(422);
        rename(creator, old);
        assertThat(SERVER.send("GET", "/@" + old, null, null).status()).isEqualTo(200);
        assertThat(location("/@" + fresh)).isEqualTo("/@" + old);
    }
}
