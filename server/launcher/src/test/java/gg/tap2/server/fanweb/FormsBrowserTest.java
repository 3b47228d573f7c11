package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.creator;
import static gg.tap2.server.fanweb.BrowserWorld.product;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.server.platform.http.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every form of the site, sent with something wrong and without scripts: the answer stands at the field, in the open
/// part of the page, in sight and with the focus, and what was typed is still there, but for secrets.
class FormsBrowserTest {
    private static final String FAN = "forms@example.com";
    private static final Pattern SECRET = Pattern.compile("password|one-time-code");
    private static BrowserContext guest;
    private static BrowserContext signedIn;
    private static BrowserContext unconfirmed;
    private static String payment;

    /// Forms that hold nothing that a person types: a button, and what the page itself put into it.
    private static final Map<String, String> BUTTONS = Map.ofEntries(
            Map.entry("/logout", "ends the session"),
            Map.entry("/login/passkey", "a script fills it in; the refusal stands in it, see PasskeyBrowserTest"),
            Map.entry("/not-me", "the token of a mail"),
            Map.entry("/freeze-payouts", "the token of a mail"),
            Map.entry("/@{slug}/follow", "on or off"),
            Map.entry("/library/{id}/lessons/{lesson}", "done or not"),
            Map.entry("/library/{id}/links", "makes links"),
            Map.entry("/notices/read", "reads all"),
            Map.entry("/pay/{id}", "one of the own cards; its refusal: FanAccountBrowserTest"),
            Map.entry("/join/{slug}/{tier}", "month or year; leads to Stripe"),
            Map.entry("/subscriptions/{id}", "a choice; its refusal: CheckoutPagesTest"),
            Map.entry("/login/2fa", "one code for a challenge that only a password opens"),
            Map.entry("/verify", "a secret for the token of a mail"),
            Map.entry("/studio/confirm", "agrees"));

    /// A form, where it stands, what is typed, and the field that is told.
    record Case(String route, String page, String action, Map<String, String> typed, String wrong, String who) {
        @Override
        public String toString() {
            return action + " " + wrong;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
        if (guest != null) {
            return;
        }
        BrowserWorld.fan(FAN);
        app.accounts()
                .accounts()
                .register(
                        new RegisterRequest("unproven@example.com", BrowserWorld.PASSWORD, Role.FAN, "Fan", null, "en"),
                        Locale.ENGLISH,
                        "127.0.0.1");
        guest = BrowserWorld.plain(390);
        signedIn = BrowserWorld.plain(390);
        try (var page = signedIn.newPage()) {
            BrowserWorld.signIn(page, FAN);
        }
        unconfirmed = BrowserWorld.plain(390);
        try (var page = unconfirmed.newPage()) {
            page.navigate("/login");
            page.getByLabel("E-mail").fill("unproven@example.com");
            page.getByLabel("Password").fill(BrowserWorld.PASSWORD);
            page.locator("form[action='/login'] button").click();
        }
        payment = paid();
    }

    /// A receipt needs a payment that was made; the page with the card is another test's.
    private static String paid() {
        try (var context = BrowserWorld.context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            BrowserWorld.signIn(page, FAN);
            page.navigate("/checkout/tip/mara?amount=5");
            page.getByText("Continue to payment").click();
            BrowserWorld.pay(page);
            return page.url().replaceFirst(".*/thanks/([0-9a-f-]+).*", "$1");
        }
    }

    static List<Case> cases() throws Exception {
        start();
        UUID pwyw = anyAmount();
        String settings = "/settings";
        String long_ = "x".repeat(600);
        return List.of(
                new Case(
                        "/login",
                        "/login",
                        "/login",
                        Map.of("email", "a@example.com", "password", "no"),
                        "password",
                        "guest"),
                new Case(
                        "/register",
                        "/register",
                        "/register",
                        Map.of("name", "Ann", "email", "a@example.com", "password", "short"),
                        "password",
                        "guest"),
                new Case(
                        "/register",
                        "/register",
                        "/register",
                        Map.of("name", "Ann", "email", "ann at example", "password", "long enough for all"),
                        "email",
                        "guest"),
                new Case("/forgot", "/forgot", "/forgot", Map.of("email", "ann at example"), "email", "guest"),
                new Case("/reset", "/reset?token=abc", "/reset", Map.of("password", "short"), "password", "guest"),
                new Case(
                        "/report",
                        "/report",
                        "/report",
                        Map.of("details", "bad", "email", "a@example.com"),
                        "details",
                        "guest"),
                new Case(
                        "/report",
                        "/report",
                        "/report",
                        Map.of("details", "bad words all over", "email", "ann"),
                        "email",
                        "guest"),
                new Case(
                        "/checkout/product/{id}",
                        "/checkout/product/" + product,
                        "",
                        Map.of("email", "ann"),
                        "email",
                        "guest"),
                new Case(
                        "/checkout/product/{id}",
                        "/checkout/product/" + product,
                        "",
                        Map.of("email", "a@example.com", "code", "NOPE"),
                        "code",
                        "guest"),
                new Case(
                        "/checkout/product/{id}",
                        "/checkout/product/" + pwyw,
                        "",
                        Map.of("amount", "much", "email", "a@example.com"),
                        "amount",
                        "guest"),
                new Case(
                        "/checkout/tip/{slug}",
                        "/checkout/tip/mara",
                        "",
                        Map.of("amount", "0.01", "email", "a@example.com", "name", "Ann", "message", "Hello"),
                        "amount",
                        "guest"),
                new Case(
                        "/checkout/tip/{slug}",
                        "/checkout/tip/mara",
                        "",
                        Map.of("amount", "5", "email", "a@example.com", "message", long_),
                        "message",
                        "guest"),
                new Case(
                        "/confirm/{what}",
                        "/confirm",
                        "/confirm/email",
                        Map.of("email", "new@example.com", "password", "wrong"),
                        "password",
                        "unconfirmed"),
                new Case(
                        "/confirm/{what}",
                        "/confirm",
                        "/confirm/delete",
                        Map.of("password", "wrong"),
                        "password",
                        "unconfirmed"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/profile",
                        Map.of("name", "x".repeat(140)),
                        "name",
                        "fan"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/email",
                        Map.of("email", "ann", "password", "wrong"),
                        "email",
                        "fan"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/email",
                        Map.of("email", "new@example.com", "password", "wrong"),
                        "password",
                        "fan"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/password",
                        Map.of("password", BrowserWorld.PASSWORD, "new", "short"),
                        "new",
                        "fan"),
                new Case("/settings/{what}", settings, "/settings/2fa", Map.of("password", "wrong"), "password", "fan"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/google",
                        Map.of("password", "wrong"),
                        "password",
                        "fan"),
                new Case(
                        "/settings/{what}",
                        settings,
                        "/settings/delete",
                        Map.of("password", "wrong"),
                        "password",
                        "fan"),
                new Case("/step-up", "/step-up", "/step-up", Map.of("password", "wrong"), "password", "fan"),
                new Case(
                        "/receipts/{id}",
                        "/receipts/" + payment,
                        "/receipts/" + payment,
                        Map.of("name", "x".repeat(200), "address", "Home 1"),
                        "name",
                        "fan"));
    }

    private static UUID anyAmount() {
        UUID id = app.catalog()
                .products()
                .create(
                        creator,
                        new SaveProduct(
                                null,
                                ProductType.UNLOCKABLE,
                                "Sketchbook pages",
                                "Pages",
                                300,
                                true,
                                800L,
                                null,
                                null,
                                List.of(),
                                "Hidden words",
                                List.of(),
                                List.of(),
                                ""))
                .id();
        app.catalog().products().publish(creator, id);
        return id;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRefusalStandsAtItsField(Case form) {
        var context = switch (form.who()) {
            case "fan" -> signedIn;
            case "unconfirmed" -> unconfirmed;
            default -> guest;
        };
        try (var page = context.newPage()) {
            page.navigate(form.page());
            send(page, form);
            String box = "main form" + (form.action().isEmpty() ? "" : "[action='" + form.action() + "']");
            var field = page.locator(box + " [name='" + form.wrong() + "']");
            assertThat(field.getAttribute("aria-invalid")).as("marked").isEqualTo("true");
            String told = words(page, field);
            assertThat(told).as("the message").isNotBlank();
            assertThat(page.locator("main > .note.bad").count())
                    .as("not at the top")
                    .isZero();
            assertThat(page.evaluate("document.activeElement && document.activeElement.name"))
                    .as("the focus")
                    .isEqualTo(form.wrong());
            assertThat(field.isVisible()).as("its part of the page is open").isTrue();
            assertThat(
                            (Boolean)
                                    field.evaluate(
                                            "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"))
                    .as("in sight")
                    .isTrue();
            form.typed().forEach((name, value) -> {
                var input = page.locator(box + " [name='" + name + "']").first();
                boolean secret = SECRET.matcher(input.getAttribute("type") + " " + input.getAttribute("autocomplete"))
                        .find();
                assertThat(input.inputValue()).as(name).isEqualTo(secret ? "" : value);
            });
        }
    }

    /// What a screen reader reads for the field.
    private static String words(Page page, Locator field) {
        String ids = String.valueOf(field.getAttribute("aria-describedby"));
        return page.locator("#" + ids.split(" ")[0] + ".wrong").textContent();
    }

    /// Types into the form as it stands and sends it, also what the browser itself would refuse.
    private static void send(Page page, Case form) {
        String box = "main form" + (form.action().isEmpty() ? "[method=post]" : "[action='" + form.action() + "']");
        page.locator(box).evaluate("""
                        (f, typed) => {
                            f.noValidate = true;
                            for (const [name, value] of Object.entries(typed)) {
                                const field = f.elements[name];
                                field.removeAttribute('maxlength');
                                field.value = value;
                            }
                        }""", form.typed());
        page.waitForNavigation(() -> page.locator(box).evaluate("f => f.requestSubmit()"));
    }

    @Test
    void everyFormOfTheSiteIsHere() throws Exception {
        Set<String> tried = new HashSet<>();
        cases().forEach(c -> tried.add(c.route()));
        Set<String> forms = new TreeSet<>();
        for (Route r : app.routing().routes()) {
            if (r.page() && r.unsafe()) {
                forms.add(r.path());
            }
        }
        assertThat(forms).contains("/settings/{what}");
        assertThat(forms.stream().filter(f -> !tried.contains(f) && !BUTTONS.containsKey(f)))
                .as("forms that nobody sends with something wrong")
                .isEmpty();
        assertThat(BUTTONS.keySet().stream().filter(f -> !forms.contains(f)))
                .as("forms that are not there any more")
                .isEmpty();
    }
}
