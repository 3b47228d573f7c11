package gg.tap2.server.fanweb;

import static gg.tap2.server.fanweb.BrowserWorld.app;
import static gg.tap2.server.fanweb.BrowserWorld.check;
import static gg.tap2.server.fanweb.BrowserWorld.context;
import static gg.tap2.server.fanweb.BrowserWorld.fan;
import static gg.tap2.server.fanweb.BrowserWorld.shot;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import gg.tap2.model.Routes;
import gg.tap2.server.platform.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Passkeys in a real browser with an authenticator of its own, as a phone has it.
class PasskeyBrowserTest {
    @BeforeAll
    static void start() throws Exception {
        BrowserWorld.start();
    }

    private static String base() {
        return "http://localhost:" + app.port();
    }

    /// A page on the platform's name, whose device makes and uses passkeys without asking anybody.
    private static final class Device implements AutoCloseable {
        private final BrowserContext context = context(ColorScheme.LIGHT, 390);
        private final Page page = context.newPage();
        private final CDPSession cdp = context.newCDPSession(page);
        private final String authenticator;

        Device() {
            cdp.send("WebAuthn.enable");
            var options = new JsonObject();
            options.addProperty("protocol", "ctap2");
            options.addProperty("ctap2Version", "ctap2_1");
            options.addProperty("transport", "internal");
            options.addProperty("hasResidentKey", true);
            options.addProperty("hasUserVerification", true);
            options.addProperty("isUserVerified", true);
            options.addProperty("automaticPresenceSimulation", true);
            var args = new JsonObject();
            args.add("options", options);
            authenticator = cdp.send("WebAuthn.addVirtualAuthenticator", args)
                    .get("authenticatorId")
                    .getAsString();
        }

        /// The device no longer recognises the finger of whoever holds it.
        void verifies(boolean person) {
            var args = new JsonObject();
            args.addProperty("authenticatorId", authenticator);
            args.addProperty("isUserVerified", person);
            cdp.send("WebAuthn.setUserVerified", args);
        }

        JsonArray credentials() {
            var args = new JsonObject();
            args.addProperty("authenticatorId", authenticator);
            return cdp.send("WebAuthn.getCredentials", args).getAsJsonArray("credentials");
        }

        void signIn(String email) {
            page.navigate(base() + "/login");
            page.fill("input[name=email]", email);
            page.fill("input[name=password]", BrowserWorld.PASSWORD);
            page.locator("form[action='/login'] button").click();
        }

        void add(String name) {
            page.navigate(base() + "/settings#passkeys");
            page.fill("#passkeys input[name=name]", name);
            page.getByText("Add a passkey").click();
        }

        void signOut() {
            page.navigate(base() + "/settings");
            page.locator("#sessions form[action='/logout'] button").click();
            page.waitForURL(base() + "/");
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @Test
    void aPasskeySignsInAloneAndAsASecondFactorAndProvesItsOwner() {
        fan("passkey@example.com");
        try (var device = new Device()) {
            var page = device.page;
            device.signIn("passkey@example.com");
            page.waitForURL("**/library");
            device.add("My phone");
            page.locator("#passkeys .codes code").first().waitFor();
            assertThat(page.locator("#passkeys .codes code").count()).isEqualTo(10);
            String backup = page.locator("#passkeys .codes code").first().textContent();
            page.getByText("I have kept the codes").click();
            page.locator("#passkeys .rows").getByText("My phone").first().waitFor();
            assertThat(device.credentials()).hasSize(1);
            check(page, base() + "/settings", ColorScheme.LIGHT);
            shot(page, "settings-passkeys");

            device.signOut();
            check(page, base() + "/login", ColorScheme.LIGHT);
            shot(page, "login-passkey");
            page.getByText("Sign in with a passkey").click();
            page.waitForURL("**/library");

            // The sign-in was a fresh proof of two factors; the password alone is none any more.
            device.signOut();
            device.signIn("passkey@example.com");
            page.getByText("Use a passkey instead").waitFor();
            page.getByText("Use a passkey instead").click();
            page.waitForURL("**/library");

            // What is lost with the phone is opened by a backup code, once.
            device.signOut();
            device.signIn("passkey@example.com");
            page.fill("input[name=code]", backup);
            page.locator("form[action='/login/2fa'] button").first().click();
            page.waitForURL("**/library");

            app.db()
                    .transact(tx -> tx.sql("UPDATE sessions SET proven_at = proven_at - interval '1 hour'")
                            .update());
            page.navigate(base() + "/settings#passkeys");
            page.locator("#passkeys .rows button").click();
            page.waitForURL("**/step-up?*");
            page.getByText("Use a passkey instead").click();
            page.waitForURL("**/settings*");
            page.locator("#passkeys .rows button").click();
            page.waitForURL("**/settings?saved=1*");
            assertThat(page.locator("#passkeys .rows").count()).isZero();

            device.signOut();
            device.signIn("passkey@example.com");
            page.waitForURL("**/library");
            device.signOut();
            page.navigate(base() + "/login");
            page.getByText("Sign in with a passkey").click();
            page.getByText("does not belong to an account").waitFor();
        }
    }

    @Test
    void anAnswerWorksOnceForItsOwnerOnItsPageWithItsPerson() throws Exception {
        fan("replayed@example.com");
        fan("other@example.com");
        try (var device = new Device()) {
            var page = device.page;
            device.signIn("replayed@example.com");
            page.waitForURL("**/library");
            device.add("Key");
            page.getByText("I have kept the codes").waitFor();
            device.signOut();
            page.navigate(base() + "/login");

            String answer = answer(page);
            assertThat(send(answer)).isEqualTo(200);
            assertThat(send(answer)).as("a second time").isEqualTo(401);

            String changed = answer(page).replaceFirst("(\"signature\":\"[^\"]{20})[^\"]{4}", "$1AAAA");
            assertThat(changed).contains("AAAA");
            assertThat(send(changed)).as("another signature").isEqualTo(401);

            // The same signature for another person's second step.
            String other = answer(page);
            UUID user = app.db()
                    .read(tx -> tx.sql("SELECT id FROM users WHERE email = 'other@example.com'")
                            .one(r -> r.uuid("id")));
            assertThat(app.accounts().secondFactors().check(user, other)).isFalse();

            device.verifies(false);
            String unverified = (String) page.evaluate("async () => await (" + ASK + ")('discouraged')");
            assertThat(send(unverified)).as("without finger, face or PIN").isEqualTo(401);

            for (String garbage :
                    new String[] {"{}", "{\"id\":1}", "{\"response\":null}", "[]", "{" + "x".repeat(5_000)}) {
                assertThat(send(garbage)).as(garbage.substring(0, 1)).isEqualTo(401);
            }
        }
    }

    @Test
    void anAddressInNumbersIsToldWhy() {
        fan("numbers@example.com");
        try (var context = context(ColorScheme.LIGHT, 390)) {
            var page = context.newPage();
            page.navigate("/login");
            page.getByText("Sign in with a passkey").waitFor();
            page.getByText("Sign in with a passkey").click();
            page.getByText("Passkeys need a name as the address").waitFor();
        }
    }

    private static final String ASK = """
            async (verification) => {
              const asked = await (await fetch('/api/v1/auth/passkeys/request-options', { method: 'POST',
                headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': document.querySelector('[data-passkey]').dataset.csrf },
                body: '{}' })).json();
              const options = PublicKeyCredential.parseRequestOptionsFromJSON({ ...asked.data, userVerification: verification });
              return JSON.stringify(await navigator.credentials.get({ publicKey: options }));
            }""";

    private static String answer(Page page) {
        return (String) page.evaluate("async () => await (" + ASK + ")('required')");
    }

    private static int send(String credential) throws Exception {
        HttpResponse<byte[]> reply = BrowserWorld.http(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + Routes.PASSKEY_SIGN_IN))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(Map.of("credential", credential))))
                        .build());
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).doesNotContain("webauthn4j", "Exception");
        return reply.statusCode();
    }
}
