package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.check;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static gg.tap2.server.fanweb.BrowserWorld.creator;
import static gg.tap2.server.fanweb.BrowserWorld.enterCard;
import static gg.tap2.server.fanweb.BrowserWorld.fan;
import static gg.tap2.server.fanweb.BrowserWorld.pay;
import static gg.tap2.server.fanweb.BrowserWorld.product;
import static gg.tap2.server.fanweb.BrowserWorld.shot;
import static gg.tap2.server.fanweb.BrowserWorld.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.server.platform.json.Json;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Fans with accounts, on a phone: cards, refunds, receipts, the library without a network, and their data.
class FanAccountBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static BrowserContext phone() {
        return context(ColorScheme.LIGHT, 390);
    }

    private static void until(BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 200 && !what.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(what.getAsBoolean()).isTrue();
    }

    @Test
    void aSavedCardPaysWithOneClickAndWithTheBanksConsent() {
        fan("cards@example.com");
        try (var context = phone()) {
            var page = context.newPage();
            signIn(page, "cards@example.com");
            page.navigate("/settings/card");
            enterCard(page, "4242424242424242");
            page.waitForURL("**/settings?saved=1*");
            assertThat(page.locator("#cards .rows").textContent()).contains("4242", "Default");
            check(page, "/settings", ColorScheme.LIGHT);
            payTipWithSavedCard(page);
            page.getByText("Thank you!").first().waitFor();

            page.navigate("/settings/card");
            enterCard(page, "4000002760003184");
            page.frameLocator("iframe[title='3D Secure']")
                    .getByText("Complete authentication")
                    .click();
            page.waitForURL("**/settings?saved=1*");
            page.locator("#cards li")
                    .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("3184"))
                    .getByText("Make default")
                    .click();
            page.waitForURL("**/settings?saved=1*");
            payTipWithSavedCard(page);
            page.frameLocator("iframe[title='3D Secure']")
                    .getByText("Complete authentication")
                    .click();
            page.waitForURL("**/thanks/**");
            page.getByText("Thank you!").first().waitFor();
            long paid = app.db()
                    .read(tx -> tx.sql(
                                    "SELECT count(*) AS n FROM payments p JOIN fans f ON f.id = p.fan_id"
                                            + " JOIN users u ON u.id = f.user_id WHERE u.email = 'cards@example.com' AND p.status = 'succeeded'")
                            .one(r -> r.number("n")));
            assertThat(paid).isEqualTo(2);
        }
    }

    private static void payTipWithSavedCard(Page page) {
        page.navigate("/checkout/tip/mara?amount=5");
        page.getByText("Continue to payment").click();
        page.waitForURL("**/pay/**");
        page.locator("form:not(#pay) >> text=Pay $5.00").click();
    }

    @Test
    void theLibraryOpensWithoutANetworkAndARefundClosesIt() throws Exception {
        UUID fan = fan("offline@example.com");
        try (var context = phone()) {
            var page = context.newPage();
            signIn(page, "offline@example.com");
            page.navigate("/checkout/product/" + product);
            page.getByText("Continue to payment").click();
            pay(page);
            page.navigate("/library");
            page.waitForFunction("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready");
            page.reload();
            page.navigate("/library/" + product);
            page.getByText("cerulean").waitFor();
            context.setOffline(true);
            page.navigate("/library");
            assertThat(page.locator("main").textContent()).contains("Watercolour brush pack");
            page.navigate("/library/" + product);
            assertThat(page.locator("main").textContent()).contains("cerulean");
            page.navigate("/@mara");
            assertThat(page.locator("main").textContent()).contains("offline");
            page.locator("main a[href='/library']").click();
            page.locator("main .grid").getByText("Watercolour brush pack").waitFor();
            context.setOffline(false);

            UUID payment = app.db()
                    .read(tx -> tx.sql("SELECT id FROM payments WHERE fan_id = :fan AND status = 'succeeded'")
                            .set("fan", fan)
                            .one(r -> r.uuid("id")));
            app.billing().refunds().refund(creator, new CreateRefund(null, payment, null, "requested"), "creator");
            until(() ->
                    page.request().get(app.baseUrl() + "/library/" + product).status() == 410);
            page.navigate("/library");
            assertThat(page.locator("main .grid").textContent()).doesNotContain("Watercolour brush pack");
            page.getByText("Watercolour brush pack").click();
            assertThat(page.locator("main").textContent()).contains("Refunded on", "went back to you");

            page.navigate("/history");
            page.getByText("Receipt").first().click();
            assertThat(page.locator("main").textContent()).contains("Refunded on", "Remains paid", "$0.00");
            page.getByText("Business details").click();
            page.getByLabel("Business name").fill("Beck & Söhne GmbH");
            page.getByLabel("Address").fill("Lange Straße 1\n10115 Berlin");
            page.getByLabel("Tax number").fill("DE 123456789");
            page.getByText("Put on the receipt").click();
            page.getByText("The receipt was issued anew.").waitFor();
            assertThat(page.locator(".doc").textContent()).contains("Beck & Söhne GmbH", "DE 123456789");
            shot(page, "phone-receipt");
            for (var scheme : ColorScheme.values()) {
                if (scheme != ColorScheme.NO_PREFERENCE) {
                    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                    check(page, "/receipts/" + payment, scheme);
                }
            }
            page.setViewportSize(1280, 860);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.navigate("/receipts/" + payment);
            shot(page, "desktop-receipt");
        }
    }

    /// Without a sign-out in between, as after a session that ran out.
    @Test
    void theNextPersonOnADeviceFindsNothingOfTheLast() {
        UUID first = fan("first@example.com");
        fan("second@example.com");
        app.db()
                .transact(tx -> tx.sql(
                                "INSERT INTO grants (id, product_id, fan_id, source, granted_at) VALUES (:id, :p, :fan, 'grant', now())")
                        .set("id", UUID.randomUUID())
                        .set("p", product)
                        .set("fan", first)
                        .update());
        try (var context = phone()) {
            var page = context.newPage();
            signIn(page, "first@example.com");
            page.waitForFunction("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready");
            page.reload();
            page.navigate("/library/" + product);
            page.getByText("cerulean").waitFor();
            context.setOffline(true);
            page.navigate("/library/" + product);
            page.getByText("cerulean").waitFor();
            context.setOffline(false);
            context.clearCookies();
            signIn(page, "second@example.com");
            context.setOffline(true);
            page.navigate("/library/" + product);
            assertThat(page.locator("main").textContent()).contains("offline").doesNotContain("cerulean");
        }
    }

    @Test
    void aFanTakesTheDataAlongAndMayGoOrStay() throws Exception {
        fan("leaving@example.com");
        try (var context = phone()) {
            var page = context.newPage();
            signIn(page, "leaving@example.com");
            page.navigate("/settings");
            var download = page.waitForDownload(
                    () -> page.getByText("Download my data").click());
            var data = Json.tree(Files.readAllBytes(download.path()));
            assertThat(data.path("account").path("email").asText()).isEqualTo("leaving@example.com");
            assertThat(data.path("payments").path("tips").isArray()).isTrue();
            page.locator("#data summary").click();
            page.locator("#data [name=password]").fill(BrowserWorld.PASSWORD);
            page.locator("#data .danger").click();
            page.getByText("Your account will be deleted").waitFor();
            page.getByText("Keep my account").click();
            page.waitForURL("**/settings?saved=1*");
            assertThat(page.locator("#delete").count()).isZero();
            page.locator("#data summary").click();
            page.locator("#data [name=password]").fill(BrowserWorld.PASSWORD);
            page.locator("#data .danger").click();
            page.getByText("Your account will be deleted").waitFor();
        }
        app.db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET deletion_requested_at = deletion_requested_at - make_interval(days => 15)"
                                        + " WHERE email = 'leaving@example.com'")
                        .update());
        app.accounts().privacy().deleteDue();
        boolean there = app.db()
                .read(tx -> tx.sql("SELECT 1 FROM users WHERE email = 'leaving@example.com'")
                        .exists());
        assertThat(there).isFalse();
    }

    @Test
    void noticesAreReadChosenAndPushed() throws Exception {
        fan("told@example.com");
        app.db()
                .transact(tx -> tx.sql("""
                INSERT INTO feed_notices (user_id, grp, kind, ref, args, path, created_at)
                SELECT id, 'purchases', 'bought_product', 'test', CAST(:args AS jsonb), '/library', :now FROM users WHERE email = 'told@example.com'""")
                        .set("args", "[\"Brush pack\", {\"amount\": 900, \"currency\": \"USD\"}, \"Mara\"]")
                        .set("now", app.clock().instant())
                        .update());
        try (var context = phone()) {
            context.grantPermissions(List.of("notifications"));
            var page = context.newPage();
            signIn(page, "told@example.com");
            page.navigate("/notices");
            assertThat(page.locator(".notices li.new").count()).isEqualTo(1);
            check(page, "/notices", ColorScheme.LIGHT);
            check(page, "/notices", ColorScheme.DARK);
            page.navigate("/notices");
            BrowserWorld.shot(page, "notices");
            page.locator(".notices a").click();
            page.waitForURL("**/library");
            page.navigate("/notices");
            assertThat(page.locator(".notices li.new").count()).isZero();

            page.navigate("/settings");
            assertThat(page.locator("[name='security.mail']").isDisabled()).isTrue();
            page.locator("[name='updates.mail']").uncheck();
            page.locator("[name=digest][value=daily]").check();
            page.locator("#notices form button").click();
            page.waitForURL("**/settings?saved=1*");
            assertThat(page.locator("[name='updates.mail']").isChecked()).isFalse();
            assertThat(page.locator("[name='updates.push']").isChecked()).isTrue();
            // Receipts are always mailed, whatever a form says.
            assertThat(page.locator("[name='purchases.mail']").isChecked()).isTrue();
            BrowserWorld.shot(page, "settings-notices");
            assertThat(page.locator("[name=digest][value=daily]").isChecked()).isTrue();
            page.locator("#device button").waitFor();
            pushed(page);
        }
    }

    /// A push as the browser's own service would hand it over: the worker shows it, and it leads to the notice.
    private static void pushed(Page page) throws InterruptedException {
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)");
        var devtools = page.context().newCDPSession(page);
        var registration = new AtomicReference<String>("");
        devtools.on(
                "ServiceWorker.workerRegistrationUpdated",
                e -> e.getAsJsonArray("registrations")
                        .forEach(r -> registration.set(
                                r.getAsJsonObject().get("registrationId").getAsString())));
        devtools.send("ServiceWorker.enable");
        until(() -> {
            page.waitForTimeout(50);
            return !registration.get().isEmpty();
        });
        var message = new JsonObject();
        message.addProperty("origin", app.baseUrl());
        message.addProperty("registrationId", registration.get());
        message.addProperty("data", "{\"id\": \"n-1\", \"title\": \"Sold\", \"text\": \"Brush pack\"}");
        devtools.send("ServiceWorker.deliverPushMessage", message);
        String shown = (String) page.evaluate("""
                async () => {
                  const worker = await navigator.serviceWorker.ready;
                  for (let i = 0; i < 100; i++) {
                    const all = await worker.getNotifications();
                    if (all.length) return all[0].title + "|" + all[0].body + "|" + all[0].data;
                    await new Promise((done) => setTimeout(done, 50));
                  }
                  return "nothing";
                }""");
        assertThat(shown).isEqualTo("Sold|Brush pack|/notices/n-1");
    }
}
