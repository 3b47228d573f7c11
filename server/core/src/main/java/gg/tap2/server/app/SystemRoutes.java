package gg.tap2.server.app;

import gg.tap2.server.jobs.Jobs;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Health, the API description, and the sandbox's controls.
final class SystemRoutes {
    /// Moves the sandbox's time forward, by at most 400 days at once.
    record Advance(long seconds) {}

    record RunJob(String name) {}

    private final Db db;
    private final ServerConfig config;
    private final Jobs jobs;
    private final BackingServices services;
    private final BooleanSupplier leaving;
    private final OperatorAlarms alarms;

    SystemRoutes(
            Db db,
            ServerConfig config,
            Jobs jobs,
            BackingServices services,
            OperatorAlarms alarms,
            BooleanSupplier leaving) {
        this.alarms = alarms;
        this.leaving = leaving;
        this.db = db;
        this.config = config;
        this.jobs = jobs;
        this.services = services;
    }

    void register(Routing r) {
        r.get("/health/live", Access.PUBLIC, c -> c.json(200, Map.of("status", "UP")));
        r.get("/health/ready", Access.PUBLIC, c -> {
            boolean up = !leaving.getAsBoolean()
                    && db.read(tx -> tx.sql("SELECT 1 AS one").exists());
            // A provider that needs an operator takes no server out: pages and content go on without it.
            c.json(
                    up ? 200 : 503,
                    up ? Map.of("status", "UP", "operatorNeeded", !alarms.open().isEmpty()) : Map.of("status", "DOWN"));
        });
        // Nothing listens before everything has started.
        r.get("/health/started", Access.PUBLIC, c -> c.json(200, Map.of("status", "UP")));
        r.get("/api/v1/openapi.json", Access.PUBLIC, c -> {
            try (var in = SystemRoutes.class.getResourceAsStream("/openapi/openapi.json")) {
                if (in == null) {
                    throw ApiException.notFound();
                }
                c.send(200, "application/json", in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (config.live()) {
            return;
        }
        r.post("/sandbox/clock/advance", Access.SANDBOX, this::advance);
        r.post("/sandbox/jobs/run", Access.SANDBOX, c -> {
            String name = c.body(RunJob.class).name();
            if (!jobs.names().contains(name)) {
                throw ApiException.notFound();
            }
            jobs.runNow(name);
            c.json(200, Map.of("ran", name));
        });
        r.get("/sandbox/doctor", Access.SANDBOX, c -> c.json(200, new LedgerCheck(db).withProviders()));
    }

    private void advance(Call c) {
        long seconds = c.body(Advance.class).seconds();
        if (seconds < 0 || seconds > Duration.ofDays(400).toSeconds()) {
            throw ApiException.invalid(
                    "seconds", "out_of_range", 0, Duration.ofDays(400).toSeconds());
        }
        var now = services.standIns().orElseThrow(ApiException::notFound).advance(Duration.ofSeconds(seconds));
        jobs.runNow("maturity");
        c.json(200, Map.of("now", now));
    }
}
