package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Addresses that programs look for on every site, and the policy's reports.
final class WellKnownTest {
    private static final TestServer SERVER = TestServer.get();

    @Test
    void securityTxtSaysWhomToTellAndForHowLong() {
        var reply = SERVER.send("GET", "/.well-known/security.txt", null, null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("Contact: mailto:hello@tap2.example\n");
        String expires = reply.body()
                .lines()
                .filter(l -> l.startsWith("Expires: "))
                .findFirst()
                .orElseThrow()
                .substring(9);
        assertThat(Instant.parse(expires))
                .isAfter(SERVER.app().clock().instant().plus(Duration.ofDays(30)))
                .isBefore(SERVER.app().clock().instant().plus(Duration.ofDays(365)));
    }

    @Test
    void changingAPasswordHasAnAddress() {
        var reply = SERVER.send("GET", "/.well-known/change-password", null, null);
        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.raw().headers().firstValue("Location")).contains("/settings");
    }

    @Test
    void whatBrowsersReportIsCountedAndNothingElse() throws Exception {
        double before = counted("form-action");
        String report = "{\"csp-report\":{\"effective-directive\":\"form-action\","
                + "\"blocked-uri\":\"https://x.example/secret?token=1\\n\"}}";
        assertThat(send(report, "application/csp-report")).isEqualTo(204);
        assertThat(counted("form-action")).isEqualTo(before + 1);
        String newer = "[{\"type\":\"csp-violation\",\"body\":{\"effectiveDirective\":\"evil{}\"}}]";
        assertThat(send(newer, "application/reports+json")).isEqualTo(204);
        assertThat(counted("other")).isPositive();
        assertThat(send("\u0000{", "application/csp-report")).isEqualTo(204);
        assertThat(send("x".repeat(20_000), "application/csp-report")).isEqualTo(413);
    }

    @Test
    void thePageOfSettingsLeadsToTheSignInOfTheSandbox() {
        String google =
                Launcher.sandbox(SERVER.app()).orElseThrow().google().baseUri().toString();
        String policy = SERVER.send("GET", "/login", null, null)
                .raw()
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("");
        assertThat(policy).containsPattern("form-action[^;]* " + google);
    }

    private static double counted(String directive) {
        return SERVER.send("GET", "/metrics", null, null)
                .body()
                .lines()
                .filter(l -> l.startsWith("csp_reports_total{directive=\"" + directive + "\"}"))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int send(String body, String type) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + "/csp-report"))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
