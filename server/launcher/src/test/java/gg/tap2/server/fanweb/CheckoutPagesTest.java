package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the pages of a purchase, a tip and a membership tell their reader, also at the second try: money in the
/// reader's
/// words, everything typed, and the payment as it is.
class CheckoutPagesTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private final UUID creator = WORLD.creator();

    /// A browser with its cookies and its language.
    private static final class Browser {
        final String language;
        final String bearer;
        final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();

        Browser(String language, String bearer) {
            this.language = language;
            this.bearer = bearer;
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            request.header("Accept-Language", language);
            if (bearer != null) {
                request.header("Authorization", "Bearer " + bearer);
            }
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        HttpResponse<String> get(String path) {
            return send(HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path)));
        }

        /// Follows the redirects on the way, as browsers do.
        HttpResponse<String> arrive(String path) {
            var answer = get(path);
            for (int i = 0; i < 5 && answer.statusCode() == 303; i++) {
                answer = get(answer.headers().firstValue("Location").orElseThrow());
            }
            return answer;
        }

        HttpResponse<String> form(String path, Map<String, String> fields) {
            var token = TOKEN.matcher(get(path).body());
            var all = new java.util.HashMap<>(fields);
            if (token.find()) {
                all.put("_csrf", token.group(1));
            }
            return post(path, all);
        }

        HttpResponse<String> post(String path, Map<String, String> fields) {
            return send(HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Origin", SERVER.baseUrl())
                    .POST(HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&")))));
        }
    }

    private PaymentStart start(UUID product) {
        return SERVER.app()
                .billing()
                .payments()
                .purchase(
                        null,
                        null,
                        new CreatePurchase(
                                null, product, null, null, null, UUID.randomUUID() + "@x.test", null, false));
    }

    @Test
    void aDeclinedTryIsNotTheEnd() {
        var browser = new Browser("en", null);
        PaymentStart s = start(WORLD.product(creator, 1500, false));
        String thanks = "/thanks/" + s.paymentId() + "?t=" + s.claimToken();
        assertThat(browser.get(thanks).body()).contains("Nothing has been paid yet", "Pay $15.00");
        WORLD.pay(s, "4000000000000002");
        assertThat(browser.get(thanks).body())
                .contains("The payment did not work", "Try again", "http-equiv=\"refresh\"");
        WORLD.pay(s, "4242424242424242");
        assertThat(browser.get(thanks).body()).contains("Thank you!").doesNotContain("did not work");
        var back = browser.get("/pay/" + s.paymentId() + "?t=" + s.claimToken());
        assertThat(back.statusCode()).as("a paid form is not shown again").isEqualTo(303);
        assertThat(back.headers().firstValue("Location")).hasValue(thanks);
    }

    @Test
    void theWayToAnotherLanguageKeepsTheAddress() {
        PaymentStart s = start(WORLD.product(creator, 1500, false));
        String page = new Browser("en", null)
                .get("/thanks/" + s.paymentId() + "?t=" + s.claimToken())
                .body();
        assertThat(page).contains("/lang/de?next=%2Fthanks%2F" + s.paymentId() + "%3Ft%3D" + s.claimToken());
        assertThat(new Browser("en", null)
                        .get("/lang/de?next=%2Fthanks%2F" + s.paymentId() + "%3Ft%3D" + s.claimToken())
                        .headers()
                        .firstValue("Location"))
                .hasValue("/thanks/" + s.paymentId() + "?t=" + s.claimToken());
    }

    @Test
    void amountsAreMoneyAndNothingTypedIsLost() {
        UUID product = WORLD.product(creator, 300, true);
        var german = new Browser("de", null);
        var low = german.form("/checkout/product/" + product, Map.of("amount", "1", "email", "a@b.test"));
        assertThat(low.statusCode()).isEqualTo(422);
        assertThat(low.body()).contains("Mindestens 3,00\u00a0$").containsPattern("name=\"amount\"[^>]* value=\"1\"");
        var high = german.form("/checkout/product/" + product, Map.of("amount", "2000000", "email", "a@b.test"));
        assertThat(high.body()).contains("Zwischen 3,00\u00a0$ und 999.999,99\u00a0$", "value=\"2000000\"");
        var odd = german.form("/checkout/product/" + product, Map.of("amount", "viel", "email", "a@b.test"));
        assertThat(odd.body()).contains("id=\"wrong-amount\"").contains("value=\"viel\"");
        var sign = german.form("/checkout/product/" + product, Map.of("amount", "8,50 $", "email", "a@b.test"));
        assertThat(sign.statusCode()).isEqualTo(303);

        var tip = german.form(
                "/checkout/tip/t-" + creator,
                Map.of("amount", "0.50", "email", "a@b.test", "message", "Hallo", "anonymous", "on"));
        assertThat(tip.body())
                .contains("Zwischen 1,00\u00a0$ und 10.000,00\u00a0$")
                .contains("name=\"anonymous\" checked")
                .contains("Hallo");
    }

    @Test
    void aCodeThatIsNotGoodSaysWhyAtItsField() {
        UUID product = WORLD.product(creator, 300, false);
        var page = new Browser("en", null)
                .form("/checkout/product/" + product, Map.of("email", "a@b.test", "code", "NONE"));
        assertThat(page.body()).contains("id=\"wrong-code\"", "There is no such code here.", "value=\"NONE\"");
    }

    @Test
    void aGoodCodeStandsOnThePayPageAndOnTheReceipt() {
        UUID product = WORLD.product(creator, 2_000, false);
        var codes = SERVER.app().catalog().discountCodes();
        codes.save(creator, codes.mintId(), new SaveDiscountCode(null, "HALF", 50, null, null, null, null, null, true));
        var german = new Browser("de", null);
        var sent = german.form("/checkout/product/" + product, Map.of("email", "half@b.test", "code", "half"));
        String pay = sent.headers().firstValue("Location").orElseThrow();
        String body = german.arrive(pay).body();
        String key = body.replaceFirst("(?s).*data-key=\"([^\"]+)\".*", "$1");
        assertThat(body).contains("Code HALF", "−10,00\u00a0$", "20,00\u00a0$</s>", "Zu zahlen");
        UUID id = UUID.fromString(pay.replaceFirst("^/pay/([^?]+).*", "$1"));
        var row = SERVER.app().billing().payments().find(id).orElseThrow();
        WORLD.pay(
                new PaymentStart(id, row.status(), row.amount(), row.currency(), row.clientSecret(), key, null),
                "4242424242424242");
        WORLD.until("the sale", () -> WORLD.status(id).equals("succeeded"));
        assertThat(german.arrive(pay.replaceFirst("^/pay/", "/receipts/")).body())
                .contains("Code HALF", "−10,00\u00a0$", "20,00\u00a0$");
    }

    @Test
    void aCreatorWhoSignsInHereIsLedToTheStudio() {
        var creator = new Browser("de", SERVER.creator().accessToken());
        assertThat(creator.get("/library").headers().firstValue("Location")).hasValue("/studio");
        assertThat(creator.get("/studio").body())
                .contains(
                        "Dein Studio ist eine App", "Fan-Konto mit einer anderen E-Mail-Adresse", "action=\"/logout\"");
        var refused = creator.get("/subscriptions");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("href=\"/studio\"", "Zu deinem Studio");
        assertThat(creator.get("/@t-" + this.creator).body())
                .as("following is for fan accounts; the page says how")
                .contains("href=\"/studio\"")
                .doesNotContain("/login?next=");
        assertThat(new Browser("en", null).get("/studio").body())
                .contains("Your studio is an app")
                .doesNotContain("action=\"/logout\"");
    }

    @Test
    void aFreeThingIsNotPaidFor() {
        UUID product = WORLD.product(creator, 0, false);
        assertThat(new Browser("en", null).get("/checkout/product/" + product).body())
                .contains("Free", "Get it")
                .doesNotContain("Discount code", "Continue to payment");
    }

    @Test
    void aMembershipSaysWhatComesNextAndHowBack() {
        var account = SERVER.fan();
        var browser = new Browser("en", account.accessToken());
        UUID fan = SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :mail")
                        .set("mail", account.email())
                        .one(r -> r.uuid("id")));
        UUID low = WORLD.tier(creator, 500);
        UUID middle = WORLD.tier(creator, 1500);
        UUID high = WORLD.tier(creator, 3600);
        var subscriptions = SERVER.app().billing().subscriptions();
        var abandoned = subscriptions.start(fan, new CreateSubscription(null, low, null));
        var s = subscriptions.start(fan, new CreateSubscription(null, middle, null));
        WORLD.submitCheckout(s.checkoutUrl(), "4242 4242 4242 4242");
        String begun =
                browser.get("/subscriptions?started=" + s.subscriptionId()).body();
        assertThat(begun).contains("Thank you! You are a member of").doesNotContain("http-equiv=\"refresh\"");
        assertThat(begun).as("a checkout that was left is no membership").doesNotContain("Ended");
        assertThat(abandoned.subscriptionId()).isNotEqualTo(s.subscriptionId());

        String change = "/subscriptions/" + s.subscriptionId() + "/change";
        subscriptions.update(
                fan, s.subscriptionId(), new UpdateSubscription(UpdateSubscription.Action.CHANGE, low, null, null));
        var planned = browser.get(change);
        assertThat(planned.statusCode()).isEqualTo(200);
        assertThat(planned.body()).contains("Keep Tier", "already planned");
        var kept = browser.post(
                "/subscriptions/" + s.subscriptionId(),
                Map.of("action", "change", "tier", middle.toString(), "interval", "month"));
        assertThat(kept.statusCode()).isEqualTo(303);
        assertThat(browser.get(change).body()).doesNotContain("Keep Tier").contains("You pay $");
        assertThat(browser.get("/join/t-" + creator + "/" + high).headers().firstValue("Location"))
                .as("a member changes instead of joining again")
                .hasValue(change);
        var stale = browser.post(
                "/subscriptions/" + s.subscriptionId(),
                Map.of("action", "change", "tier", high.toString(), "interval", "month", "expected", "1"));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).as("the page survives a refusal").contains("The amount has changed", "You pay $");
    }
}
