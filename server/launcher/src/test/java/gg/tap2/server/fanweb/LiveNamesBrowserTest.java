package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.LiveNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chromium under the names of live mode: the platform, Stripe's pages, its script, the bank's page and Google each
/// have an origin of their own, all over TLS. What a policy forbids, the browser says in its console.
class LiveNamesBrowserTest {
    @TempDir
    static Path folder;

    private static ServerApp app;
    private static LiveNames names;
    private static Browser browser;
    private static UUID product;

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
        app = Launcher.start(
                ServerConfig.load(
                        null,
                        Map.of(),
                        Map.of(
                                Key.HTTP_PORT, "0",
                                Key.DATA_DIR, folder.toString(),
                                Key.SANDBOX_FIXED_PORTS, "false",
                                Key.RATELIMIT_FACTOR, "1000",
                                Key.PUBLIC_URL, "https://" + LiveNames.PLATFORM,
                                Key.PROXY_TRUSTED, "127.0.0.1",
                                Key.STRIPE_JS_URL, "https://js.stripe.com/v3/")),
                new Passwords.Cost(256, 1));
        names = new LiveNames(app, folder);
        browser = BrowserWorld.launch("--host-resolver-rules=MAP * 127.0.0.1:" + names.port());
        register("mara@example.com", Role.CREATOR, "mara");
        register("fan@example.com", Role.FAN, null);
        app.db().transact(tx -> {
            tx.sql("UPDATE users SET email_verified = TRUE").update();
            tx.sql("UPDATE creators SET published = TRUE").update();
        });
        UUID creator = app.db().read(tx -> tx.sql("SELECT id FROM creators").one(r -> r.uuid("id")));
        app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(null, "Sketch club", "A sketch a week.", 500, null, 0, null, List.of(), 1, true));
        product = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                ProductType.UNLOCKABLE,
                                "A word",
                                "One word.",
                                900,
                                false,
                                null,
                                null,
                                null,
                                List.of(),
                                "The secret word is *cerulean*.",
                                List.of(),
                                List.of(),
                                ""))
                .id();
        app.catalog().products().publish(creator, product);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (names != null) {
            names.close();
        }
        if (app != null) {
            app.close();
        }
    }

    private static void register(String email, Role role, String slug) {
        app.accounts()
                .accounts()
                .register(new RegisterRequest(email, PASSWORD, role, "Mara", slug, "en"), Locale.ENGLISH, "127.0.0.1");
    }

    private final List<String> refused = new ArrayList<>();

    private Page page(BrowserContext context) {
        Page page = context.newPage();
        page.onConsoleMessage(m -> {
            if (m.type().equals("error") && m.text().matches("(?is).*(policy|violates|refused to|blocked).*")) {
                refused.add(m.text());
            }
        });
        return page;
    }

    private static BrowserContext context() {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("https://" + LiveNames.PLATFORM)
                .setIgnoreHTTPSErrors(true)
                .setLocale("en-US"));
    }

    private static void signIn(Page page) {
        page.navigate("/login");
        page.getByLabel("E-mail").fill("fan@example.com");
        page.getByLabel("Password").fill(PASSWORD);
        page.locator("form[action='/login'] button").click();
        page.waitForURL("**/library");
    }

    @Test
    void aJoinLeadsToStripesCheckoutThroughTheBankAndBack() {
        try (var context = context()) {
            Page page = page(context);
            signIn(page);
            page.navigate("/@mara");
            page.locator(".tier")
                    .filter(new Locator.FilterOptions().setHasText("Sketch club"))
                    .locator("a.btn")
                    .click();
            page.getByText("Continue to payment").click();
            page.waitForURL("https://checkout.stripe.com/c/pay/**");
            page.getByLabel("Card number").fill("4000002760003184");
            page.getByLabel("Expiry").fill("12 / 34");
            page.getByLabel("Security code").fill("123");
            page.locator("form button").first().click();
            page.waitForURL("https://hooks.stripe.com/3ds/**");
            page.getByText("Complete authentication").click();
            page.waitForURL("https://" + LiveNames.PLATFORM + "/subscriptions**");
            page.getByText("Sketch club").first().waitFor();
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void aGuestPaysInStripesFrameWithTheBanksPageInIt() {
        try (var context = context()) {
            Page page = page(context);
            page.navigate("/@mara/" + product);
            page.getByText("Buy now").click();
            page.getByLabel("E-mail").fill("guest@example.com");
            page.getByText("Continue to payment").click();
            assertThat(page.locator("#card iframe").getAttribute("src")).startsWith("https://js.stripe.com/");
            BrowserWorld.enterCard(page, "4000002760003184");
            page.frameLocator("iframe[title='3D Secure']")
                    .getByText("Complete authentication")
                    .click();
            page.waitForURL("**/thanks/**");
            page.getByText("cerulean").waitFor();
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void googleIsConnectedByAFormAndSignsInByALink() {
        try (var context = context()) {
            Page page = page(context);
            signIn(page);
            page.navigate("/settings");
            var google = page.locator("#google");
            google.locator("summary").click();
            google.locator("input[type=password]").fill(PASSWORD);
            google.locator("button").click();
            page.waitForURL("https://accounts.google.com/**");
            page.locator("button.person").first().click();
            page.waitForURL("https://" + LiveNames.PLATFORM + "/settings**");
            assertThat(page.locator("#google").textContent()).contains("Disconnect");

            page.navigate("/login");
            try (var other = context()) {
                Page again = page(other);
                again.navigate("/login?next=/library");
                again.getByText("Continue with Google").click();
                again.waitForURL("https://accounts.google.com/**");
                again.locator("button.person").first().click();
                again.waitForURL("https://" + LiveNames.PLATFORM + "/library");
            }
            assertThat(refused).isEmpty();
        }
    }
}
