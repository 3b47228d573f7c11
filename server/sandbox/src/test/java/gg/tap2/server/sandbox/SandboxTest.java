package gg.tap2.server.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import com.plaid.client.ApiClient;
import com.plaid.client.model.AuthGetRequest;
import com.plaid.client.model.CountryCode;
import com.plaid.client.model.ItemGetRequest;
import com.plaid.client.model.ItemPublicTokenExchangeRequest;
import com.plaid.client.model.LinkTokenCreateRequest;
import com.plaid.client.model.LinkTokenCreateRequestUser;
import com.plaid.client.model.Products;
import com.plaid.client.model.SandboxItemResetLoginRequest;
import com.plaid.client.model.WebhookVerificationKeyGetRequest;
import com.plaid.client.request.PlaidApi;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/// The whole set together: keys, Google, Plaid, mailbox, clock, control API.
class SandboxTest {
    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String form) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String enc(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void keysAndClockStayTheSameAfterARestart() {
        String key = sandbox.keys().stripeSecretKey();
        sandbox.clock().advance(Duration.ofDays(7));
        sandbox.close();
        sandbox = Sandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
        assertThat(sandbox.keys().stripeSecretKey()).isEqualTo(key).startsWith("sk_test_");
        assertThat(sandbox.clock().offset()).isEqualTo(Duration.ofDays(7));
        assertThat(sandbox.describe().path("stripe").path("secretKey").asText()).isEqualTo(key);
    }

    @Test
    void googleSignsInByCodeWithPkce() throws Exception {
        String base = sandbox.google().baseUri().toString();
        JsonNode discovery = Json.parse(
                get(base + "/.well-known/openid-configuration").body().getBytes(StandardCharsets.UTF_8));
        assertThat(discovery.path("issuer").asText()).isEqualTo(base);
        String verifier = "v".repeat(50);
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        String redirect = "http://127.0.0.1:9/back";
        sandbox.google().register(redirect);
        String query = "client_id=" + enc(sandbox.keys().googleClientId()) + "&redirect_uri=" + enc(redirect)
                + "&response_type=code&scope=openid+email&state=s1&nonce=n1&code_challenge=" + challenge
                + "&code_challenge_method=S256";
        assertThat(get(discovery.path("authorization_endpoint").asText() + "?" + query)
                        .body())
                .contains("Ada Lovelace");
        String form = "q_" + query.replace("&", "&q_") + "&email=" + enc("new@fan.example") + "&free=1&name=New";
        String location = post(base + "/o/oauth2/v2/auth", form)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        JsonNode back = Forms.parse(URI.create(location).getRawQuery());
        assertThat(back.path("state").asText()).isEqualTo("s1");
        String exchange = "grant_type=authorization_code&code="
                + enc(back.path("code").asText()) + "&redirect_uri=" + enc(redirect)
                + "&client_id=" + enc(sandbox.keys().googleClientId()) + "&client_secret="
                + enc(sandbox.keys().googleClientSecret()) + "&code_verifier=";
        HttpResponse<String> token = post(base + "/token", exchange + verifier);
        assertThat(token.statusCode()).isEqualTo(200);
        var jwt = SignedJWT.parse(Json.parse(token.body().getBytes(StandardCharsets.UTF_8))
                .path("id_token")
                .asText());
        JsonNode jwks = Json.parse(get(base + "/oauth2/v3/certs").body().getBytes(StandardCharsets.UTF_8));
        assertThat(jwt.verify(
                        new RSASSAVerifier(RSAKey.parse(jwks.path("keys").get(0).toString()))))
                .isTrue();
        assertThat(jwt.getJWTClaimsSet().getClaim("nonce")).isEqualTo("n1");
        assertThat(jwt.getJWTClaimsSet().getClaim("email_verified")).isEqualTo(false);
        assertThat(post(base + "/token", exchange + verifier).statusCode())
                .as("a code works once")
                .isEqualTo(400);
        location = post(base + "/o/oauth2/v2/auth", form)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String other = exchange.replaceFirst(
                "code=[^&]+",
                "code="
                        + enc(Forms.parse(URI.create(location).getRawQuery())
                                .path("code")
                                .asText()));
        assertThat(post(base + "/token", other + "wrong").statusCode())
                .as("wrong verifier")
                .isEqualTo(400);
    }

    /// The refusals of the real Google, by the type of the client.
    @Test
    void googleTakesOnlyTheAddressesOfTheClientsType() throws Exception {
        String base = sandbox.google().baseUri().toString();
        sandbox.google().register("https://tap2.example/auth/google/callback");
        String web = sandbox.keys().googleClientId();
        String desktop = sandbox.keys().googleDesktopClientId();
        record Asked(String client, String redirect, int status) {}
        for (Asked a : List.of(
                new Asked(web, "https://tap2.example/auth/google/callback", 200),
                new Asked(web, "https://tap2.example/auth/google/callback/", 400),
                new Asked(web, "http://tap2.example/auth/google/callback", 400),
                new Asked(web, "https://tap2.example:444/auth/google/callback", 400),
                new Asked(web, "http://127.0.0.1:50123/callback", 400),
                new Asked(desktop, "http://127.0.0.1:50123/callback", 200),
                new Asked(desktop, "http://[::1]:1/callback", 200),
                new Asked(desktop, "https://tap2.example/auth/google/callback", 400),
                new Asked(desktop, "http://192.168.0.4:50123/callback", 400),
                new Asked(desktop, "http://127.0.0.1.evil.example:80/callback", 400),
                new Asked("nobody", "http://127.0.0.1:50123/callback", 400))) {
            assertThat(get(base + "/o/oauth2/v2/auth?response_type=code&scope=openid&client_id=" + enc(a.client())
                                    + "&redirect_uri=" + enc(a.redirect()))
                            .statusCode())
                    .as(a.toString())
                    .isEqualTo(a.status());
        }
    }

    private PlaidApi plaid() {
        var keys = new HashMap<String, String>();
        keys.put("clientId", sandbox.keys().plaidClientId());
        keys.put("secret", sandbox.keys().plaidSecret());
        var client = new ApiClient(keys);
        client.setPlaidAdapter(sandbox.plaid().baseUri().toString());
        return client.createService(PlaidApi.class);
    }

    @Test
    void plaidLinksAnAccountAndAsksForANewLogin() throws Exception {
        PlaidApi plaid = plaid();
        try (var catcher = new WebhookCatcher()) {
            var link = plaid.linkTokenCreate(new LinkTokenCreateRequest()
                            .clientName("Tap2")
                            .language("en")
                            .countryCodes(List.of(CountryCode.US))
                            .products(List.of(Products.AUTH))
                            .webhook(catcher.url())
                            .redirectUri("http://127.0.0.1:9/linked")
                            .user(new LinkTokenCreateRequestUser().clientUserId("u1")))
                    .execute()
                    .body();
            String page = sandbox.plaid().baseUri() + "/link/" + link.getLinkToken();
            assertThat(get(page).body()).contains("First Platypus Bank");
            String location = post(page, "bank=ins_109508&account=checking")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            String publicToken = Forms.parse(URI.create(location).getRawQuery())
                    .path("public_token")
                    .asText();
            var exchanged = plaid.itemPublicTokenExchange(new ItemPublicTokenExchangeRequest().publicToken(publicToken))
                    .execute()
                    .body();
            var auth = plaid.authGet(new AuthGetRequest().accessToken(exchanged.getAccessToken()))
                    .execute()
                    .body();
            assertThat(auth.getNumbers().getAch().get(0).getRouting()).isEqualTo("110000000");
            assertThat(auth.getAccounts().get(0).getMask()).isEqualTo("6789");

            plaid.sandboxItemResetLogin(new SandboxItemResetLoginRequest().accessToken(exchanged.getAccessToken()))
                    .execute();
            var refused = plaid.authGet(new AuthGetRequest().accessToken(exchanged.getAccessToken()))
                    .execute();
            assertThat(refused.code()).isEqualTo(400);
            assertThat(refused.errorBody().string()).contains("ITEM_LOGIN_REQUIRED");
            assertThat(plaid.itemGet(new ItemGetRequest().accessToken(exchanged.getAccessToken()))
                            .execute()
                            .body()
                            .getItem()
                            .getError()
                            .getErrorCode())
                    .isEqualTo("ITEM_LOGIN_REQUIRED");

            WebhookCatcher.await(() -> !catcher.caught.isEmpty());
            var caught = catcher.caught.get(0);
            var jwt = SignedJWT.parse(caught.headers().get("plaid-verification"));
            var key = plaid.webhookVerificationKeyGet(new WebhookVerificationKeyGetRequest()
                            .keyId(jwt.getHeader().getKeyID()))
                    .execute()
                    .body()
                    .getKey();
            var ec = ECKey.parse(Json.object()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", key.getX())
                    .put("y", key.getY())
                    .toString());
            assertThat(jwt.verify(new ECDSAVerifier(ec))).isTrue();
            assertThat(jwt.getJWTClaimsSet().getClaim("request_body_sha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(caught.body().getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void mailArrivesWithItsPartsAndCanBeRefused() throws Exception {
        var mailer = MailerBuilder.withSMTPServer(
                        "127.0.0.1",
                        sandbox.mailbox().smtpPort(),
                        sandbox.keys().smtpUser(),
                        sandbox.keys().smtpPassword())
                .withTransportStrategy(TransportStrategy.SMTP)
                .buildMailer();
        var mail = EmailBuilder.startingBlank()
                .from("Tap2", "no-reply@tap2.example")
                .to("Fän", "fan@example.com")
                .withSubject("Quittung für dich")
                .withPlainText("Hallo\n.dot")
                .withHTMLText("<p>Hallo</p>")
                .withAttachment("receipt.pdf", new byte[] {1, 2, 3}, "application/pdf")
                .buildEmail();
        mailer.sendMail(mail).get();
        String base = sandbox.mailbox().baseUri().toString();
        JsonNode found = Json.parse(
                get(base + "/sandbox/api/messages?to=fan@example.com").body().getBytes(StandardCharsets.UTF_8));
        assertThat(found.path("data")).hasSize(1);
        JsonNode one = Json.parse(get(base + "/sandbox/api/messages/"
                        + found.path("data").get(0).path("id").asText())
                .body()
                .getBytes(StandardCharsets.UTF_8));
        assertThat(one.path("subject").asText()).isEqualTo("Quittung für dich");
        assertThat(one.path("text").asText()).contains(".dot");
        assertThat(one.path("html").asText()).contains("<p>Hallo</p>");
        assertThat(one.path("attachments").get(0).path("content_base64").asText())
                .isEqualTo("AQID");
        sandbox.mailbox().refuse(550, 1);
        assertThatThrownBy(() -> mailer.sendMail(mail).get()).isInstanceOf(Exception.class);
        mailer.sendMail(mail).get();
        assertThat(Json.parse(get(base + "/sandbox/api/messages").body().getBytes(StandardCharsets.UTF_8))
                        .path("data"))
                .hasSize(2);
    }

    @Test
    void controlRequestsFromOtherSitesAreRefused() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(sandbox.stripe().baseUri() + "/sandbox/api/clock"))
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString("seconds=60"))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(403);
        assertThat(sandbox.clock().offset()).isEqualTo(Duration.ZERO);
    }
}
