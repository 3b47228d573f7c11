package gg.tap2.server.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Traces of a whole server as a collector receives them.
final class TracingTest {
    private static final String GIVEN = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    Path folder;

    private ServerApp start(String endpoint, String percent) {
        return Launcher.start(
                ServerConfig.load(
                        null,
                        Map.of(),
                        Map.of(
                                Key.HTTP_PORT, "0",
                                Key.DATA_DIR, folder.toString(),
                                Key.RATELIMIT_FACTOR, "1000",
                                Key.SANDBOX_FIXED_PORTS, "false",
                                Key.OTEL_ENDPOINT, endpoint,
                                Key.OTEL_SAMPLE_PERCENT, percent,
                                Key.OTEL_HEADERS, "x-key=collectors-own")),
                new Passwords.Cost(1024, 1));
    }

    private static HttpResponse<String> get(ServerApp app, String path, String parent) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(app.localUrl() + path)).timeout(Duration.ofSeconds(20));
        if (parent != null) {
            request.header("traceparent", parent);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aPurchaseIsOneTraceFromTheWebhookToTheMail() throws Exception {
        var logged = new ListAppender<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent e) {
                e.prepareForDeferredProcessing();
                super.append(e);
            }
        };
        var root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("gg.tap2");
        try (var collector = new Collector();
                var app = start(collector.endpoint(), "100")) {
            var world = MoneyWorld.of(app);
            UUID creator = world.creator();
            UUID fan = world.fan();
            UUID product = world.product(creator, 1200, false);
            var start = app.billing()
                    .payments()
                    .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
            world.pay(start, "4242424242424242");
            world.until(
                    "the receipt's span",
                    () -> collector.named("mail").stream()
                            .anyMatch(s -> whole(collector, s.trace())
                                    && collector.trace(s.trace()).stream()
                                            .anyMatch(w -> w.name().startsWith("POST /api/v1/webhooks/stripe"))));

            var webhook = collector.named("POST /api/v1/webhooks/stripe").stream()
                    .filter(w -> collector.trace(w.trace()).stream()
                            .anyMatch(s -> s.name().equals("event payment_succeeded")))
                    .findFirst()
                    .orElseThrow();
            var trace = collector.trace(webhook.trace());
            assertThat(trace.stream().map(Collector.Seen::name).collect(Collectors.toSet()))
                    .contains(
                            "POST /api/v1/webhooks/stripe", "sales", "transaction", "event payment_succeeded", "mail");
            assertThat(webhook.attributes())
                    .containsEntry("http.route", "/api/v1/webhooks/stripe")
                    .containsEntry("http.response.status_code", "200")
                    .containsKey("tap2.request_id");
            var byId = trace.stream().collect(Collectors.toMap(Collector.Seen::id, s -> s));
            for (var s : trace) {
                assertThat(s == webhook || byId.containsKey(s.parent()))
                        .as("%s hangs in the air", s)
                        .isTrue();
            }

            // Stripe is asked about the fee by a job, and a stored event is handled in the trace that brought it.
            app.jobs().runNow("fee-true-up");
            world.until(
                    "a job that asks Stripe",
                    () -> collector.named("job fee-true-up").stream()
                            .anyMatch(j -> collector.trace(j.trace()).stream()
                                    .anyMatch(s -> s.name().startsWith("stripe GET /v1/"))));
            var asked = collector.spans.stream()
                    .filter(s -> s.name().startsWith("stripe GET /v1/"))
                    .findFirst()
                    .orElseThrow();
            assertThat(asked.name()).doesNotContain("ch_").doesNotContain("pi_");
            assertThat(asked.attributes()).containsEntry("http.response.status_code", "200");

            // The bank and the storage are asked in the trace of whoever needs them.
            app.jobs().runNow("payout-reconciliation");
            var people = TestServer.of(app);
            var upload = people.send(
                    "POST",
                    Routes.UPLOADS,
                    Map.of(
                            "fileName", "a.zip",
                            "size", 1_000,
                            "contentType", "application/zip",
                            "purpose", "product_file"),
                    people.creator().accessToken());
            assertThat(upload.status()).as(upload.body()).isEqualTo(201);
            world.until(
                    "FlowPay in the job's trace and storage in the request's",
                    () -> asked(collector, "job payout-reconciliation", "flowpay GET ")
                            && asked(collector, "POST " + Routes.UPLOADS, "s3 "));

            // W3C in, and the lines logged meanwhile name the trace.
            logged.start();
            root.addAppender(logged);
            root.setLevel(ch.qos.logback.classic.Level.DEBUG);
            get(app, "/?token=secretive", "00-" + GIVEN + "-b7ad6b7169203331-01");
            app.jobs().runNow("fee-true-up");
            root.setLevel(null);
            // Children end before their parents and may leave in an earlier batch.
            world.until(
                    "the given trace's root",
                    () -> collector.trace(GIVEN).stream()
                            .anyMatch(s -> s.parent().equals("b7ad6b7169203331")));
            assertThat(collector.trace(GIVEN)).anyMatch(s -> s.parent().equals("b7ad6b7169203331"));
            assertThat(logged.list)
                    .anyMatch(e ->
                            String.valueOf(e.getMDCPropertyMap().get("traceId")).matches("[0-9a-f]{32}"));

            // Not the ids, which are random and hold any digits.
            var all = collector.spans.stream()
                            .map(x -> x.name() + " " + x.attributes())
                            .toList()
                    + collector.resources.toString();
            assertThat(all)
                    .doesNotContain("@")
                    .doesNotContain("secretive")
                    .doesNotContain("42424242")
                    .doesNotContainPattern("(?<![0-9A-Za-z_-])4242(?![0-9A-Za-z_-])")
                    .doesNotContain(fan.toString())
                    .doesNotContain("sk_")
                    .doesNotContain("SELECT");
            assertThat(collector.spans).noneMatch(s -> s.name().contains("/health"));
            assertThat(collector.resources.getFirst()).contains("tap2-server").contains("sandbox");
            assertThat(collector.keys).containsOnly("collectors-own");
        } finally {
            root.detachAppender(logged);
        }
    }

    /// Whether no span of the trace waits for its parent any more.
    private static boolean whole(Collector collector, String trace) {
        var spans = collector.trace(trace);
        var ids = spans.stream().map(Collector.Seen::id).collect(Collectors.toSet());
        return spans.stream().allMatch(s -> s.parent().isEmpty() || ids.contains(s.parent()));
    }

    /// Whether a trace with a step of the one name has a step that begins with the other.
    private static boolean asked(Collector collector, String whose, String what) {
        return collector.named(whose).stream()
                .anyMatch(w -> collector.trace(w.trace()).stream()
                        .anyMatch(s -> s.name().startsWith(what)));
    }

    @Test
    void aCollectorThatIsNotThereDisturbsNothingAndAStrangerCannotHaveTracesKept() throws Exception {
        String nowhere;
        try (var socket = new ServerSocket(0)) {
            nowhere = "http://127.0.0.1:" + socket.getLocalPort();
        }
        try (var app = start(nowhere, "100")) {
            for (int i = 0; i < 50; i++) {
                assertThat(get(app, "/", null).statusCode()).isEqualTo(200);
            }
            long started = System.nanoTime();
            app.close();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
        }
        try (var collector = new Collector()) {
            try (var app = start(collector.endpoint(), "0")) {
                get(app, "/", "00-" + GIVEN + "-b7ad6b7169203331-01");
            }
            assertThat(collector.spans).isEmpty();
        }
    }

    @Test
    void offIsNothing() {
        try (var step = Tracing.off().begin(Tracing.Kind.REQUEST, "x", "00-" + GIVEN + "-b7ad6b7169203331-01")) {
            assertThat(step).isSameAs(Tracing.step(Tracing.Kind.INSIDE, "y"));
            assertThat(Tracing.current()).isNull();
        }
    }

    @Test
    void whatIsNoTraceParentBeginsATrace() throws Exception {
        try (var collector = new Collector()) {
            var config = ServerConfig.load(null, Map.of(), Map.of(Key.OTEL_ENDPOINT, collector.endpoint()));
            try (var tracing = Tracing.of(config, "test")) {
                for (String wrong : new String[] {"", "x", "00-" + "0".repeat(32) + "-b7ad6b7169203331-01", "\u0000"}) {
                    tracing.begin(Tracing.Kind.REQUEST, "r", wrong).close();
                }
                try (var step = tracing.begin(Tracing.Kind.REQUEST, "out", null)) {
                    var carried = new HashMap<String, String>();
                    Tracing.carry(carried::put);
                    assertThat(carried.get("traceparent"))
                            .isEqualTo(Tracing.current())
                            .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
                    assertThat(step).isNotNull();
                }
                assertThat(Tracing.current()).isNull();
            }
            assertThat(collector.named("r")).hasSize(4).allMatch(s -> s.parent().isEmpty());
        }
    }
}
