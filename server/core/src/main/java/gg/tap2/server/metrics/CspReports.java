package gg.tap2.server.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.http.SecurityHeaders;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.Method;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Browsers tell here what a page's policy kept from happening. It is counted by directive, and one report in a while
/// is
/// logged. Anybody can send one, so nothing else comes of it.
final class CspReports {
    private static final Logger LOG = LoggerFactory.getLogger(CspReports.class);
    private static final int MAX_BODY = 16 * 1024;
    private static final long LOG_EVERY = Duration.ofSeconds(30).toNanos();
    private static final Set<String> DIRECTIVES = Set.of(
            "default-src",
            "script-src",
            "script-src-elem",
            "script-src-attr",
            "style-src",
            "style-src-elem",
            "style-src-attr",
            "img-src",
            "media-src",
            "font-src",
            "connect-src",
            "frame-src",
            "object-src",
            "base-uri",
            "form-action",
            "frame-ancestors",
            "manifest-src",
            "worker-src",
            "require-trusted-types-for",
            "trusted-types");

    private final Counter reports;
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY);

    CspReports(PrometheusRegistry registry) {
        this.reports = Counter.builder()
                .name("csp_reports")
                .help("What browsers kept from happening, by directive")
                .labelNames("directive")
                .register(registry);
    }

    void register(Routing r) {
        // No cookie, token or person belongs to a report.
        r.add(new Route(Method.POST, SecurityHeaders.REPORTS, Access.WEBHOOK, this::take, false, MAX_BODY, false));
    }

    private void take(Call c) {
        JsonNode tree = read(c.rawBody());
        JsonNode report = tree.isArray() ? tree.path(0).path("body") : tree.path("csp-report");
        String given = report.path("effectiveDirective")
                .asText(report.path("effective-directive")
                        .asText(report.path("violated-directive").asText("")))
                .split(" ", 2)[0];
        String directive = DIRECTIVES.contains(given) ? given : "other";
        reports.labelValues(directive).inc();
        long last = lastLogged.get();
        long now = System.nanoTime();
        if (now - last > LOG_EVERY && lastLogged.compareAndSet(last, now)) {
            LOG.warn(
                    "a browser kept {} from {} on a page",
                    directive,
                    printable(report.path("blockedURL")
                            .asText(report.path("blocked-uri").asText("?"))));
        }
        c.noContent();
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.tree(body);
        } catch (UncheckedIOException e) {
            return Json.LENIENT.createObjectNode();
        }
    }

    /// The origin at most, and nothing that could look like another line of a log.
    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x21-\\x7E]", "_").replaceFirst("^([a-z-]+://[^/]*).*", "$1");
        return plain.length() > 100 ? plain.substring(0, 100) : plain;
    }
}
