package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.Job;
import gg.tap2.model.admin.JobRun;
import gg.tap2.model.admin.MailEntry;
import gg.tap2.model.admin.RateLimitHit;
import gg.tap2.model.admin.WebhookEvent;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.jobs.Jobs;
import gg.tap2.server.notices.MailOutbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The webhook inbox, jobs, mail, and who ran into rate limits.
final class MachineryRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(MachineryRoutes.class);
    private static final String EVENT = """
            SELECT w.id, w.provider, w.event_id, w.type, w.object_id, w.status, w.attempts, w.next_attempt_at, w.last_error, w.received_at,
              w.handled_at, %s AS payload FROM webhook_inbox w""";

    private final Db db;
    private final InstantSource clock;
    private final Inbox inbox;
    private final Runnable wakeInbox;
    private final Jobs jobs;
    private final AuditLog audit;
    private final RateLimitHits hits;

    MachineryRoutes(
            Db db,
            InstantSource clock,
            Inbox inbox,
            Runnable wakeInbox,
            Jobs jobs,
            AuditLog audit,
            RateLimitHits hits) {
        this.db = db;
        this.clock = clock;
        this.inbox = inbox;
        this.wakeInbox = wakeInbox;
        this.jobs = jobs;
        this.audit = audit;
        this.hits = hits;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_WEBHOOKS, Access.ADMIN_OPERATIONS, this::webhooks);
        r.get(
                Routes.ADMIN_WEBHOOK,
                Access.ADMIN_OPERATIONS,
                c -> c.ok(db.read(tx -> tx.sql(EVENT.formatted("jsonb_pretty(w.payload)") + " WHERE w.id = :id")
                                .set("id", c.id())
                                .first(MachineryRoutes::event))
                        .orElseThrow(ApiException::notFound)));
        r.post(Routes.ADMIN_WEBHOOK_REPLAY, Access.ADMIN_OPERATIONS, this::replay);
        r.get(Routes.ADMIN_JOBS, Access.ADMIN_OPERATIONS, c -> c.ok(jobs()));
        r.post(Routes.ADMIN_JOB_RUN, Access.ADMIN_OPERATIONS, this::run);
        r.get(Routes.ADMIN_JOB_HISTORY, Access.ADMIN_OPERATIONS, this::history);
        r.get(Routes.ADMIN_MAIL, Access.ADMIN_OPERATIONS, this::mail);
        r.post(Routes.ADMIN_MAIL_RETRY, Access.ADMIN_OPERATIONS, this::retryMail);
        r.get(Routes.ADMIN_RATE_LIMITS, Access.ADMIN_OPERATIONS, this::limits);
    }

    private void webhooks(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(EVENT.formatted("CAST(NULL AS text)"))
                .whereIf(c.query("provider"), "w.provider = :provider", "provider")
                .whereIf(c.query("type"), "w.type = :type", "type")
                .whereIf(c.query("status"), "w.status = :status", "status")
                .whereIf(c.query("object"), "w.object_id = :object", "object")
                .whereIf(c.query("event"), "w.event_id = :event", "event")
                .page(k, "w.received_at", "w.id");
        k.answer(c, q.list(db, MachineryRoutes::event), WebhookEvent::receivedAt, WebhookEvent::id);
    }

    private static WebhookEvent event(Row r) {
        return new WebhookEvent(
                r.uuid("id"),
                r.text("provider"),
                r.text("event_id"),
                r.text("type"),
                r.textOrNull("object_id"),
                r.text("status"),
                r.integer("attempts"),
                r.instantOrNull("next_attempt_at"),
                r.textOrNull("last_error"),
                r.instant("received_at"),
                r.instantOrNull("handled_at"),
                r.textOrNull("payload"));
    }

    /// Handling an event again is harmless: its effects are keyed by what it is about.
    private void replay(Call c) {
        String reason = c.body(AdminReason.class).reason();
        db.transact(tx -> {
            if (!tx.sql("SELECT 1 AS one FROM webhook_inbox WHERE id = :id")
                    .set("id", c.id())
                    .exists()) {
                throw ApiException.notFound();
            }
            if (!inbox.replay(tx, c.id(), clock.instant())) {
                throw ApiException.conflict("webhook_running");
            }
            note(tx, c, "webhook_replayed", reason, Map.of("event", c.id().toString()));
        });
        wakeInbox.run();
        c.noContent();
    }

    private void note(
            gg.tap2.server.platform.db.Tx tx, Call c, String action, String reason, Map<String, String> details) {
        audit.record(
                tx, c.principal().userId(), null, action, reason, c.client().ip(), details);
    }

    private List<Job> jobs() {
        Map<String, Job> rows = new HashMap<>();
        Map<String, String> schedules = jobs.schedules();
        db.read(tx -> {
            tx.sql("SELECT * FROM scheduled_tasks").each(r -> {
                String name = r.text("task_name");
                Long failures = r.numberOrNull("consecutive_failures");
                rows.put(
                        name,
                        new Job(
                                name,
                                schedules.getOrDefault(name, ""),
                                r.instantOrNull("execution_time"),
                                r.bool("picked"),
                                r.textOrNull("picked_by"),
                                r.instantOrNull("last_success"),
                                r.instantOrNull("last_failure"),
                                failures == null ? 0 : failures.intValue()));
            });
            return true;
        });
        var out = new ArrayList<Job>();
        for (String name : jobs.names()) {
            Job row = rows.get(name);
            out.add(
                    row != null
                            ? row
                            : new Job(name, schedules.getOrDefault(name, ""), null, false, null, null, null, 0));
        }
        return out;
    }

    /// Runs it on this server, beside whoever called. Jobs are idempotent, so one that is running elsewhere does no
    /// harm.
    private void run(Call c) {
        String reason = c.body(AdminReason.class).reason();
        String name = c.path("name");
        if (!jobs.names().contains(name)) {
            throw ApiException.notFound();
        }
        UUID admin = c.principal().userId();
        db.transact(tx -> note(tx, c, "job_run", reason, Map.of("job", name)));
        Thread.ofVirtual().name("job-" + name).start(() -> {
            try {
                jobs.runNow(name, admin.toString());
            } catch (RuntimeException e) {
                LOG.warn("job {} asked for by hand failed: {}", name, e.toString());
            }
        });
        c.json(202, gg.tap2.model.common.Envelope.of(Map.of("started", name)));
    }

    private void history(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT r.* FROM job_runs r")
                .where("r.name = :name", "name", c.path("name"))
                .page(k, "r.started_at", "r.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new JobRun(
                                r.uuid("id"),
                                r.text("name"),
                                r.text("server"),
                                r.text("trigger"),
                                r.instant("started_at"),
                                r.instantOrNull("finished_at"),
                                r.bool("ok"),
                                r.textOrNull("error")))),
                JobRun::startedAt,
                JobRun::id);
    }

    private void mail(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(
                        "SELECT m.id, m.to_address, m.subject, m.created_at, m.sent_at, m.attempts, m.next_attempt_at, m.last_error FROM outbox_mails m")
                .whereIf(
                        c.query("to"),
                        "lower(m.to_address COLLATE \"C\") = lower(CAST(:to AS text) COLLATE \"C\")",
                        "to");
        switch (c.query("status").orElse("all")) {
            case "sent" -> q.where("m.sent_at IS NOT NULL");
            case "waiting" -> q.where("m.sent_at IS NULL");
            case "failing" -> q.where("m.sent_at IS NULL AND m.last_error IS NOT NULL");
            case "all" -> {}
            default -> throw ApiException.invalid("status", "invalid");
        }
        q.page(k, "m.created_at", "m.id");
        k.answer(
                c,
                db.read(tx -> q.list(
                        tx,
                        r -> new MailEntry(
                                r.uuid("id"),
                                r.text("to_address"),
                                r.text("subject"),
                                r.instant("created_at"),
                                r.instantOrNull("sent_at"),
                                r.integer("attempts"),
                                r.instantOrNull("next_attempt_at"),
                                r.textOrNull("last_error")))),
                MailEntry::createdAt,
                MailEntry::id);
    }

    private void retryMail(Call c) {
        String reason = c.body(AdminReason.class).reason();
        db.transact(tx -> {
            boolean waiting = MailOutbox.again(tx, c.id(), clock.instant());
            if (!waiting) {
                throw ApiException.conflict("mail_sent_already");
            }
            note(tx, c, "mail_retried", reason, Map.of("mail", c.id().toString()));
        });
        c.noContent();
    }

    private void limits(Call c) {
        hits.flush();
        int hours = c.number("hours", 24, 1, 336);
        c.ok(db.read(tx -> tx.sql("""
                SELECT hour, name, subject, refused FROM rate_limit_hits WHERE hour >= :from
                ORDER BY hour DESC, refused DESC LIMIT 200""")
                .set("from", clock.instant().minus(java.time.Duration.ofHours(hours)))
                .list(r ->
                        new RateLimitHit(r.instant("hour"), r.text("name"), r.text("subject"), r.number("refused")))));
    }
}
