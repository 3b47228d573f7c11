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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A guest with a browser: finds a creator, buys, gets the goods, tips; every main page in both colour schemes.
class FanWebBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    static Path folder;

    private static ServerApp app;
    private static Playwright playwright;
    private static Browser browser;
    private static UUID product;
    private static final byte[] GOODS =
            ("%PDF-1.4\n" + "brushes ".repeat(9_000) + "\n%%EOF").getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no /usr/bin/chromium");
        app = ServerApp.start(
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
                            new RegisterRequest(
                                    who[0] + "@example.com", "a long enough one", Role.CREATOR, who[1], who[0], "en"),
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
        UUID creator = app.db()
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
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (app != null) {
            app.close();
        }
    }

    private static HttpResponse<byte[]> http(HttpRequest request) throws Exception {
        try (var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static BrowserContext context(ColorScheme scheme, int width) {
        return browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(app.baseUrl())
                .setLocale("en-US")
                .setColorScheme(scheme)
                .setViewportSize(width, 860));
    }

    private static void pay(Page page) {
        var card = page.frameLocator("#card iframe");
        card.getByLabel("Card number").fill("4242424242424242");
        card.getByLabel("Expiry").fill("12 / 34");
        card.getByLabel("Security code").fill("123");
        page.locator("#pay button").click();
        page.waitForURL("**/thanks/**");
        page.getByText("Thank you!").first().waitFor();
    }

    @Test
    void guestDiscoversBuysAndDownloads() throws Exception {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/?q=mara+wintr");
            page.getByText("Mara Winter").click();
            page.getByText("Watercolour brush pack").click();
            page.getByText("Buy now").click();
            page.getByLabel("E-mail").fill("guest@example.com");
            page.getByText("Continue to payment").click();
            pay(page);
            assertThat(page.getByText("cerulean").isVisible()).isTrue();
            String link = page.locator("a[download]").first().getAttribute("href");
            var file = http(
                    HttpRequest.newBuilder(URI.create(app.baseUrl() + link)).build());
            assertThat(RandomTokens.sha256(file.body())).isEqualTo(RandomTokens.sha256(GOODS));
            assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                    .contains("brushes.pdf");
            shot(page, "thanks-390-light");
            page.getByText("Receipt").click();
            assertThat(page.locator("table").textContent()).contains("$12.00", "guest@example.com");
            var pdf = http(HttpRequest.newBuilder(URI.create(page.url().replace("?", "/pdf?")))
                    .build());
            assertThat(new String(pdf.body(), 0, 5, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo("%PDF-");
        }
    }

    @Test
    void guestTips() {
        try (var context = context(ColorScheme.DARK, 390)) {
            var page = context.newPage();
            page.navigate("/@mara");
            page.locator(".tipbox button").click();
            page.getByLabel("E-mail").fill("tipper@example.com");
            page.getByLabel("Your name").fill("<script>alert(1)</script>");
            page.getByLabel("Message").fill("Lovely work");
            page.getByText("Continue to payment").click();
            shot(page, "pay-390-dark");
            pay(page);
            page.navigate("/@mara");
            assertThat(page.locator(".wall").textContent()).contains("<script>alert(1)</script>", "Lovely work");
        }
    }

    @Test
    void signedInFanSeesAccountPages() {
        app.accounts()
                .accounts()
                .register(
                        new RegisterRequest("fan@example.com", "a long enough one", Role.FAN, "Fan", null, "en"),
                        Locale.ENGLISH,
                        "127.0.0.1");
        app.db().transact(tx -> {
            tx.sql("UPDATE users SET email_verified = TRUE").update();
            tx.sql(
                            "INSERT INTO grants (id, product_id, fan_id, source, granted_at) SELECT :id, :p, f.id, 'grant', now() FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = 'fan@example.com'")
                    .set("id", Ids.next())
                    .set("p", product)
                    .update();
        });
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (var context = context(scheme, 768)) {
                var page = context.newPage();
                page.navigate("/login");
                page.getByLabel("E-mail").fill("fan@example.com");
                page.getByLabel("Password").fill("a long enough one");
                page.locator("form.card button").click();
                page.waitForURL("**/library");
                for (String path :
                        List.of("/library", "/library/" + product, "/subscriptions", "/history", "/settings")) {
                    check(page, path, scheme);
                }
                page.navigate("/library/" + product);
                shot(page, "item-768-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void publicPagesAreAccessibleInBothSchemes() {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {360, 768, 1280}) {
                try (var context = context(scheme, width)) {
                    var page = context.newPage();
                    for (String path : List.of(
                            "/",
                            "/@mara",
                            "/@mara/" + product,
                            "/checkout/product/" + product,
                            "/checkout/tip/mara",
                            "/login",
                            "/register",
                            "/report",
                            "/legal/terms",
                            "/nothing")) {
                        if (width == 360) {
                            check(page, path, scheme);
                        } else if (path.equals("/") || path.startsWith("/@")) {
                            page.navigate(path);
                        }
                        if (path.equals("/") || path.startsWith("/@")) {
                            String name = path.equals("/") ? "home" : path.equals("/@mara") ? "creator" : "product";
                            shot(page, name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
                        }
                        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                                .as(path + " at " + width)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void check(Page page, String path, ColorScheme scheme) {
        page.navigate(path);
        var found = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"))
                .analyze()
                .getViolations();
        assertThat(found.stream()
                        .map(r -> r.getId() + " "
                                + r.getNodes().stream().map(n -> n.getHtml()).toList())
                        .toList())
                .as(path + " " + scheme)
                .isEmpty();
    }

    private static void shot(Page page, String name) {
        String dir = System.getProperty("tap2.shots");
        if (dir != null) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(dir, name + ".png")));
        }
    }
}
