package gg.tap2.server.metrics;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.QueryObserver;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.HttpServer;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and serves the metrics. Names follow the architecture's list, dots written as underscores.
public final class MetricsFeature implements HttpServer.RequestObserver, QueryObserver {
    private static final Logger SLOW = LoggerFactory.getLogger("tap2.slow-query");
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final BusinessNumbers numbers;
    private final String token;
    private final long slowNanos;
    private final Counter requests;
    private final Counter errors;
    private final Histogram latency;
    private final Counter queries;
    private final Histogram queryLatency;
    private final CspReports cspReports = new CspReports(registry);

    public MetricsFeature(ServerConfig config, Db db, InstantSource clock, IntSupplier liveConnections) {
        this.numbers = new BusinessNumbers(db, clock);
        this.token = config.secret(Key.METRICS_TOKEN).value();
        this.slowNanos = config.number(Key.DATABASE_SLOW_MS) * 1_000_000;
        this.requests = Counter.builder()
                .name("api_requests")
                .help("Answered requests")
                .labelNames("method", "route", "status")
                .register(registry);
        this.errors = Counter.builder()
                .name("api_errors")
                .help("Requests answered with 5xx")
                .labelNames("method", "route")
                .register(registry);
        // A metric without a sample is not told at all, and an alert could not tell that from zero.
        errors.initLabelValues("GET", "/health/live");
        this.latency = Histogram.builder()
                .name("api_latency_seconds")
                .help("Time to answer")
                .labelNames("method", "route")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        this.queries =
                Counter.builder().name("db_queries").help("Statements run").register(registry);
        this.queryLatency = Histogram.builder()
                .name("db_latency_seconds")
                .help("Time of statements, reading of rows included")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        total("tips_count", "Tips paid", "tips");
        total("subscriptions_new", "Memberships begun", "subs");
        total("products_purchased", "Products sold", "products");
        gauge("users_active", "Users seen within a day", "active");
        gauge("users_churn", "Members who left within 30 days, per member at their start", "churn");
        gauge("webhooks_waiting", "Stored events that wait", "inbox_waiting");
        gauge("webhooks_dead", "Stored events that wait for people", "inbox_dead");
        gauge("mail_waiting", "Mails that wait", "mail_waiting");
        gauge("facts_waiting", "Events nobody was told yet", "facts_waiting");
        gauge("events_unknown", "Events of a kind that this release does not know", "events_unknown");
        gauge("pushes_refused", "Pushes that their service refused for good", "pushes_refused");
        gauge("payouts_held", "Payouts in review", "payouts_held");
        gauge("payouts_unknown", "Payout attempts without an answer", "payouts_unknown");
        gauge("payouts_stopped", "Whether payouts pause because the provider refuses the platform", "payouts_stopped");
        gauge("jobs_failing", "Jobs whose last run failed", "jobs_failing");
        own("live_connections", "Open streams of live events", liveConnections);
        own("db_connections_active", "Connections in use", () -> db.load()[0]);
        own("db_connections_waiting", "Threads that wait for a connection", () -> db.load()[1]);
        CounterWithCallback.builder()
                .name("db_deadlocks_total")
                .help("Transactions undone because each waited for the other")
                .callback(c -> c.call(db.deadlocks()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Heap in use")
                .callback(c -> c.call(Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory()))
                .register(registry);
        db.observe(this);
    }

    private void total(String name, String help, String value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(c -> c.call(numbers.get().values().getOrDefault(value, 0d)))
                .register(registry);
    }

    private void gauge(String name, String help, String value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(c -> c.call(numbers.get().values().getOrDefault(value, 0d)))
                .register(registry);
    }

    private void own(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(c -> c.call(value.getAsInt()))
                .register(registry);
    }

    @Override
    public void answered(Route route, @Nullable Call call, int status, long nanos) {
        String method = route.method().text();
        requests.labelValues(method, route.path(), Integer.toString(status)).inc();
        // A stream's end says nothing about how fast it was answered.
        if (!route.path().endsWith("/events")) {
            latency.labelValues(method, route.path()).observe(nanos / 1e9);
        }
        if (status >= 500) {
            errors.labelValues(method, route.path()).inc();
        }
    }

    @Override
    public void ran(String sql, long nanos) {
        queries.inc();
        queryLatency.observe(nanos / 1e9);
        if (nanos >= slowNanos && SLOW.isWarnEnabled()) {
            String text = sql.replaceAll("\\s+", " ").strip();
            SLOW.warn("{} ms: {}", nanos / 1_000_000, text.substring(0, Math.min(400, text.length())));
        }
    }

    public void register(Routing r) {
        r.get("/metrics", Access.PUBLIC, this::serve);
        cspReports.register(r);
    }

    private void serve(Call c) {
        if (!allowed(c)) {
            throw ApiException.notFound();
        }
        var out = new ByteArrayOutputStream(32_768);
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Revenue can fall, so it is a gauge; the library keeps names ending in _total for counters.
        var revenue = new StringBuilder(
                "# HELP revenue_total Paid by fans, net of refunds, minor units\n# TYPE revenue_total gauge\n");
        numbers.get()
                .revenue()
                .forEach((currency, n) -> revenue.append("revenue_total{currency=\"")
                        .append(currency)
                        .append("\"} ")
                        .append(n)
                        .append('\n'));
        out.writeBytes(revenue.toString().getBytes(StandardCharsets.UTF_8));
        c.send(200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toByteArray());
    }

    /// With the token from anywhere; without one only from this machine, and not through a proxy on it.
    private boolean allowed(Call c) {
        String given = c.header(HeaderNames.AUTHORIZATION).orElse("");
        if (!token.isBlank() && RandomTokens.same(RandomTokens.hash("Bearer " + token), RandomTokens.hash(given))) {
            return true;
        }
        boolean proxied = c.header(HeaderNames.X_FORWARDED_FOR).isPresent()
                || c.header(HeaderNames.FORWARDED).isPresent();
        try {
            return !proxied
                    && token.isBlank()
                    && InetAddress.getByName(c.client().ip()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
