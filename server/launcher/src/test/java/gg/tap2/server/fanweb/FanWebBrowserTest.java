package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A guest with a browser: finds a creator, buys, gets the goods, tips; every main page in both colour schemes.
class FanWebBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
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
            assertThat(page.locator(".receipt").textContent()).contains("$12.00", "guest@example.com");
            var pdf = page.request().get(page.url().replaceAll("(\\?|$)", "/pdf$1"));
            assertThat(new String(pdf.body(), 0, 5, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo("%PDF-");
        }
    }

    /// The whole way to the goods without a pointer.
    @Test
    void guestBuysByKeyboardAlone() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/@mara/" + product);
            tabTo(page, "Buy now");
            page.keyboard().press("Enter");
            page.waitForURL("**/checkout/product/**");
            tabTo(page, "email");
            page.keyboard().type("keys@example.com");
            tabTo(page, "Continue to payment");
            page.keyboard().press("Enter");
            page.waitForURL("**/pay/**");
            page.locator("#pay button:enabled").waitFor();
            tabTo(page, "iframe");
            page.keyboard().type("4242424242424242");
            page.keyboard().press("Tab");
            page.keyboard().type("1234");
            page.keyboard().press("Tab");
            page.keyboard().type("123");
            tabTo(page, "Pay $12.00");
            page.keyboard().press("Enter");
            page.waitForURL("**/thanks/**");
            page.getByText("Thank you!").first().waitFor();
        }
    }

    /// Presses Tab until the focus is on what has this text, name or kind.
    private static void tabTo(Page page, String what) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            Object focus = page.evaluate(
                    "(() => { const e = document.activeElement;"
                            + " return e === document.body ? '' : [e.textContent.trim(), e.name || '', e.localName].join('|'); })()");
            if (String.valueOf(focus).contains(what)) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + what);
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
        UUID fan = fan("fan@example.com");
        app.db()
                .transact(tx -> tx.sql(
                                "INSERT INTO grants (id, product_id, fan_id, source, granted_at) VALUES (:id, :p, :fan, 'grant', now())")
                        .set("id", Ids.next())
                        .set("p", product)
                        .set("fan", fan)
                        .update());
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (var context = context(scheme, 768)) {
                var page = context.newPage();
                signIn(page, "fan@example.com");
                for (String path : List.of(
                        "/library",
                        "/library/" + product,
                        "/subscriptions",
                        "/history",
                        "/notices",
                        "/settings",
                        "/settings/card",
                        "/checkout/product/" + product,
                        "/@mara")) {
                    check(page, path, scheme);
                }
                page.navigate("/checkout/tip/mara?amount=5");
                page.getByText("Continue to payment").click();
                page.waitForURL("**/pay/**");
                check(page, java.net.URI.create(page.url()).getPath(), scheme);
                pay(page);
                String thanks = java.net.URI.create(page.url()).getPath();
                check(page, thanks, scheme);
                check(page, thanks.replace("/thanks/", "/receipts/"), scheme);
                page.navigate("/library/" + product);
                shot(page, "item-768-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void aNameOfOneLongWordFitsASmallPhone() {
        String long63 = "Wolkenkuckucksheimbewohnerinnenvereinigungsvorsitzendenstellver";
        rename(long63);
        try (var context = context(ColorScheme.LIGHT, 320)) {
            var page = context.newPage();
            for (String path :
                    List.of("/", "/@mara", "/@mara/" + product, "/checkout/product/" + product, "/checkout/tip/mara")) {
                page.navigate(path);
                assertThat(page.content()).as(path).contains(long63);
                assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as(path)
                        .isTrue();
            }
        } finally {
            rename("Mara Winter");
        }
    }

    /// What a reader chose counts in the browser: states, colours of their own, paper, and the length of their words.
    @Test
    void whatIsHiddenChosenPrintedAndTranslatedLooksSo() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/@mara");
            for (String names : List.of("btn", "bar", "note bad")) {
                assertThat(display(page, names, true)).as(names + ", hidden").isEqualTo("none");
            }
            assertThat(display(page, "note", false)).isNotEqualTo("none");
            page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
            assertThat(page.evaluate(
                            "getComputedStyle(document.querySelector('.presets input:checked + span')).outlineStyle"))
                    .isEqualTo("solid");
            page.emulateMedia(new Page.EmulateMediaOptions()
                    .setForcedColors(ForcedColors.NONE)
                    .setMedia(Media.PRINT));
            for (String names : List.of("btn", "note", "top")) {
                assertThat(display(page, names, false)).as(names + ", printed").isEqualTo("none");
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
            Object english = page.evaluate("document.querySelector('.top').offsetHeight");
            page.navigate("/lang/de?next=/@mara");
            assertThat(page.evaluate("document.documentElement.lang")).isEqualTo("de");
            assertThat(page.evaluate("document.querySelector('.top').offsetHeight"))
                    .as("no second line")
                    .isEqualTo(english);
        }
    }

    private static String display(Page page, String names, boolean hidden) {
        return (String) page.evaluate("""
                ([names, hidden]) => {
                  const e = document.createElement("div");
                  e.className = names;
                  e.hidden = hidden;
                  document.body.append(e);
                  const display = getComputedStyle(e).display;
                  e.remove();
                  return display;
                }""", List.of(names, hidden));
    }

    private static void rename(String name) {
        app.db()
                .transact(tx -> tx.sql("UPDATE creators SET display_name = :name WHERE slug = 'mara'")
                        .set("name", name)
                        .update());
        // The page is kept as long as the creator's version holds.
        app.db().transact(tx -> gg.tap2.server.catalog.ChangeCounter.next(tx, BrowserWorld.creator));
    }

    @Test
    void publicPagesAreAccessibleInBothSchemes() {
        UUID tier = app.catalog().tiers().list(BrowserWorld.creator).getFirst().id();
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
                            "/join/mara/" + tier,
                            "/login",
                            "/register",
                            "/forgot",
                            "/report",
                            "/offline",
                            "/legal/terms",
                            "/legal/privacy",
                            "/legal/imprint",
                            "/?q=nobody-of-that-name",
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
}
