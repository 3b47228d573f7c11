package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static gg.tap2.server.fanweb.BrowserWorld.enterCard;
import static gg.tap2.server.fanweb.BrowserWorld.fan;
import static gg.tap2.server.fanweb.BrowserWorld.pay;
import static gg.tap2.server.fanweb.BrowserWorld.product;
import static gg.tap2.server.fanweb.BrowserWorld.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitUntilState;
import gg.tap2.server.testing.MoneyWorld;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Stripe's script, its frame or its servers are away or slow. The page says so, keeps what was typed, and has a way on
/// that leads to the end once they are back.
class StripeAwayBrowserTest {
    private static final String SCRIPT = "**/v3/**";
    private static final String FRAME = "**/elements/**";

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    @AfterEach
    void back() {
        MoneyWorld.of(app).stripe("/sandbox/api/faults/clear", Map.of());
    }

    private static void go(Page page, String path) {
        page.navigate(path, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    }

    private static String started(BrowserContext context, String email) {
        var page = context.newPage();
        page.navigate("/checkout/product/" + product);
        page.getByLabel("E-mail").fill(email);
        page.getByText("Continue to payment").click();
        page.waitForURL("**/pay/**");
        String address = page.url();
        page.close();
        return address;
    }

    /// Whether Stripe is away at the moment. A request that is neither answered nor refused hangs.
    private final AtomicBoolean away = new AtomicBoolean(true);

    private Consumer<Route> failing(boolean hangs) {
        return route -> {
            if (!away.get()) {
                route.resume();
            } else if (!hangs) {
                route.abort();
            }
        };
    }

    @ParameterizedTest
    @CsvSource({SCRIPT + ",false", SCRIPT + ",true", FRAME + ",false", FRAME + ",true"})
    void aFormThatDoesNotComeIsToldAndComesAtTheNextTry(String what, boolean hangs) {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            String address = started(context, "away-" + what.length() + hangs + "@example.com");
            var page = context.newPage();
            page.clock().install();
            context.route(what, failing(hangs));
            go(page, address);
            page.locator("#pay").waitFor();
            waitFor(page, hangs || what.equals(FRAME));
            assertThat(page.locator("#pay button").isDisabled())
                    .as("nothing to press that does nothing")
                    .isTrue();
            BrowserWorld.shot(page, "pay-away-" + (what.equals(FRAME) ? "frame" : "script") + (hangs ? "-hangs" : ""));
            away.set(false);
            page.getByText("Load it again").click();
            page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            pay(page);
        }
    }

    /// Until the page has said that the form is not there.
    private static void waitFor(Page page, boolean late) {
        var told = page.locator("#pay-error");
        for (int i = 0; late && i < 40 && !told.isVisible(); i++) {
            page.clock().runFor(1_000);
        }
        told.waitFor();
        assertThat(told.textContent()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({SCRIPT, FRAME})
    void theFormForACardIsNoOther(String what) {
        String mail = "card-" + what.length() + "@example.com";
        fan(mail);
        try (var context = context(ColorScheme.DARK, 390)) {
            var page = context.newPage();
            signIn(page, mail);
            page.clock().install();
            context.route(what, failing(true));
            go(page, "/settings/card");
            page.locator("#pay").waitFor();
            waitFor(page, true);
            away.set(false);
            page.getByText("Load it again").click();
            page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            enterCard(page, "4242424242424242");
            page.waitForURL("**/settings?saved=1*");
        }
    }

    /// What comes late still counts.
    @Test
    void aSlowScriptThatComesIsUsed() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            String address = started(context, "slow@example.com");
            var held = new ArrayList<Route>();
            var page = context.newPage();
            page.clock().install();
            context.route(SCRIPT, held::add);
            go(page, address);
            page.locator("#pay").waitFor();
            waitFor(page, true);
            held.forEach(Route::resume);
            page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            page.locator("#pay button:enabled").waitFor();
            assertThat(page.locator("#pay-error").isVisible()).isFalse();
            pay(page);
        }
    }

    @Test
    void theCheckoutKeepsWhatWasTypedWhileStripeIsAway() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/checkout/tip/mara");
            page.getByLabel("Amount").fill("7.50");
            page.getByLabel("E-mail").fill("kept@example.com");
            page.getByLabel("Message").fill("For the ink");
            page.getByLabel("Do not show my name").check();
            MoneyWorld.of(app)
                    .stripe(
                            "/sandbox/api/faults",
                            Map.of("kind", "error", "method", "POST", "path", "/v1/", "status", "500", "count", "40"));
            page.getByText("Continue to payment").click();
            page.getByText("You were not charged").waitFor();
            BrowserWorld.shot(page, "checkout-stripe-away");
            assertThat(page.getByLabel("Amount").inputValue()).isEqualTo("7.50");
            assertThat(page.getByLabel("E-mail").inputValue()).isEqualTo("kept@example.com");
            assertThat(page.getByLabel("Message").inputValue()).isEqualTo("For the ink");
            assertThat(page.getByLabel("Do not show my name").isChecked()).isTrue();
            MoneyWorld.of(app).stripe("/sandbox/api/faults/clear", Map.of());
            page.getByText("Continue to payment").click();
            page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            pay(page);
        }
    }

    @Test
    void whoeverWaitsSeesThatWorkGoesOn() {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/checkout/product/" + product);
            page.getByLabel("E-mail").fill("waiting@example.com");
            var sent = new ArrayList<String>();
            page.onRequest(
                    r -> sent.add(r.method() + " " + r.url().replaceFirst(".*/checkout/product/.*", "checkout")));
            page.evaluate("""
                    () => {
                      const button = document.querySelector("main form button");
                      button.click();
                      sessionStorage.busy = button.getAttribute("aria-busy");
                      button.click();
                    }""");
            page.waitForURL("**/pay/**");
            assertThat(page.evaluate("sessionStorage.busy")).isEqualTo("true");
            assertThat(sent).filteredOn("POST checkout"::equals).as("sent once").hasSize(1);
        }
    }
}
