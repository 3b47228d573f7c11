package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static gg.tap2.server.fanweb.BrowserWorld.creator;
import static gg.tap2.server.fanweb.BrowserWorld.enterCard;
import static gg.tap2.server.fanweb.BrowserWorld.fan;
import static gg.tap2.server.fanweb.BrowserWorld.pay;
import static gg.tap2.server.fanweb.BrowserWorld.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A fan with a saved card pays by one press, and never twice.
class OneClickBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static UUID thing(String title, long price, boolean any) {
        var product = new SaveProduct(
                null,
                ProductType.UNLOCKABLE,
                title,
                "Words",
                price,
                any,
                null,
                null,
                null,
                List.of(),
                "Hidden words",
                List.of(),
                List.of(),
                "");
        UUID id = app.catalog().products().create(creator, product).id();
        app.catalog().products().publish(creator, id);
        return id;
    }

    private static void saveCard(Page page, String number, boolean asked) {
        page.navigate("/settings/card");
        enterCard(page, number);
        if (asked) {
            bankAgrees(page);
        }
        page.waitForURL("**/settings?saved=1*");
    }

    private static void bankAgrees(Page page) {
        page.frameLocator("iframe[title='3D Secure']")
                .getByText("Complete authentication")
                .click();
    }

    private static long succeeded(UUID fan) {
        return app.db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM payments WHERE fan_id = :f AND status = 'succeeded'")
                        .set("f", fan)
                        .one(r -> r.number("n")));
    }

    private static long payments(UUID fan) {
        return app.db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM payments WHERE fan_id = :f")
                        .set("f", fan)
                        .one(r -> r.number("n")));
    }

    @Test
    void onePressPaysAndASecondTabDoesNotPayAgain() {
        UUID fan = fan("one-click@example.com");
        UUID thing = thing("A print", 1100, false);
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            signIn(page, "one-click@example.com");
            saveCard(page, "4242424242424242", false);
            page.navigate("/checkout/product/" + thing);
            var other = context.newPage();
            other.navigate("/checkout/product/" + thing);
            BrowserWorld.shot(page, "one-click");
            page.getByText("Pay $11.00 with Visa …4242").click();
            page.waitForURL("**/thanks/**");
            other.getByText("Pay $11.00 with Visa …4242").click();
            other.waitForURL(u -> u.contains("/thanks/") || u.contains("/library/"));
            page.getByText("Thank you!").first().waitFor();
            assertThat(payments(fan)).as("one payment for both tabs").isEqualTo(1);
            assertThat(succeeded(fan)).isEqualTo(1);
        }
    }

    @Test
    void aCodeIsShownBeforeItIsPaidAndEnterNeverPays() {
        UUID fan = fan("one-click-enter@example.com");
        UUID any = thing("As you like", 300, true);
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            signIn(page, "one-click-enter@example.com");
            saveCard(page, "4242424242424242", false);
            page.navigate("/checkout/product/" + any);
            page.locator("[name=amount]").fill("7.50");
            page.locator("[name=amount]").press("Enter");
            page.waitForURL("**/pay/**");
            assertThat(succeeded(fan)).as("Enter only goes on").isZero();
            page.navigate("/checkout/product/" + any);
            page.locator("[name=amount]").fill("8");
            page.getByText("Pay with Visa …4242").click();
            page.waitForURL("**/thanks/**");
            page.getByText("$8.00").first().waitFor();
            page.getByText("Thank you!").first().waitFor();
            assertThat(succeeded(fan)).isEqualTo(1);
        }
    }

    @Test
    void theBankIsAskedAndADeclinedCardLeadsToAnother() {
        UUID fan = fan("one-click-bank@example.com");
        UUID first = thing("Asked for", 900, false);
        UUID second = thing("Declined at first", 700, false);
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            signIn(page, "one-click-bank@example.com");
            saveCard(page, "4000002760003184", true);
            page.navigate("/checkout/product/" + first);
            page.getByText("with Visa …3184").click();
            bankAgrees(page);
            page.waitForURL("**/thanks/**");
            page.getByText("Thank you!").first().waitFor();
            assertThat(succeeded(fan)).isEqualTo(1);

            saveCard(page, "4000000000000341", false);
            page.locator("#cards li")
                    .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("0341"))
                    .getByText("Make default")
                    .click();
            page.waitForURL("**/settings?saved=1*");
            page.navigate("/checkout/product/" + second);
            page.getByText("with Visa …0341").click();
            page.waitForURL("**/pay/**");
            assertThat(page.locator("main [role=alert]").first().textContent())
                    .contains("Your bank declined Visa …0341. Nothing was charged.");
            assertThat(succeeded(fan)).isEqualTo(1);
            pay(page);
            assertThat(succeeded(fan)).isEqualTo(2);
        }
    }
}
