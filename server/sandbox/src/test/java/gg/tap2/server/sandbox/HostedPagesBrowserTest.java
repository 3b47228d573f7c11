package gg.tap2.server.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.stripe.StripeClient;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person at the hosted pages: Checkout with and without script, the Payment Element under a strict
/// policy, 3-D
/// Secure.
class HostedPagesBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private StripeClient stripe;
    private Playwright playwright;
    private Browser browser;
    private HttpServer shop;
    private volatile String shopPage = "shop";

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no /usr/bin/chromium");
        sandbox = Sandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
        stripe = StripeClient.builder()
                .setApiKey(sandbox.keys().stripeSecretKey())
                .setApiBase(sandbox.stripe().baseUri().toString())
                .build();
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
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String origin = sandbox.stripe().baseUri().toString();
        shop.createContext("/", exchange -> {
            boolean script = exchange.getRequestURI().getPath().equals("/shop.js");
            byte[] bytes = (script ? SHOP_SCRIPT : shopPage).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", script ? "text/javascript" : "text/html; charset=utf-8");
            exchange.getResponseHeaders()
                    .add(
                            "Content-Security-Policy",
                            "default-src 'none'; script-src 'self' " + origin + "; frame-src " + origin
                                    + "; connect-src " + origin + "; style-src 'self'");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        shop.start();
    }

    private static final String SHOP_SCRIPT = """
            const d = document.body.dataset;
            const stripe = Stripe(d.key);
            const elements = stripe.elements({ clientSecret: d.secret, locale: "en" });
            const element = elements.create("payment");
            element.on("ready", () => document.body.classList.add("ready"));
            element.mount("#payment");
            document.getElementById("pay").addEventListener("click", async () => {
              const result = await stripe.confirmPayment({ elements, redirect: "if_required",
                confirmParams: { return_url: location.origin + "/back" } });
              document.getElementById("out").textContent =
                result.error ? "error: " + result.error.code : "status: " + result.paymentIntent.status;
            });
            """;

    @AfterEach
    void stop() {
        if (sandbox != null) {
            shop.stop(0);
            browser.close();
            playwright.close();
            sandbox.close();
        }
    }

    private String shopUrl() {
        return "http://127.0.0.1:" + shop.getAddress().getPort();
    }

    private String session() throws Exception {
        return stripe.v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.PAYMENT)
                        .setSuccessUrl(shopUrl() + "/ok?s={CHECKOUT_SESSION_ID}")
                        .setCancelUrl(shopUrl() + "/no")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setQuantity(2L)
                                .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                        .setCurrency("usd")
                                        .setUnitAmount(1250L)
                                        .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                                .setName("Brush pack")
                                                .build())
                                        .build())
                                .build())
                        .build())
                .getId();
    }

    private static void card(Page page, String number) {
        page.getByLabel("Email").fill("fan@example.com");
        page.getByLabel("Card number").fill(number);
        page.getByLabel("Expiry").fill("12 / 34");
        page.getByLabel("Security code").fill("123");
        page.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).first().click();
    }

    @Test
    void checkoutWorksWithoutScriptIncludingDeclineAnd3dSecure() throws Exception {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(false)
                .setLocale("en-US")
                .setViewportSize(360, 740))) {
            Page page = context.newPage();
            String id = session();
            page.navigate(stripe.v1().checkout().sessions().retrieve(id).getUrl());
            assertThat(page.content()).contains("$25.00", "Brush pack");
            card(page, "4000 0000 0000 9995");
            assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)
                            .textContent())
                    .contains("insufficient funds");
            card(page, "4000 0000 0000 3220");
            page.getByText("Complete authentication").click();
            page.waitForURL(shopUrl() + "/ok?s=" + id);
            assertThat(stripe.v1().checkout().sessions().retrieve(id).getPaymentStatus())
                    .isEqualTo("paid");
        }
    }

    private Page elementPage(BrowserContext context, List<String> console) throws Exception {
        String secret = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1999L)
                        .setCurrency("usd")
                        .build())
                .getClientSecret();
        shopPage = "<!doctype html><html lang=\"en\"><title>Shop</title><body data-key=\""
                + sandbox.keys().stripePublishableKey()
                + "\" data-secret=\"" + secret
                + "\"><div id=\"payment\"></div><button id=\"pay\">Pay</button><p id=\"out\"></p>"
                + "<script src=\"" + sandbox.stripe().baseUri() + "/v3/\"></script><script src=\"/shop.js\"></script>";
        Page page = context.newPage();
        page.onConsoleMessage(m -> console.add(m.text()));
        page.navigate(shopUrl() + "/");
        page.waitForSelector("body.ready");
        return page;
    }

    @Test
    void thePaymentElementWorksUnderAStrictPolicy() throws Exception {
        var console = new ArrayList<String>();
        try (BrowserContext context = browser.newContext()) {
            Page page = elementPage(context, console);
            var frame = page.frameLocator("iframe");
            page.getByText("Pay").click();
            page.getByText("error: incomplete_number").waitFor();
            assertThat(frame.getByText("Enter a card number.").isVisible()).isTrue();
            frame.getByLabel("Card number").fill("4000000000000002");
            frame.getByLabel("Expiry").fill("12 / 34");
            frame.getByLabel("Security code").fill("123");
            page.getByText("Pay").click();
            page.getByText("error: card_declined").waitFor();
            frame.getByLabel("Card number").fill("4000002760003184");
            page.getByText("Pay").click();
            page.frameLocator("iframe[title='3D Secure']")
                    .getByText("Complete authentication")
                    .click();
            page.getByText("status: succeeded").waitFor();
        }
        assertThat(console).noneMatch(m -> m.contains("Content Security Policy"));
    }

    @Test
    void pagesFitSmallAndLargeScreens() throws Exception {
        Path shots = Path.of("target/sandbox-pages");
        Files.createDirectories(shots);
        String checkout = stripe.v1().checkout().sessions().retrieve(session()).getUrl();
        elementPage(browser.newContext(), new ArrayList<>()).close();
        sandbox.google().register(shopUrl());
        Map<String, String> pages = Map.of(
                "checkout", checkout,
                "control", sandbox.stripe().baseUri() + "/sandbox",
                "faults", sandbox.flowPay().baseUri() + "/sandbox?tab=faults",
                "google",
                        sandbox.google().baseUri() + "/o/oauth2/v2/auth?response_type=code&scope=openid&redirect_uri="
                                + shopUrl() + "&client_id=" + sandbox.keys().googleClientId(),
                "mailbox", sandbox.mailbox().baseUri() + "/sandbox");
        for (int width : new int[] {360, 1280}) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 800)
                        .setColorScheme(scheme)
                        .setLocale(width == 360 ? "de-DE" : "en-US"))) {
                    for (var entry : pages.entrySet()) {
                        Page page = context.newPage();
                        page.navigate(entry.getValue());
                        page.screenshot(new Page.ScreenshotOptions()
                                .setFullPage(true)
                                .setPath(shots.resolve(entry.getKey() + "-" + width + "-" + scheme + ".png")));
                        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                                .as(entry.getKey() + " at " + width)
                                .isLessThanOrEqualTo(width);
                        page.close();
                    }
                }
            }
        }
    }
}
