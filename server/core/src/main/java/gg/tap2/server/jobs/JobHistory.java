package gg.tap2.server.jobs;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes runs of jobs for a month: every run of the daily ones, every failure and everything asked for by hand; of the
/// frequent jobs, a quiet success is only noted when the last note is an hour old. Table: `job_runs`.
public final class JobHistory {
    private static final Logger LOG = LoggerFactory.getLogger(JobHistory.class);
    private static final Duration QUIET = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private final Db db;
    private final InstantSource clock;
    private final String server;
    private final java.util.Map<String, Instant> noted = new java.util.concurrent.ConcurrentHashMap<>();

    public JobHistory(Db db, InstantSource clock, String server) {
        this.db = db;
        this.clock = clock;
        this.server = server;
    }

    void run(String name, String trigger, boolean frequent, Runnable job) {
        Instant started = clock.instant();
        try {
            job.run();
        } catch (RuntimeException | Error e) {
            note(name, trigger, started, false, String.valueOf(e));
            throw e;
        }
        Instant last = noted.get(name);
        boolean scheduled = trigger.equals("schedule");
        if (!scheduled || !frequent || last == null || last.plus(QUIET).isBefore(started)) {
            noted.put(name, started);
            note(name, trigger, started, true, null);
        }
    }

    private void note(
            String name, String trigger, Instant started, boolean ok, @org.jspecify.annotations.Nullable String error) {
        UUID id = Ids.next(clock);
        try {
            db.transact(tx -> tx.sql("""
                    INSERT INTO job_runs (id, name, server, trigger, started_at, finished_at, ok, error)
                    VALUES (:id, :name, :server, :trigger, :started, :finished, :ok, :error)""")
                    .set("id", id)
                    .set("name", name)
                    .set("server", server)
                    .set("trigger", trigger)
                    .set("started", started)
                    .set("finished", clock.instant())
                    .set("ok", ok)
                    .set("error", error == null ? null : error.substring(0, Math.min(500, error.length())))
                    .update());
        } catch (RuntimeException e) {
            LOG.warn("the run of {} could not be noted: {}", name, e.toString());
        }
    }

    /// Removes what is old. Run by a job.
    public void forget() {
        db.transact(tx -> tx.sql("DELETE FROM job_runs WHERE started_at < :before")
                .set("before", clock.instant().minus(KEPT))
                .update());
    }
}
