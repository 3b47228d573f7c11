package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way by the system browser: the studio's loopback address, our server, and Google's stand-in, which signs
/// its tokens like the real one. The browser is played by an HTTP client.
final class GoogleSignInFlowTest {
    @TempDir
    Path dir;

    @Test
    void theBrowserComesBackAndTheAccountStays() throws Exception {
        String server = TestServer.get().baseUrl();
        String email = "g-" + UUID.randomUUID().toString().substring(0, 8) + "@example.com";
        var lastPage = new AtomicReference<String>("");
        try (var studio = StudioDriver.start(dir.resolve("home"), server)) {
            studio.app().browseWith(url -> Thread.ofVirtual().start(() -> lastPage.set(choose(url, email))));
            studio.press("#login-google");
            studio.waitUntil("signed in", () -> studio.app().session() != null);
            assertThat(studio.app().session().account().email()).isEqualTo(email);
            assertThat(studio.app().session().api().profile().displayName()).isNotBlank();
            studio.waitUntil("the browser's last page", () -> lastPage.get().contains("close this tab"));
        }
        try (var studio = StudioDriver.start(dir.resolve("home"), server)) {
            studio.waitUntil("still signed in", () -> studio.app().session() != null);
            assertThat(studio.app().session().account().email()).isEqualTo(email);
        }
    }

    @Test
    void sayingNoAtGoogleIsSaidOnTheSignInPage() throws Exception {
        try (var studio =
                StudioDriver.start(dir.resolve("home"), TestServer.get().baseUrl())) {
            studio.app().browseWith(url -> Thread.ofVirtual().start(() -> choose(url, null)));
            studio.press("#login-google");
            studio.waitUntil("a word", () -> studio.shown("#login-error") != null);
            assertThat(studio.text("#login-error")).contains("access_denied");
            assertThat(studio.app().session()).isNull();
        }
    }

    /// Picks an account on Google's page, or cancels.
    private static String choose(String url, String email) {
        try {
            URI uri = URI.create(url);
            var form = new StringBuilder(
                    email == null
                            ? "cancel=1"
                            : "free=1&verified=yes&name=Gina&email="
                                    + URLEncoder.encode(email, StandardCharsets.UTF_8));
            for (String pair : uri.getRawQuery().split("&")) {
                form.append("&q_").append(pair);
            }
            var http = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.ALWAYS)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return http.send(
                            HttpRequest.newBuilder(uri.resolve("/o/oauth2/v2/auth"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
