package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.config.Key;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Cookies, transparent refresh and protection against requests from other sites.
class WebSessionTest {
    static AccountsServer s;

    @BeforeAll
    static void start() {
        s = new AccountsServer();
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    /// A browser's cookie jar.
    static final class Browser {
        final AccountsServer server;
        final Map<String, String> cookies = new LinkedHashMap<>();
        AccountsServer.Reply last;

        Browser(AccountsServer server) {
            this.server = server;
        }

        AccountsServer.Reply get(String path, String... headers) {
            return send(server.request(path, null).GET(), headers);
        }

        AccountsServer.Reply form(String path, Map<String, String> fields, String... headers) {
            String body = fields.entrySet().stream()
                    .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return send(
                    server.request(path, null)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body)),
                    headers);
        }

        AccountsServer.Reply send(HttpRequest.Builder b, String... headers) {
            if (!cookies.isEmpty()) {
                b.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining("; ")));
            }
            for (int i = 0; i < headers.length; i += 2) {
                b.header(headers[i], headers[i + 1]);
            }
            last = server.send(b);
            for (String c : last.raw().headers().allValues("Set-Cookie")) {
                String[] pair = c.split(";")[0].split("=", 2);
                if (pair[1].isEmpty()) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return last;
        }

        String csrf() {
            return get("/test/page").raw().body().split(" ")[0];
        }

        Browser signIn(String email) {
            var r = form(
                    "/test/login", Map.of("email", email, "password", AccountsServer.PASSWORD, Csrf.FIELD, csrf()));
            assertThat(r.status()).isEqualTo(303);
            return this;
        }
    }

    private static Browser signedIn(String email) {
        s.register(email, Role.FAN);
        return new Browser(s).signIn(email);
    }

    @Test
    void cookiesAreHttpOnlyAndLaxAndNotReadableByScripts() {
        var b = signedIn("cookie@example.org");
        assertThat(b.get("/test/page").raw().body()).endsWith("true");
        s.register("cookie2@example.org", Role.FAN);
        var again = new Browser(s);
        String token = again.csrf();
        var set = again.form(
                        "/test/login",
                        Map.of("email", "cookie2@example.org", "password", AccountsServer.PASSWORD, "_csrf", token))
                .raw()
                .headers()
                .allValues("Set-Cookie");
        assertThat(set)
                .hasSize(3)
                .allSatisfy(c -> assertThat(c).contains("HttpOnly").contains("SameSite=Lax"));
    }

    @Test
    void cookiesAreSecureWhereThePublicAddressIsHttps() {
        try (var own = new AccountsServer(
                Map.of(Key.PUBLIC_URL, "https://tap2.example", Key.RATELIMIT_FACTOR, "1000"),
                AccountsServer.LIGHT,
                r -> {})) {
            own.register("secure@example.org", Role.FAN);
            var b = new Browser(own).signIn("secure@example.org");
            assertThat(b.last.raw().headers().allValues("Set-Cookie"))
                    .allSatisfy(c -> assertThat(c).contains("Secure"));
        }
    }

    @Test
    void anExpiredAccessCookieIsRenewedOnTheWay() {
        var b = signedIn("renew@example.org");
        String old = b.cookies.get(WebSessions.REFRESH);
        b.cookies.remove(WebSessions.ACCESS);
        assertThat(b.get("/test/page").raw().body()).endsWith("true");
        assertThat(b.cookies).containsKey(WebSessions.ACCESS);
        assertThat(b.cookies.get(WebSessions.REFRESH)).isNotEqualTo(old);
    }

    @Test
    void aStolenRefreshCookieEndsTheSessionOnBothSides() {
        try (var own = new AccountsServer()) {
            own.register("theft@example.org", Role.FAN);
            var victim = new Browser(own).signIn("theft@example.org");
            var thief = new Browser(own);
            thief.cookies.put(WebSessions.REFRESH, victim.cookies.get(WebSessions.REFRESH));
            assertThat(thief.get("/test/page").raw().body()).endsWith("true");
            own.clock.advance(Duration.ofMinutes(16));
            assertThat(victim.get("/test/page").raw().body()).endsWith("false");
            assertThat(victim.cookies).doesNotContainKey(WebSessions.REFRESH);
            assertThat(thief.get("/test/private").status()).isEqualTo(303);
        }
    }

    @Test
    void formsNeedTheirToken() {
        var b = signedIn("csrf@example.org");
        String token = b.csrf();
        assertThat(b.form("/test/form", Map.of("_csrf", token)).status()).isEqualTo(200);
        assertThat(b.form("/test/form", Map.of()).status()).isEqualTo(403);
        assertThat(b.form("/test/form", Map.of("_csrf", "x" + token)).status()).isEqualTo(403);
        String strangers = signedIn("csrf2@example.org").csrf();
        assertThat(b.form("/test/form", Map.of("_csrf", strangers)).status()).isEqualTo(403);
        var planted = new Browser(s);
        String guest = planted.csrf();
        b.cookies.put(Csrf.COOKIE, planted.cookies.get(Csrf.COOKIE));
        assertThat(b.form("/test/form", Map.of("_csrf", guest)).status()).isEqualTo(403);
    }

    @Test
    void guestsFormsNeedItTooSoNobodyIsSignedInToAForeignAccount() {
        var guest = new Browser(s);
        assertThat(guest.form("/test/form", Map.of()).status()).isEqualTo(403);
        assertThat(guest.form("/test/form", Map.of("_csrf", guest.csrf())).status())
                .isEqualTo(200);
    }

    @Test
    void requestsFromOtherSitesAreRefusedEvenWithAToken() {
        var b = signedIn("origin@example.org");
        var fields = Map.of("_csrf", b.csrf());
        assertThat(b.form("/test/form", fields, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(b.form("/test/form", fields, "Origin", "null").status()).isEqualTo(403);
        assertThat(b.form("/test/form", fields, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(403);
        assertThat(b.form("/test/form", fields, "Sec-Fetch-Site", "same-site").status())
                .isEqualTo(403);
        String own = "http://127.0.0.1:" + s.server.port();
        assertThat(b.form("/test/form", fields, "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theApiByCookieNeedsTheHeaderAndByBearerDoesNot() {
        var b = signedIn("api@example.org");
        var echo = s.request("/api/v1/test/echo", null).POST(HttpRequest.BodyPublishers.ofString("x"));
        assertThat(b.send(echo).code()).isEqualTo("csrf");
        String token = b.csrf();
        assertThat(b.send(
                                s.request("/api/v1/test/echo", null).POST(HttpRequest.BodyPublishers.ofString("x")),
                                "X-CSRF-Token",
                                token)
                        .status())
                .isEqualTo(200);
        String bearer = s.access("api2@example.org", Role.FAN);
        assertThat(s.post("/api/v1/test/echo", Map.of(), bearer).status()).isEqualTo(200);
    }

    @Test
    void plainHttpBehindATrustedProxyIsRedirectedAndHttpsGetsHsts() {
        var settings = Map.of(
                Key.PUBLIC_URL, "https://tap2.example",
                Key.PROXY_TRUSTED, "127.0.0.1",
                Key.RATELIMIT_FACTOR, "1000");
        try (var own = new AccountsServer(settings, AccountsServer.LIGHT, r -> {})) {
            var plain = own.send(own.request("/test/page?a=b%20c", null)
                    .header("X-Forwarded-Proto", "http")
                    .GET());
            assertThat(plain.status()).isEqualTo(308);
            assertThat(plain.header("Cache-Control")).isEqualTo("no-store");
            assertThat(plain.header("Location")).isEqualTo("https://tap2.example/test/page?a=b%20c");
            var call = own.send(own.request("/api/v1/auth/me", null)
                    .header("X-Forwarded-Proto", "http")
                    .GET());
            assertThat(call.status()).isEqualTo(403);
            assertThat(call.code()).isEqualTo("https_required");
            var https = own.send(own.request("/test/page", null)
                    .header("X-Forwarded-Proto", "https")
                    .GET());
            assertThat(https.status()).isEqualTo(200);
            assertThat(https.header("Strict-Transport-Security")).contains("max-age=63072000");
        }
        var untrusted = s.send(s.request("/test/page", null)
                .header("X-Forwarded-Proto", "https")
                .GET());
        assertThat(untrusted.header("Strict-Transport-Security")).isNull();
    }

    @Test
    void signingOutClearsWhatTheBrowserKept() {
        try (var server = new AccountsServer()) {
            server.access("kept@example.org", gg.tap2.model.accounts.Role.FAN);
            var b = new Browser(server).signIn("kept@example.org");
            var out = b.send(
                    server.request("/api/v1/auth/logout", null).POST(HttpRequest.BodyPublishers.noBody()),
                    "X-CSRF-Token",
                    b.csrf());
            assertThat(out.status()).isEqualTo(204);
            assertThat(out.header("Clear-Site-Data")).contains("\"cache\"").contains("\"storage\"");
        }
    }
}
