package gg.tap2.server.platform.alarms;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Alarms that wait for an operator: a provider that does not take our key, a right that is missing, an amount in a
/// currency that nobody expected. Work that meets one stays open. An alarm ends when the same thing works again, or
/// when it was not met for a day.
public final class OperatorAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorAlarms.class);
    /// An alarm that nothing has raised again for this long is over.
    public static final Duration FADES = Duration.ofDays(1);

    private static final Duration NEWS = Duration.ofMinutes(1);
    private static final int MAX_TEXT = 500;

    /// `source` is who refuses, `subject` the call or the object, `code` what is wrong; `text` is for operators, in
    /// English.
    public record Alarm(
            String source, String subject, String code, String text, long times, Instant firstAt, Instant lastAt) {}

    private final Db db;
    private final InstantSource clock;
    /// Open alarms that the next success ends, as last read: so that a success costs no query.
    private final Map<String, Boolean> ending = new ConcurrentHashMap<>();

    private volatile Instant readAt = Instant.MIN;

    public OperatorAlarms(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// Raises an alarm, or notes that it was met once more.
    ///
    /// @param endsByItself whether the next success of `subject` ends it
    public void raise(String source, String subject, String code, String text, boolean endsByItself) {
        LOG.error("{} needs an operator: {} {}: {}", source, subject, code, text);
        Instant now = clock.instant();
        try {
            db.transact(tx -> raise(tx, source, subject, code, text, endsByItself, now));
        } catch (RuntimeException e) {
            // The log has it; whoever met the alarm has its own work to end well.
            LOG.error("the alarm could not be kept: {}", e.toString());
        }
        if (endsByItself) {
            ending.put(key(source, subject), true);
        }
    }

    /// The same in the transaction that met it, without a line in the log.
    public void raise(
            Tx tx, String source, String subject, String code, String text, boolean endsByItself, Instant now) {
        tx.sql("""
                INSERT INTO operator_alarms (source, subject, code, message, ends_by_itself, times, first_at, last_at)
                VALUES (:source, :subject, :code, :message, :ends, 1, :now, :now)
                ON CONFLICT (source, subject, code) DO UPDATE SET message = excluded.message, last_at = excluded.last_at,
                  times = CASE WHEN operator_alarms.ended_at IS NULL THEN operator_alarms.times + 1 ELSE 1 END,
                  first_at = CASE WHEN operator_alarms.ended_at IS NULL THEN operator_alarms.first_at ELSE excluded.first_at END,
                  ended_at = NULL""")
                .set("source", source)
                .set("subject", cut(subject))
                .set("code", cut(code))
                .set("message", cut(text))
                .set("ends", endsByItself)
                .set("now", now)
                .update();
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static String key(String source, String subject) {
        return source + " " + subject;
    }

    /// Ends the alarms of something that has just worked.
    public void worked(String source, String subject) {
        Instant now = clock.instant();
        try {
            if (readAt.plus(NEWS).isBefore(now)) {
                readAt = now;
                read();
            }
            if (ending.remove(key(source, subject)) != null) {
                end(source, subject);
            }
        } catch (RuntimeException e) {
            // The provider has acted; that must not look as if it had not. The alarm ends with the next success.
            LOG.warn("an alarm of {} could not be ended: {}", source, e.toString());
        }
    }

    private void read() {
        db.read(tx -> tx.sql("SELECT source, subject FROM operator_alarms WHERE ended_at IS NULL AND ends_by_itself")
                        .list(r -> key(r.text("source"), r.text("subject"))))
                .forEach(k -> ending.put(k, true));
    }

    /// Ends the alarms of a subject.
    public void end(String source, String subject) {
        db.transact(tx -> tx.sql(
                        "UPDATE operator_alarms SET ended_at = :now WHERE source = :source AND subject = :subject AND ended_at IS NULL")
                .set("source", source)
                .set("subject", cut(subject))
                .set("now", clock.instant())
                .update());
    }

    /// Alarms that stand, the latest first.
    public List<Alarm> open() {
        return db.read(tx -> open(tx, clock.instant()));
    }

    /// The same in the caller's transaction.
    public static List<Alarm> open(Tx tx, Instant now) {
        return tx.sql("""
                SELECT source, subject, code, message, times, first_at, last_at FROM operator_alarms
                WHERE ended_at IS NULL AND last_at > :faded ORDER BY last_at DESC, source, subject, code LIMIT 100""")
                .set("faded", now.minus(FADES))
                .list(r -> new Alarm(
                        r.text("source"),
                        r.text("subject"),
                        r.text("code"),
                        r.text("message"),
                        r.number("times"),
                        r.instant("first_at"),
                        r.instant("last_at")));
    }
}
