package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.config.Key;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The policy of pages names what they lead to, live as in the sandbox.
final class SecurityHeadersTest {
    private static final Consumer<Routing> PAGES =
            r -> r.page("/plain", Access.PUBLIC, c -> c.html(200, new byte[0])).page("/pay", Access.PUBLIC, c -> {
                c.paying();
                c.html(200, new byte[0]);
            });

    @Test
    void liveFormsLeadToStripeAndGoogle() throws Exception {
        String policy =
                policy("/plain", "https://js.stripe.com/v3/", "https://files.example", "https://accounts.google.com");
        assertThat(directive(policy, "form-action"))
                .contains("'self'", "https://checkout.stripe.com", "https://accounts.google.com");
        assertThat(directive(policy, "script-src")).containsExactly("'self'");
        assertThat(directive(policy, "require-trusted-types-for")).containsExactly("'script'");
        assertThat(directive(policy, "report-uri")).containsExactly("/csp-report");
        assertThat(policy).doesNotContain("unsafe");
    }

    @Test
    void onlyPagesThatPayLoadStripesScript() throws Exception {
        String policy =
                policy("/pay", "https://js.stripe.com/v3/", "https://files.example", "https://accounts.google.com");
        assertThat(directive(policy, "script-src")).contains("https://js.stripe.com");
        assertThat(directive(policy, "frame-src")).contains("https://js.stripe.com", "https://hooks.stripe.com");
        assertThat(directive(policy, "connect-src")).contains("https://api.stripe.com");
        assertThat(policy).doesNotContain("unsafe");
    }

    @Test
    void theSandboxNamesItsStandIns() throws Exception {
        String policy = policy("/plain", "http://127.0.0.1:12/v3/", "http://127.0.0.1:13", "http://127.0.0.1:14");
        assertThat(directive(policy, "form-action"))
                .containsExactly("'self'", "http://127.0.0.1:12", "http://127.0.0.1:14");
    }

    @Test
    void cookiesOfAnHttpsPlatformBelongToItsHost() throws Exception {
        Consumer<Routing> routes = r -> r.get(
                "/read",
                Access.PUBLIC,
                c -> c.ok(c.cookie("tap2_access").orElse("none") + " "
                        + c.cookie("lang").orElse("none")));
        var plain = "Cookie: tap2_access=old; lang=de\r\n";
        var both = "Cookie: tap2_access=planted; __Host-tap2_access=own\r\n";
        try (var server = new PlainServer(Map.of(Key.PUBLIC_URL, "https://tap2.example"), routes)) {
            assertThat(server.get("/read", plain)).contains("\"old de\"");
            assertThat(server.get("/read", both)).contains("\"own none\"");
            server.clock.advance(Duration.ofDays(400));
            assertThat(server.get("/read", plain)).contains("\"none de\"");
            assertThat(server.get("/read", both)).contains("\"own none\"");
        }
        try (var server = new PlainServer(Map.of(), routes)) {
            assertThat(server.get("/read", both)).contains("\"planted none\"");
        }
    }

    private static String policy(String path, String stripe, String storage, String signIn) throws Exception {
        var headers = new SecurityHeaders(
                new SecurityHeaders.Origins(URI.create(stripe), URI.create(storage), List.of(URI.create(signIn))));
        try (var server = new PlainServer(Map.of(), PAGES, headers)) {
            return server.get(path)
                    .lines()
                    .filter(l -> l.startsWith("Content-Security-Policy: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(25);
        }
    }

    private static List<String> directive(String policy, String name) {
        for (String part : policy.split(";")) {
            var words = new ArrayList<>(List.of(part.strip().split(" +")));
            if (words.getFirst().equals(name)) {
                return words.subList(1, words.size());
            }
        }
        return List.of();
    }
}
