package gg.tap2.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
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
