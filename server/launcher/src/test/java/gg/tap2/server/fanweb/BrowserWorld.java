package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.common.Ids;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// A server with a creator, two tiers and a product, and a real Chromium to look at it; one for all browser tests.
final class BrowserWorld {
    private static Browser browser;
    private static BrowserType chromium;
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    static final String PASSWORD = "a long enough one";
    static ServerApp app;
    static UUID product;
    static UUID creator;
    static final byte[] GOODS =
            ("%PDF-1.4\n" + "brushes ".repeat(9_000) + "\n%%EOF").getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private BrowserWorld() {}

    /// Starts what is not running yet; it all stops with the JVM. Skips the caller where there is no Chromium.
    static synchronized void start() throws Exception {
        if (app != null) {
            return;
        }
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no /usr/bin/chromium");
        Path folder = Files.createTempDirectory("tap2-browser-");
        app = Launcher.start(
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
                                Key.RATELIMIT_FACTOR,
                                "1000")),
                new Passwords.Cost(256, 1));
        for (String[] who :
                new String[][] {{"mara", "Mara Winter"}, {"jonas", "Jonas Beck"}, {"studio-ono", "Studio Ono"}}) {
            app.accounts()
                    .accounts()
                    .register(
                            new RegisterRequest(who[0] + "@example.com", PASSWORD, Role.CREATOR, who[1], who[0], "en"),
                            Locale.ENGLISH,
                            "127.0.0.1");
        }
        app.db().transact(tx -> {
            tx.sql("UPDATE users SET email_verified = TRUE").update();
            tx.sql(
                            "UPDATE creators SET published = TRUE, bio = 'Illustrator of quiet places. I share **brushes**, lessons and the story behind every picture.', tags = '{art,illustration}'")
                    .update();
            tx.sql(
                            "UPDATE creators SET tip_goal_title = 'A new drawing tablet', tip_goal_target = 60000, theme_colors = CAST(:c AS jsonb) WHERE slug = 'mara'")
                    .set(
                            "c",
                            new String(
                                    Json.bytes(new ThemeColors("#ff7a59", "#fff1ec", "#ffd166")),
                                    java.nio.charset.StandardCharsets.UTF_8))
                    .update();
        });
        creator = app.db()
                .read(tx ->
                        tx.sql("SELECT id FROM creators WHERE slug = 'mara'").one(r -> r.uuid("id")));
        UUID tier = app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(
                                null,
                                "Studio friend",
                                "Come into the studio.",
                                800,
                                8000L,
                                7,
                                null,
                                List.of("All lessons", "Monthly sketchbook"),
                                1,
                                true))
                .id();
        app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(
                                null,
                                "Patron",
                                "See everything first.",
                                2000,
                                null,
                                0,
                                null,
                                List.of("Everything of Studio friend", "Signed print each year"),
                                2,
                                true));
        var uploads = app.media().uploads();
        var up = uploads.create(
                creator,
                new CreateUpload(
                        null, "brushes.pdf", GOODS.length, "application/pdf", UploadPurpose.PRODUCT_FILE, null));
        var part = uploads.presign(creator, up.id(), List.of(1)).getFirst();
        var put = http(HttpRequest.newBuilder(URI.create(part.url()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(GOODS))
                .build());
        String sha = HexFormat.of().formatHex(RandomTokens.sha256(GOODS));
        uploads.complete(
                creator,
                up.id(),
                new CompleteUpload(
                        List.of(new CompleteUpload.CompletedPart(
                                1, put.headers().firstValue("ETag").orElseThrow(), sha)),
                        sha));
        for (int i = 0; i < 200 && uploads.get(creator, up.id()).status() != UploadStatus.READY; i++) {
            Thread.sleep(50);
        }
        product = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                ProductType.DOWNLOAD,
                                "Watercolour brush pack",
                                "Forty brushes made from **real paper and pigment**.\n\n- Wet edges\n- Dry textures\n- Works in every drawing app",
                                1200,
                                false,
                                null,
                                null,
                                tier,
                                List.of("brushes"),
                                "The secret word is *cerulean*.",
                                List.of(new SaveProduct.FileRef(Ids.next(), up.id(), "Brush pack", null)),
                                List.of(),
                                "Refund within 14 days."))
                .id();
        app.catalog().products().publish(creator, product);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium();
        browser = launch();
        app.closeAtExit(() -> {
            try (var all = Files.walk(folder)) {
                all.sorted(java.util.Comparator.reverseOrder())
                        .forEach(x -> x.toFile().delete());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /// A browser of its own, for who needs other options than the shared one has.
    static Browser launch(String... options) {
        var all = new ArrayList<>(List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
        all.addAll(List.of(options));
        return chromium.launch(
                new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(all));
    }

    static HttpResponse<byte[]> http(HttpRequest request) throws Exception {
        try (var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    static BrowserContext context(ColorScheme scheme, int width) {
        return context(app.baseUrl(), scheme, width);
    }

    /// The same on another server.
    static BrowserContext context(String baseUrl, ColorScheme scheme, int width) {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(baseUrl)
                .setLocale("en-US")
                .setColorScheme(scheme)
                .setViewportSize(width, 860));
    }

    /// A browser whose reader lets no page run scripts.
    static BrowserContext plain(int width) {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(app.baseUrl())
                .setLocale("en-US")
                .setJavaScriptEnabled(false)
                .setViewportSize(width, 860));
    }

    /// The same in another language and region.
    static BrowserContext context(String locale) {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(app.baseUrl())
                .setLocale(locale)
                .setViewportSize(390, 860));
    }

    /// A verified fan with an account.
    static UUID fan(String email) {
        app.accounts()
                .accounts()
                .register(
                        new RegisterRequest(email, PASSWORD, Role.FAN, "Fan", null, "en"), Locale.ENGLISH, "127.0.0.1");
        app.db()
                .transact(tx -> tx.sql("UPDATE users SET email_verified = TRUE WHERE email = :email")
                        .set("email", email)
                        .update());
        return app.db()
                .read(tx -> tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :email")
                        .set("email", email)
                        .one(r -> r.uuid("id")));
    }

    static void signIn(Page page, String email) {
        page.navigate("/login");
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password").fill(PASSWORD);
        page.locator("form[action='/login'] button").click();
        page.waitForURL("**/library");
    }

    static void enterCard(Page page, String number) {
        var card = page.frameLocator("#card iframe");
        card.getByLabel("Card number").fill(number);
        card.getByLabel("Expiry").fill("12 / 34");
        card.getByLabel("Security code").fill("123");
        page.locator("#pay button").click();
    }

    static void pay(Page page) {
        enterCard(page, "4242424242424242");
        page.waitForURL("**/thanks/**");
        page.getByText("Thank you!").first().waitFor();
    }

    static void check(Page page, String path, ColorScheme scheme) {
        page.navigate(path);
        var axe = new AxeBuilder(page).withTags(List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"));
        if (!path.contains("/pay")) {
            // In the page itself, without a second one for the end: three times as fast, and the same findings.
            // Only frames of other sites need the other way.
            axe.setLegacyMode(true);
        }
        var found = axe.analyze().getViolations();
        assertThat(found.stream()
                        .map(r -> r.getId() + " "
                                + r.getNodes().stream().map(n -> n.getHtml()).toList())
                        .toList())
                .as(path + " " + scheme)
                .isEmpty();
    }

    static void shot(Page page, String name) {
        String dir = System.getProperty("tap2.shots");
        if (dir != null) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(dir, name + ".png")));
        }
    }
}
