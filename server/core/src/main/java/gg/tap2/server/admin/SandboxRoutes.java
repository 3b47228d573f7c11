package gg.tap2.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.admin.AddSandboxRule;
import gg.tap2.model.admin.AdvanceClock;
import gg.tap2.model.admin.SandboxEvent;
import gg.tap2.model.admin.SandboxState;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What goes wrong in the sandbox on purpose: webhooks that are lost, late, doubled or out of order, events that are
/// sent again, and a clock that is moved. Registered only where there are stand-ins; asks their control APIs.
final class SandboxRoutes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, URI> standIns;
    private final Db db;
    private final InstantSource clock;
    private final AuditLog audit;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    SandboxRoutes(Map<String, URI> standIns, Db db, InstantSource clock, AuditLog audit) {
        this.standIns = new TreeMap<>(standIns);
        this.db = db;
        this.clock = clock;
        this.audit = audit;
    }

    void register(Routing r) {
        if (standIns.isEmpty()) {
            return;
        }
        r.get(Routes.ADMIN_SANDBOX, Access.ADMIN_OPERATIONS, c -> c.ok(state()));
        r.post(Routes.ADMIN_SANDBOX_CLOCK, Access.ADMIN_OPERATIONS, c -> {
            long seconds = c.body(AdvanceClock.class).seconds();
            ask(first(), "POST", "clock", Map.of("seconds", seconds));
            note(c, Map.of("clock", "+" + seconds + " s"));
            c.ok(state());
        });
        r.get(Routes.ADMIN_SANDBOX_EVENTS, Access.ADMIN_OPERATIONS, c -> c.ok(events(standIn(c))));
        r.post(Routes.ADMIN_SANDBOX_REPLAY, Access.ADMIN_OPERATIONS, c -> {
            String event = c.path("event");
            ask(standIn(c), "POST", "events/" + URLEncoder.encode(event, StandardCharsets.UTF_8) + "/replay", Map.of());
            note(c, Map.of("replayed", event));
            c.noContent();
        });
        r.post(Routes.ADMIN_SANDBOX_RULES, Access.ADMIN_OPERATIONS, c -> {
            var rule = c.body(AddSandboxRule.class);
            ask(
                    standIn(c),
                    "POST",
                    "webhooks/modes",
                    Map.of(
                            "kind", rule.kind(),
                            "type", rule.type(),
                            "amount", rule.amount(),
                            "count", rule.count()));
            note(c, Map.of("rule", rule.kind(), "type", rule.type(), "count", String.valueOf(rule.count())));
            c.ok(state());
        });
        r.delete(Routes.ADMIN_SANDBOX_RULES, Access.ADMIN_OPERATIONS, c -> {
            ask(standIn(c), "POST", "faults/clear", Map.of());
            ask(standIn(c), "POST", "webhooks/release", Map.of());
            note(c, Map.of("rules", "cleared"));
            c.noContent();
        });
    }

    private URI first() {
        return standIns.values().iterator().next();
    }

    private URI standIn(Call c) {
        URI base = standIns.get(c.path("name"));
        if (base == null) {
            throw ApiException.notFound();
        }
        return base;
    }

    private SandboxState state() {
        JsonNode time = ask(first(), "GET", "clock", null);
        var out = new ArrayList<SandboxState.StandIn>();
        standIns.forEach((name, base) -> {
            var rules = new ArrayList<SandboxState.Rule>();
            ask(base, "GET", "webhooks/modes", null)
                    .forEach(m -> rules.add(new SandboxState.Rule(
                            m.path("kind").asText(),
                            m.path("type").asText(),
                            m.path("amount").asLong(),
                            m.path("remaining").asInt())));
            out.add(new SandboxState.StandIn(name, base.resolve("/sandbox").toString(), rules));
        });
        return new SandboxState(clock.instant(), time.path("offset").asText(), out);
    }

    private List<SandboxEvent> events(URI base) {
        var out = new ArrayList<SandboxEvent>();
        ask(base, "GET", "events?limit=50", null)
                .path("data")
                .forEach(e -> out.add(
                        new SandboxEvent(e.path("id").asText(), e.path("type").asText(), at(e), Json.write(e))));
        return out;
    }

    private static @Nullable Instant at(JsonNode event) {
        JsonNode seconds = event.path("created");
        if (seconds.isNumber()) {
            return Instant.ofEpochSecond(seconds.asLong());
        }
        String text = event.path("timestamp").asText();
        return text.isEmpty() ? null : Instant.parse(text);
    }

    private void note(Call c, Map<String, String> details) {
        db.transact(tx -> audit.record(
                tx,
                c.principal().userId(),
                null,
                "sandbox_controlled",
                null,
                c.client().ip(),
                details));
    }

    private JsonNode ask(URI base, String method, String path, @Nullable Map<String, ?> form) {
        var request =
                HttpRequest.newBuilder(base.resolve("/sandbox/api/" + path)).timeout(PATIENCE);
        if (form == null) {
            request.GET();
        } else {
            String body = form.entrySet().stream()
                    .map(e ->
                            e.getKey() + "=" + URLEncoder.encode(String.valueOf(e.getValue()), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 404) {
                throw ApiException.notFound();
            }
            if (answer.statusCode() != 200) {
                throw ApiException.conflict("sandbox_refused", answer.body());
            }
            return Json.tree(answer.body());
        } catch (IOException e) {
            throw ApiException.unavailable("sandbox_unreachable", 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("sandbox_unreachable", 1);
        }
    }
}
