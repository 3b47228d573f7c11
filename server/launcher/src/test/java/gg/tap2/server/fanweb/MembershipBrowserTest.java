package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.check;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static gg.tap2.server.fanweb.BrowserWorld.creator;
import static gg.tap2.server.fanweb.BrowserWorld.fan;
import static gg.tap2.server.fanweb.BrowserWorld.http;
import static gg.tap2.server.fanweb.BrowserWorld.shot;
import static gg.tap2.server.fanweb.BrowserWorld.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.testing.MoneyWorld;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A membership from the bank's consent to its end, as its fan lives it.
class MembershipBrowserTest {
    private static UUID club;
    private static UUID patron;

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
        UUID tier = app.catalog()
                .tiers()
                .create(
                        creator,
                        new SaveTier(
                                null,
                                "Sketch club",
                                "A sketch a week.",
                                500,
                                null,
                                0,
                                null,
                                List.of("Sketches"),
                                3,
                                true))
                .id();
        UUID best = app.catalog().tiers().list(creator).stream()
                .filter(t -> t.name().equals("Patron"))
                .findFirst()
                .orElseThrow()
                .id();
        club = gated("Club sketches", tier, "The club's word is *ochre*.");
        patron = gated("Patron's prints", best, "The patrons' word is *umber*.");
    }

    private static UUID gated(String title, UUID tier, String hidden) {
        UUID id = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                ProductType.UNLOCKABLE,
                                title,
                                "For members.",
                                9900,
                                false,
                                null,
                                null,
                                tier,
                                List.of(),
                                hidden,
                                List.of(),
                                List.of(),
                                ""))
                .id();
        app.catalog().products().publish(creator, id);
        return id;
    }

    private static void until(String what, BooleanSupplier ok) throws InterruptedException {
        for (int i = 0; i < 200 && !ok.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(ok.getAsBoolean()).as(what).isTrue();
    }

    private static String state(UUID fan) {
        return app.db()
                .read(tx ->
                        tx.sql("""
                        SELECT s.status || ' ' || t.name AS state FROM subscriptions s JOIN tiers t ON t.id = s.tier_id
                        WHERE s.fan_id = :fan ORDER BY s.created_at DESC LIMIT 1""").set("fan", fan).first(r -> r.text("state")).orElse("none"));
    }

    /// As after the choice of a tier that costs less, or after it was taken back.
    private static void cheaperNext(UUID fan, boolean chosen) {
        app.db()
                .transact(
                        tx -> tx.sql("""
                UPDATE subscriptions s SET pending_tier_id = CASE WHEN :chosen THEN (
                  SELECT t.id FROM tiers t WHERE t.creator_id = s.creator_id AND t.price_cents < s.price_cents
                  ORDER BY t.price_cents LIMIT 1) END WHERE s.fan_id = :fan""").set("chosen", chosen).set("fan", fan).update());
    }

    private static int open(Page page, UUID product) {
        return page.request().get(app.baseUrl() + "/library/" + product).status();
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void consentContentUpgradeCancelAndAccessUntilTheEnd(int width) throws Exception {
        String mail = "member" + width + "@example.com";
        UUID fan = fan(mail);
        try (var context = context(ColorScheme.LIGHT, width)) {
            var page = context.newPage();
            signIn(page, mail);
            join(page, fan);
            assertThat(open(page, club)).isEqualTo(200);
            assertThat(open(page, patron)).isEqualTo(404);

            page.navigate("/subscriptions");
            page.getByText("Change", new Page.GetByTextOptions().setExact(true)).click();
            var choice = page.locator("form.card").filter(new Locator.FilterOptions().setHasText("Patron"));
            // Nothing of the period is used up, so the upgrade costs the difference.
            assertThat(choice.textContent()).contains("$20.00", "$15.00");
            shot(page, "upgrade-" + width);
            for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                check(page, java.net.URI.create(page.url()).getPath(), scheme);
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            choice.locator("button").click();
            // This card asks for its holder's consent each time.
            page.frameLocator("iframe[title='3D Secure']")
                    .getByText("Complete authentication")
                    .click();
            page.waitForURL("**/subscriptions?changed=*");
            page.getByText("Done: your membership is Patron now.").waitFor();
            until("the upgrade", () -> state(fan).equals("active Patron"));
            until("its payment", () -> paid(fan) == 2000);
            assertThat(open(page, patron)).isEqualTo(200);
            page.navigate("/library/" + patron);
            assertThat(page.locator("main").textContent()).contains("umber");

            cheaperNext(fan, true);
            page.navigate("/subscriptions");
            page.getByText("Changes to").waitFor();
            shot(page, "cheaper-next-" + width);
            cheaperNext(fan, false);

            page.navigate("/subscriptions");
            page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
            page.waitForURL("**/subscriptions");
            page.getByText("You keep access until then").waitFor();
            page.getByText("Resume").click();
            page.getByText("Renews on").waitFor();
            page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
            page.getByText("You keep access until then").waitFor();
            shot(page, "cancelled-" + width);
            assertThat(state(fan)).isEqualTo("active Patron");
            assertThat(open(page, patron)).isEqualTo(200);

            var advanced = http(HttpRequest.newBuilder(URI.create(app.baseUrl() + "/sandbox/clock/advance"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\":" + 32 * 86_400 + "}"))
                    .build());
            assertThat(advanced.statusCode()).isEqualTo(200);
            until("the end", () -> state(fan).equals("cancelled Patron"));
            signIn(page, mail);
            assertThat(open(page, patron)).isEqualTo(404);
            page.navigate("/subscriptions");
            assertThat(page.locator("main").textContent()).contains("Ended");
        }
    }

    /// The next invoices go to this card.
    private static void useCard(UUID fan, String card) {
        var world = MoneyWorld.of(app);
        String customer = text("SELECT stripe_customer_id AS t FROM fans WHERE id = :fan", fan);
        var method = world.stripeByKey("POST", "/v1/payment_methods/" + card + "/attach", Map.of("customer", customer));
        world.stripeByKey(
                "POST",
                "/v1/subscriptions/"
                        + text("SELECT stripe_subscription_id AS t FROM subscriptions WHERE fan_id = :fan", fan),
                Map.of("default_payment_method", method.path("id").asText()));
    }

    private static String text(String sql, UUID fan) {
        return app.db().read(tx -> tx.sql(sql).set("fan", fan).one(r -> r.text("t")));
    }

    @Test
    void whatIsDueIsPaidFromThePage() throws Exception {
        UUID fan = fan("due@example.com");
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            signIn(page, "due@example.com");
            join(page, fan);
            useCard(fan, "pm_card_chargeCustomerFail");
            Launcher.sandbox(app).orElseThrow().clock().advance(Duration.ofDays(32));
            until("overdue", () -> state(fan).equals("past_due Sketch club"));
            signIn(page, "due@example.com");

            page.navigate("/subscriptions");
            page.getByText("Pay $5.00 now").click();
            page.locator("[role=alert], .note.bad").first().waitFor();
            assertThat(page.locator("main").textContent()).contains("declined");
            assertThat(state(fan)).isEqualTo("past_due Sketch club");
            assertThat(paid(fan)).isEqualTo(500);

            useCard(fan, "pm_card_visa");
            page.getByText("Pay $5.00 now").click();
            page.getByText("is paid").waitFor();
            assertThat(page.getByText("Pay $5.00 now").count()).isZero();
            until("paid", () -> state(fan).equals("active Sketch club") && paid(fan) == 1000);
        }
    }

    private static void join(Page page, UUID fan) throws InterruptedException {
        page.navigate("/@mara");
        page.locator(".tier")
                .filter(new Locator.FilterOptions().setHasText("Sketch club"))
                .locator("a.btn")
                .click();
        page.getByText("Continue to payment").click();
        page.getByLabel("Card number").fill("4000002760003184");
        page.getByLabel("Expiry").fill("12 / 34");
        page.getByLabel("Security code").fill("123");
        page.locator("button[type=submit], form button").first().click();
        page.getByText("Complete authentication").click();
        page.waitForURL("**/subscriptions**");
        until("the membership", () -> state(fan).equals("active Sketch club"));
    }

    private static long paid(UUID fan) {
        return app.db()
                .read(tx -> tx.sql(
                                "SELECT CAST(coalesce(sum(amount_cents), 0) AS bigint) AS n FROM payments WHERE fan_id = :fan AND status = 'succeeded'")
                        .set("fan", fan)
                        .one(r -> r.number("n")));
    }
}
