package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GoogleTest {
    static TestOidcProvider google;
    static AccountsServer s;

    @BeforeAll
    static void start() throws Exception {
        google = new TestOidcProvider();
        s = new AccountsServer(
                Map.of(
                        Key.GOOGLE_ISSUER, google.issuer(),
                        Key.GOOGLE_CLIENT_ID, "tap2",
                        Key.GOOGLE_CLIENT_SECRET, "secret",
                        Key.GOOGLE_DESKTOP_CLIENT_ID, "tap2-desktop",
                        Key.GOOGLE_DESKTOP_CLIENT_SECRET, "desktop-secret",
                        Key.RATELIMIT_FACTOR, "1000"),
                AccountsServer.LIGHT,
                r -> {});
    }

    @AfterAll
    static void stop() {
        s.close();
        google.close();
    }

    @BeforeEach
    void reset() {
        google.change = c -> {};
        google.signing = TestOidcProvider.Signing.RS256;
        google.emailVerified = true;
    }

    private static void is(String subject, String email) {
        google.subject = subject;
        google.email = email;
    }

    /// Goes to Google and back; where the browser ends.
    private static String web(WebSessionTest.Browser b, String next) {
        String to = b.get("/auth/google?next=" + next).header("Location");
        return back(b, to);
    }

    private static String back(WebSessionTest.Browser b, String authorization) {
        String state = TestOidcProvider.parse(java.net.URI.create(authorization).getRawQuery())
                .get("state");
        return b.get("/auth/google/callback?state=" + state + "&code=" + google.consent(authorization))
                .header("Location");
    }

    @Test
    void aBrowserSignsInAndComesBackAsTheSameUser() {
        is("web-1", "web1@example.org");
        var b = new WebSessionTest.Browser(s);
        assertThat(web(b, "/library")).isEqualTo("/library");
        assertThat(b.get("/test/page").raw().body()).endsWith("true");
        var again = new WebSessionTest.Browser(s);
        google.email = "changed@example.org";
        assertThat(web(again, "//evil.example/x")).isEqualTo("/");
        long users = s.db.read(tx -> tx.sql("SELECT count(*) AS n FROM accounts WHERE provider_account_id = 'web-1'")
                .one(r -> r.number("n")));
        assertThat(users).isEqualTo(1);
    }

    @Test
    void aStateWorksOnceOnlyInItsBrowserAndOnlyForTenMinutes() {
        is("state-1", "state@example.org");
        var victim = new WebSessionTest.Browser(s);
        String mine = new WebSessionTest.Browser(s).get("/auth/google").header("Location");
        assertThat(back(victim, mine)).isEqualTo("/login?error=google_failed");
        var b = new WebSessionTest.Browser(s);
        String to = b.get("/auth/google").header("Location");
        String cookie = b.cookies.get("tap2_oidc");
        assertThat(back(b, to)).isEqualTo("/");
        b.cookies.put("tap2_oidc", cookie);
        assertThat(back(b, to)).isEqualTo("/login?error=google_failed");
        var late = new WebSessionTest.Browser(s);
        String lateTo = late.get("/auth/google").header("Location");
        s.clock.advance(Duration.ofMinutes(11));
        assertThat(back(late, lateTo)).isEqualTo("/login?error=google_failed");
    }

    @Test
    void idTokensThatDoNotHoldAreRefused() {
        is("bad-1", "bad@example.org");
        for (var signing : TestOidcProvider.Signing.values()) {
            google.signing = signing;
            String end = web(new WebSessionTest.Browser(s), "/");
            assertThat(end).isEqualTo(signing == TestOidcProvider.Signing.RS256 ? "/" : "/login?error=google_failed");
        }
        google.signing = TestOidcProvider.Signing.RS256;
        google.change = c -> c.audience("somebody-else");
        assertThat(web(new WebSessionTest.Browser(s), "/")).contains("google_failed");
        google.change = c -> c.issuer("https://accounts.evil.example");
        assertThat(web(new WebSessionTest.Browser(s), "/")).contains("google_failed");
        google.change = c -> c.claim("nonce", "another");
        assertThat(web(new WebSessionTest.Browser(s), "/")).contains("google_failed");
        google.change = c -> c.claim("nonce", null);
        assertThat(web(new WebSessionTest.Browser(s), "/")).contains("google_failed");
        google.change = c -> c.expirationTime(new Date(System.currentTimeMillis() - 600_000));
        assertThat(web(new WebSessionTest.Browser(s), "/")).contains("google_failed");
    }

    @Test
    void anUnconfirmedAddressOpensNoAccountAndAnExistingAccountIsNotTakenOver() {
        is("unv-1", "unverified@example.org");
        google.emailVerified = false;
        assertThat(web(new WebSessionTest.Browser(s), "/")).isEqualTo("/login?error=google_email_unverified");
        google.emailVerified = true;
        s.register("mine@example.org", Role.FAN);
        is("attacker", "mine@example.org");
        assertThat(web(new WebSessionTest.Browser(s), "/")).isEqualTo("/login?error=google_link_first");
    }

    @Test
    void theOwnerConnectsGoogleWithTheOwnPassword() {
        s.register("link@example.org", Role.FAN);
        s.confirm("link@example.org");
        is("link-1", "other-address@example.org");
        var b = new WebSessionTest.Browser(s).signIn("link@example.org");
        String token = b.csrf();
        var refused = link(b, token, "wrong password");
        assertThat(refused.code()).isEqualTo("confirmation_wrong");
        var started = link(b, token, AccountsServer.PASSWORD);
        assertThat(back(b, started.data().path("authorizationUri").asText())).isEqualTo("/settings");
        var fresh = new WebSessionTest.Browser(s);
        assertThat(web(fresh, "/")).isEqualTo("/");
        assertThat(s.mails("link@example.org").getFirst()).isNotEmpty();
    }

    private static AccountsServer.Reply link(WebSessionTest.Browser b, String csrf, String password) {
        return b.send(
                s.request("/api/v1/auth/google/link", null)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"password\":\"" + password + "\"}")),
                "X-CSRF-Token",
                csrf,
                "Content-Type",
                "application/json");
    }

    @Test
    void theStudioSignsInThroughALoopbackAddressWithItsOwnVerifier() {
        is("studio-1", "studio@example.org");
        String verifier = RandomTokens.next();
        var start = Map.of(
                "redirectUri", "http://127.0.0.1:50123/callback", "codeChallenge", GoogleAccounts.challenge(verifier));
        var begun = s.post("/api/v1/auth/google/start", start, null).data();
        String code = google.consent(begun.path("authorizationUri").asText());
        var wrong = s.post(
                "/api/v1/auth/google/exchange",
                Map.of("code", code, "state", begun.path("state").asText(), "codeVerifier", RandomTokens.next()),
                null);
        assertThat(wrong.status()).isEqualTo(401);
        begun = s.post("/api/v1/auth/google/start", start, null).data();
        code = google.consent(begun.path("authorizationUri").asText());
        var in = s.post(
                "/api/v1/auth/google/exchange",
                Map.of("code", code, "state", begun.path("state").asText(), "codeVerifier", verifier),
                null);
        assertThat(in.status()).isEqualTo(200);
        var me = s.get(
                "/api/v1/auth/me", in.data().path("tokens").path("accessToken").asText());
        assertThat(me.data().path("role").asText()).isEqualTo("creator");
        assertThat(me.data().path("emailVerified").asBoolean()).isTrue();
        var elsewhere = s.post(
                "/api/v1/auth/google/start",
                Map.of("redirectUri", "http://evil.example/cb", "codeChallenge", GoogleAccounts.challenge(verifier)),
                null);
        assertThat(elsewhere.status()).isEqualTo(422);
    }

    @Test
    void pagesAndStudioHaveTheirOwnClients() {
        is("clients-1", "clients@example.org");
        var b = new WebSessionTest.Browser(s);
        String page = b.get("/auth/google?next=/library").header("Location");
        assertThat(TestOidcProvider.parse(java.net.URI.create(page).getRawQuery()))
                .containsEntry("client_id", "tap2");
        var start = Map.of(
                "redirectUri",
                "http://127.0.0.1:50123/callback",
                "codeChallenge",
                GoogleAccounts.challenge(RandomTokens.next()));
        String studio = s.post("/api/v1/auth/google/start", start, null)
                .data()
                .path("authorizationUri")
                .asText();
        assertThat(TestOidcProvider.parse(java.net.URI.create(studio).getRawQuery()))
                .containsEntry("client_id", "tap2-desktop");
        assertThat(s.get("/api/v1/auth/google", null).data().toString()).isEqualTo("{\"web\":true,\"studio\":true}");
    }

    /// A token that was made for the other of our clients opens nothing.
    @Test
    void aTokenIsOnlyForTheClientThatAskedForIt() {
        is("aud-1", "aud@example.org");
        google.change = c -> c.audience("tap2-desktop");
        var b = new WebSessionTest.Browser(s);
        assertThat(web(b, "/library")).isEqualTo("/login?error=google_failed");
    }

    @Test
    void withoutAClientForTheStudioOnlyPagesOfferGoogle() throws Exception {
        try (var onlyPages = new AccountsServer(
                Map.of(
                        Key.GOOGLE_ISSUER, google.issuer(),
                        Key.GOOGLE_CLIENT_ID, "tap2",
                        Key.GOOGLE_CLIENT_SECRET, "secret",
                        Key.RATELIMIT_FACTOR, "1000"),
                AccountsServer.LIGHT,
                r -> {})) {
            assertThat(onlyPages.get("/api/v1/auth/google", null).data().toString())
                    .isEqualTo("{\"web\":true,\"studio\":false}");
            var start = Map.of(
                    "redirectUri",
                    "http://127.0.0.1:50123/callback",
                    "codeChallenge",
                    GoogleAccounts.challenge(RandomTokens.next()));
            assertThat(onlyPages.post("/api/v1/auth/google/start", start, null).status())
                    .isEqualTo(404);
        }
    }
}
