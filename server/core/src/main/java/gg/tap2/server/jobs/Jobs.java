package gg.tap2.server.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recurring jobs. A job must be idempotent: it may be cut off anywhere and run again.
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /// A job that its server took to the grave is taken up by another, or by itself, after a minute and a half.
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    private static final int MISSED = 4;
    private final List<RecurringTask<Void>> tasks = new ArrayList<>();
    private final Map<String, Runnable> work = new LinkedHashMap<>();
    private final Map<String, String> schedules = new LinkedHashMap<>();
    private @Nullable Scheduler scheduler;
    private @Nullable JobHistory history;
    private final Tracing tracing;

    public Jobs(Tracing tracing) {
        this.tracing = tracing;
    }

    /// Runs the work again and again with this pause in between.
    public Jobs every(Duration pause, String name, Runnable job) {
        schedules.put(name, "every " + pause.toString().substring(2).toLowerCase(java.util.Locale.ROOT));
        return add(name, Schedules.fixedDelay(pause), job);
    }

    /// Runs the work once a day at this time of the UTC day.
    public Jobs daily(LocalTime utc, String name, Runnable job) {
        schedules.put(name, "daily " + utc + " UTC");
        return add(name, Schedules.daily(ZoneOffset.UTC, utc), job);
    }

    private Jobs add(String name, Schedule schedule, Runnable job) {
        work.put(name, job);
        tasks.add(Tasks.recurring(name, schedule).execute((instance, context) -> {
            run(name, job, "schedule");
        }));
        return this;
    }

    private void run(String name, Runnable job, String trigger) {
        long started = System.nanoTime();
        JobHistory h = history;
        try (var step = tracing.begin(Tracing.Kind.INSIDE, "job " + name, Tracing.current())) {
            step.put("tap2.job", name).put("tap2.trigger", trigger);
            try {
                if (h == null) {
                    job.run();
                } else {
                    h.run(name, trigger, !schedules.getOrDefault(name, "").startsWith("daily"), job);
                }
                LOG.debug("job {} took {} ms", name, (System.nanoTime() - started) / 1_000_000);
            } catch (RuntimeException | Error e) {
                step.failed(e);
                throw e;
            }
        }
    }

    /// Where runs are noted; set before [#start].
    public Jobs history(JobHistory h) {
        history = h;
        return this;
    }

    /// Name to schedule, in words.
    public Map<String, String> schedules() {
        return Map.copyOf(schedules);
    }

    /// Frees what an earlier process left marked as running. Only for a database that no other server can use: there it
    /// need not wait for the missing heartbeats.
    public static void free(Db db) {
        db.transact(tx -> tx.sql(
                        "UPDATE scheduled_tasks SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL WHERE picked")
                .update());
    }

    public void start(DataSource dataSource, InstantSource clock) {
        scheduler = Scheduler.create(dataSource)
                .startTasks(tasks)
                .clock(clock::instant)
                .threads(4)
                .pollingInterval(Duration.ofSeconds(1))
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED)
                .shutdownMaxWait(Duration.ofSeconds(10))
                .build();
        scheduler.start();
    }

    public List<String> names() {
        return List.copyOf(work.keySet());
    }

    /// Runs a job now, in the caller's thread.
    ///
    /// @throws IllegalArgumentException when there is no such job
    public void runNow(String name) {
        runNow(name, "by hand");
    }

    /// The same; `trigger` says who asked.
    public void runNow(String name, String trigger) {
        Runnable job = work.get(name);
        if (job == null) {
            throw new IllegalArgumentException("no job " + name);
        }
        run(name, job, trigger);
    }

    /// Takes no further job; what runs goes on.
    public void pause() {
        if (scheduler != null) {
            scheduler.pause();
        }
    }

    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.stop();
        }
    }
}
