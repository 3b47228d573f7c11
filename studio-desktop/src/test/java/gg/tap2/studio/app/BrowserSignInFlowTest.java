package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The studio signs in, and proves its person, by the platform's page in the system browser, where passkeys work. The
/// browser is played by an HTTP client that keeps cookies and follows what the pages say.
final class BrowserSignInFlowTest {
    @TempDir
    Path dir;

    @Test
    void theBrowserSignsTheStudioInAndProvesItsPerson() throws Exception {
        TestServer server = TestServer.get();
        var creator = server.creator();
        var browser = new Browser(creator.email());
        try (var studio = StudioDriver.start(dir.resolve("home"), server.baseUrl())) {
            studio.app().browseWith(url -> Thread.ofVirtual().start(() -> browser.goesThrough(url)));
            studio.press("#login-browser");
            studio.waitUntil("signed in", () -> studio.app().session() != null);
            assertThat(studio.app().session().account().email()).isEqualTo(creator.email());
            assertThat(browser.lastPage()).contains("close this tab");

            server.app().db().transact(tx -> {
                tx.sql("""
                        INSERT INTO two_factor_auth (user_id, secret, enabled)
                        SELECT id, 'never asked for', TRUE FROM users WHERE email = :email""").set("email", creator.email()).update();
                // The studio's session is too old a proof; the browser's is a fresh one by two factors.
                tx.sql("""
                        UPDATE sessions SET proven_at = CASE client WHEN 'web' THEN proven_at
                            ELSE proven_at - CAST('6 minutes' AS interval) END, proven_by = 'second_factor'
                        WHERE user_id = (SELECT id FROM users WHERE email = :email)""").set("email", creator.email()).update();
            });
            studio.waitUntil(
                    "first sync", () -> studio.app().session().sync().state().lastSynced() != null);
            studio.go("bankaccounts", null);
            studio.press("#bank-connect");
            studio.type("#bank-holder", "Mira Sol");
            var pages = new ConcurrentLinkedQueue<String>();
            studio.app().browseWith(url -> {
                if (url.contains("/studio/confirm")) {
                    Thread.ofVirtual().start(() -> browser.goesThrough(url));
                } else {
                    pages.add(url);
                }
            });
            studio.press("#bank-open");
            studio.waitUntil("the question", () -> studio.shown("#step-up-browser") != null);
            studio.press("#step-up-browser");
            studio.waitUntil("the bank's page", () -> !pages.isEmpty());
        }
    }

    @Test
    void aCodeIsWorthNothingWithoutItsVerifierAndOnlyOnce() throws Exception {
        TestServer server = TestServer.get();
        var creator = server.creator();
        var browser = new Browser(creator.email());
        String state = "s".repeat(40);
        String challenge = "biecDsus5lT2_09UPhBlM4PpR02-vaHbgSNRmUxVlRM";
        String page = server.baseUrl() + "/studio/confirm?port=65000&state=" + state + "&challenge=" + challenge;
        String wrong = browser.code(page);
        assertThat(sends(server, wrong, "v".repeat(64))).isEqualTo(401);
        assertThat(sends(server, wrong, VERIFIER))
                .as("used up by the wrong try")
                .isEqualTo(401);
        String code = browser.code(page);
        assertThat(sends(server, code, VERIFIER)).isEqualTo(200);
        assertThat(sends(server, code, VERIFIER)).isEqualTo(401);
        assertThat(browser.status(server.baseUrl() + "/studio/confirm?port=80.evil.example&state=" + state
                        + "&challenge=" + challenge))
                .isEqualTo(404);
    }

    private static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-and-then-some-more-0123";

    private static int sends(TestServer server, String code, String verifier) {
        return server.send(
                        "POST",
                        "/api/v1/auth/browser-sign-in",
                        Map.of("code", code, "verifier", verifier, "deviceName", "Test"),
                        null)
                .status();
    }

    private static final class Browser {
        private static final Pattern HIDDEN =
                Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?>");

        private final HttpClient http = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        private final String email;
        private volatile String lastPage = "";

        Browser(String email) {
            this.email = email;
        }

        String lastPage() {
            return lastPage;
        }

        /// Signs in where asked to, agrees, and goes where the last page leads.
        void goesThrough(String url) {
            try {
                lastPage = get(back(url)).body();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        String code(String url) throws IOException, InterruptedException {
            Matcher m = Pattern.compile("code=([^&]+)").matcher(back(url));
            assertThat(m.find()).isTrue();
            return m.group(1);
        }

        int status(String url) throws IOException, InterruptedException {
            return get(url).statusCode();
        }

        private String back(String url) throws IOException, InterruptedException {
            var page = get(url);
            if (page.uri().getPath().equals("/login")) {
                page = post(page, "/login\" class", Map.of("email", email, "password", TestServer.PASSWORD));
            }
            assertThat(page.body()).contains(email);
            var done = post(page, "/studio/confirm\"", Map.of());
            return done.headers().firstValue("Refresh").orElseThrow().replace("0; url=", "");
        }

        private HttpResponse<String> get(String url) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }

        private HttpResponse<String> post(HttpResponse<String> page, String action, Map<String, String> typed)
                throws IOException, InterruptedException {
            String form = page.body().substring(page.body().indexOf("action=\"" + action));
            form = form.substring(0, form.indexOf("</form>"));
            var fields = new java.util.HashMap<String, String>(typed);
            Matcher m = HIDDEN.matcher(form);
            while (m.find()) {
                fields.put(m.group(1), m.group(2) == null ? "" : m.group(2).replace("&amp;", "&"));
            }
            String path = action.substring(0, action.indexOf('"'));
            return http.send(
                    HttpRequest.newBuilder(page.uri().resolve(path))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                                    .map(e ->
                                            e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                                    .collect(Collectors.joining("&"))))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
