package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.PASSWORD;
import static gg.tap2.server.fanweb.BrowserWorld.http;
import static gg.tap2.server.fanweb.BrowserWorld.shot;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.Routes;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MoneyWorld;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server that pays by Stripe Connect: a creator sets the account up in the browser, is paid, and the money of
/// a
/// reversed transfer comes back.
class ConnectBrowserTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private String token = "";
    private String base = "";

    private JsonNode call(String method, String path, Object body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var reply = http(request.header("Idempotency-Key", UUID.randomUUID().toString())
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build());
        JsonNode json = Json.tree(reply.body());
        assertThat(reply.statusCode()).as(path + " " + json).isBetween(200, 299);
        return json.path("data");
    }

    @Test
    void aCreatorSetsUpIsPaidAndARecallComesBack() throws Exception {
        try (var app = Launcher.start(
                ServerConfig.load(
                        null,
                        Map.of(),
                        Map.of(
                                Key.HTTP_PORT,
                                "0",
                                Key.DATA_DIR,
                                folder.toString(),
                                Key.SANDBOX_FIXED_PORTS,
                                "false",
                                Key.PAYOUT_PROVIDER,
                                "stripe-connect",
                                Key.PAYOUT_COOLING_HOURS,
                                "0")),
                new Passwords.Cost(256, 1))) {
            base = app.localUrl();
            var world = MoneyWorld.of(app);
            UUID creator = signUp(app);
            assertThat(setUpInBrowser(app)).isEqualTo("verified");

            world.fund(creator, 9_000);
            JsonNode preview = call("GET", Routes.PAYOUT_PREVIEW, null);
            assertThat(preview.path("reasons")).isEmpty();
            JsonNode payout = call(
                    "POST",
                    Routes.WITHDRAW,
                    Map.of(
                            "amount",
                            6_000,
                            "balanceVersion",
                            preview.path("balanceVersion").asLong()));
            String id = payout.path("id").asText();
            world.until("the payout", () -> status(app, id).equals("paid"));
            assertThat(call("GET", Routes.BALANCE, null).path("available").asLong())
                    .isEqualTo(3_000);

            String transfer = app.db()
                    .read(tx -> tx.sql("SELECT flowpay_transfer_id AS t FROM payouts WHERE id = :id")
                            .set("id", UUID.fromString(id))
                            .one(r -> r.text("t")));
            assertThat(world.stripeObject("/v1/transfers/" + transfer)
                            .path("destination")
                            .asText())
                    .startsWith("acct_");
            world.stripeByKey("POST", "/v1/transfers/" + transfer + "/reversals", Map.of());
            world.until("the money back", () -> status(app, id).equals("returned"));
            assertThat(call("GET", Routes.BALANCE, null).path("available").asLong())
                    .isEqualTo(9_000);
            assertThat(world.differences()).isEmpty();
        }
    }

    private UUID signUp(ServerApp app) throws Exception {
        call(
                "POST",
                Routes.REGISTER,
                Map.of(
                        "email",
                        "connect@example.com",
                        "password",
                        PASSWORD,
                        "role",
                        "creator",
                        "displayName",
                        "Mara Winter",
                        "slug",
                        "connect",
                        "locale",
                        "en"));
        app.db().transact(tx -> tx.sql("UPDATE users SET email_verified = TRUE").update());
        token = call("POST", Routes.LOGIN, Map.of("email", "connect@example.com", "password", PASSWORD))
                .path("tokens")
                .path("accessToken")
                .asText();
        return app.db()
                .read(tx ->
                        tx.sql("SELECT id FROM creators WHERE slug = 'connect'").one(r -> r.uuid("id")));
    }

    /// Answers the account's state afterwards.
    private String setUpInBrowser(ServerApp app) throws Exception {
        JsonNode link =
                call("POST", Routes.PLAID_LINK, Map.of("accountHolderName", "Mara Winter", "countryCode", "US"));
        try (var context = BrowserWorld.context(app.baseUrl(), ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate(link.path("url").asText());
            shot(page, "connect-onboarding");
            page.getByText("Finish set-up").click();
            page.waitForURL("**/bank-connected**");
            shot(page, "connect-done");
            assertThat(page.locator("main").textContent()).contains("studio");
        }
        return call(
                        "POST",
                        Routes.path(
                                Routes.PLAID_LINK_COMPLETE,
                                UUID.fromString(link.path("id").asText())),
                        Map.of())
                .path("verificationStatus")
                .asText();
    }

    private static String status(ServerApp app, String payout) {
        return app.db()
                .read(tx -> tx.sql("SELECT status FROM payouts WHERE id = :id")
                        .set("id", UUID.fromString(payout))
                        .one(r -> r.text("status")));
    }
}
