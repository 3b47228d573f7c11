package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.server.testing.MoneyWorld;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The token that opens a guest's payment stays between the guest's browser and the platform: Stripe's script, its
/// frames and the way back from Stripe never see it.
class PaymentTokenBrowserTest {
    private static final Pattern TOKEN = Pattern.compile("[?&]t=([A-Za-z0-9_-]{20,})");

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static String token(Iterable<Request> all) {
        for (Request r : all) {
            var m = TOKEN.matcher(r.url());
            if (m.find()) {
                return m.group(1);
            }
        }
        throw new AssertionError("no token was given out at all");
    }

    private static void nobodyElseSaw(String token, List<Request> all) {
        String own = app.baseUrl();
        var others = all.stream().filter(r -> !r.url().startsWith(own + "/")).toList();
        assertThat(others).as("requests to Stripe").isNotEmpty();
        for (Request r : others) {
            assertThat(r.url()).doesNotContain(token);
            var headers = new java.util.HashMap<>(r.allHeaders());
            // The stand-in runs on the same host under another port, for which browsers share cookies; Stripe does not.
            headers.remove("cookie");
            assertThat(headers.toString()).doesNotContain(token);
            String body = r.postData();
            assertThat(body == null ? "" : body).doesNotContain(token);
        }
    }

    private static List<Request> watched(BrowserContext context) {
        List<Request> all = new ArrayList<>();
        context.onRequest(all::add);
        return all;
    }

    private static Page atTheCard(BrowserContext context, String email) {
        var page = context.newPage();
        page.navigate("/@mara/" + product);
        page.getByText("Buy now").click();
        page.getByLabel("E-mail").fill(email);
        page.getByText("Continue to payment").click();
        page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
        return page;
    }

    @Test
    void stripeNeverSeesTheTokenAndEveryWayStaysOpen() {
        try (var context = context(ColorScheme.LIGHT, 1280)) {
            List<Request> all = watched(context);
            Page page = atTheCard(context, "quiet@example.com");
            String token = token(all);
            String address = page.url();
            assertThat(address).matches(".*/pay/[0-9a-f-]+");
            assertThat(page.locator("#pay").getAttribute("data-back")).doesNotContain("t=");
            assertThat(page.evaluate("document.referrer").toString()).doesNotContain(token);
            assertThat(page.content()).doesNotContain(token);
            assertThat(page.evaluate("document.cookie").toString()).doesNotContain(token);

            page.reload();
            page.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            page.locator("a[hreflang=de], a[href^='/lang/de']").first().click();
            page.frameLocator("#card iframe").locator("input").first().waitFor();
            assertThat(page.url()).isEqualTo(address);
            page.goBack();
            page.navigate("/lang/en?next=" + URI.create(address).getPath());
            Page second = context.newPage();
            second.navigate(address + "?t=" + token);
            second.frameLocator("#card iframe").getByLabel("Card number").waitFor();
            assertThat(second.url()).as("a tab from a bookmark or the mail").isEqualTo(address);

            pay(second);
            assertThat(second.url()).doesNotContain(token);
            page.reload();
            page.getByText("Thank you!").first().waitFor();
            assertThat(page.getByText("cerulean").isVisible()).isTrue();
            nobodyElseSaw(token, all);
            elsewhere(address.substring(address.lastIndexOf('/') + 1), token);
        }
    }

    /// Another browser: a stranger without anything, and the buyer with the mail's link.
    private static void elsewhere(String payment, String token) {
        try (var other = context(ColorScheme.LIGHT, 390)) {
            Page page = other.newPage();
            assertThat(page.navigate("/thanks/" + payment).status()).isEqualTo(404);
            page.navigate("/thanks/" + payment + "?t=" + token);
            assertThat(page.getByText("cerulean").isVisible()).isTrue();
            page.getByText("Receipt").first().click();
            assertThat(page.locator(".receipt").textContent()).contains("quiet@example.com");
        }
    }

    private static PaymentStart started() {
        return app.billing()
                .payments()
                .purchase(
                        null,
                        null,
                        new CreatePurchase(
                                null, product, null, null, null, UUID.randomUUID() + "@x.test", null, false));
    }

    private static HttpResponse<String> get(HttpClient http, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(app.baseUrl() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void withoutCookiesNoScriptIsLoadedAndAWayOnIsShown() throws Exception {
        PaymentStart s = started();
        String path = "/pay/" + s.paymentId() + "?t=" + s.claimToken();
        try (var http = HttpClient.newHttpClient()) {
            var first = get(http, path);
            assertThat(first.statusCode()).isEqualTo(303);
            var off = get(http, first.headers().firstValue("Location").orElseThrow());
            assertThat(off.statusCode()).isEqualTo(200);
            assertThat(off.body())
                    .contains("Your browser keeps no cookies", "href=\"" + path + "\"")
                    .doesNotContain("stripe.js", "data-secret");
            assertThat(off.headers().firstValue("Referrer-Policy")).hasValue("strict-origin");
            assertThat(get(http, "/pay/" + s.paymentId()).statusCode()).isEqualTo(404);
            assertThat(get(http, "/pay/" + s.paymentId() + "?t=" + "x".repeat(43))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    /// Many payments of one browser at the same time: the newest stay open, the header stays small.
    @Test
    void manyPaymentsOfOneBrowserStayBounded() throws Exception {
        try (var context = context(ColorScheme.LIGHT, 390)) {
            Page page = context.newPage();
            PaymentStart last = started();
            for (int i = 0; i < 20; i++) {
                last = started();
                page.navigate("/pay/" + last.paymentId() + "?t=" + last.claimToken());
            }
            assertThat(context.cookies().stream().filter(c -> c.name.contains("tap2_pay_")))
                    .hasSizeLessThanOrEqualTo(12)
                    .allMatch(c -> c.httpOnly);
            assertThat(page.navigate("/pay/" + last.paymentId()).status()).isEqualTo(200);
        }
    }

    /// A bank's app opens its own browser: it is told how the payment stands, and is given nothing of what was bought.
    @Test
    void whoeverComesBackInAnotherBrowserIsToldAndGivenNothing() throws Exception {
        PaymentStart s = started();
        String path = "/thanks/" + s.paymentId() + "?payment_intent_client_secret=" + s.clientSecret();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(get(http, path).body()).contains("Nothing has been paid yet", "another browser");
            MoneyWorld.of(app).pay(s, "4242424242424242");
            assertThat(get(http, path).body())
                    .contains("It is paid", "another browser")
                    .doesNotContain("cerulean", "/receipts/", "download>");
            assertThat(get(http, path + "x").statusCode()).isEqualTo(404);
        }
    }
}
