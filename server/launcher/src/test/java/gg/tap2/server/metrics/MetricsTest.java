package gg.tap2.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What `/metrics` answers, and to whom.
final class MetricsTest {
    private static final TestServer SERVER = TestServer.get();

    @Test
    void theArchitecturesMetricsAreThereByName() {
        SERVER.send("GET", "/api/v1/nothing", null, null);
        SERVER.send("GET", "/health/live", null, null);
        var reply = SERVER.send("GET", "/metrics", null, null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.raw().headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        for (String type : List.of(
                "revenue_total gauge",
                "tips_count_total counter",
                "subscriptions_new_total counter",
                "products_purchased_total counter",
                "api_requests_total counter",
                "api_latency_seconds histogram",
                "api_errors_total counter",
                "db_queries_total counter",
                "db_latency_seconds histogram",
                "users_active gauge",
                "users_churn gauge")) {
            assertThat(reply.body()).contains("# TYPE " + type);
        }
        assertThat(reply.body())
                .contains("api_requests_total{method=\"GET\",route=\"/health/live\",status=\"200\"}")
                .doesNotContain("@people.test");
    }

    /// What a dashboard or an alert asks for: names with an underscore that are no function, label or variable.
    private static final Pattern ASKED = Pattern.compile("(?<![$_a-z0-9])[a-z]+(?:_[a-z0-9]+)+(?![a-z0-9_]*\\()");

    private static Set<String> asked(Path file, Pattern expression) throws IOException {
        var names = new TreeSet<String>();
        var e = expression.matcher(Files.readString(file));
        while (e.find()) {
            var name =
                    ASKED.matcher(e.group(1).replaceAll("\\{[^}]*}", "").replaceAll("(by|without) ?\\([^)]*\\)", ""));
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }

    @Test
    void theDashboardAndTheAlertsAskForWhatIsThere() throws IOException {
        SERVER.send("GET", "/health/live", null, null);
        String metrics = SERVER.send("GET", "/metrics", null, null).body();
        // What has no sample yet, such as revenue by currency, is told by its type.
        Set<String> told = metrics.lines()
                .filter(l -> !l.startsWith("# HELP"))
                .map(l -> l.replaceFirst("^# TYPE ", "").replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());
        var alerts = asked(Checkout.ROOT.resolve("docs/ops/alerts.yml"), Pattern.compile("expr: (.*)"));
        var panels = asked(
                Checkout.ROOT.resolve("docs/ops/grafana-dashboard.json"),
                Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\""));
        assertThat(alerts).hasSizeGreaterThan(6).isSubsetOf(told);
        assertThat(panels).hasSizeGreaterThan(12).isSubsetOf(told);
    }

    @Test
    void theyAreNotForTheWorldBehindAProxy() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + "/metrics"))
                .header("X-Forwarded-For", "203.0.113.9")
                .build();
        var reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(404);
    }

    @Test
    void healthTellsLifeReadinessAndStart() {
        for (String path : List.of("/health/live", "/health/ready", "/health/started")) {
            assertThat(SERVER.send("GET", path, null, null).status()).as(path).isEqualTo(200);
        }
    }
}
