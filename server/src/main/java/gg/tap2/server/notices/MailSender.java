package gg.tap2.server.notices;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.tracing.Step;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties the outbox. Each mail is claimed for a few minutes before it is handed over, so several servers may
/// drain at once; urgent mail is claimed before all other; a refused mail waits longer each time and is given up after
/// two days.
public final class MailSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);
    private static final int BATCH = 10;
    private static final int CONNECTIONS = 4;
    private static final int MAX_ATTEMPTS = 12;
    private static final Duration CLAIM = Duration.ofMinutes(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    private final Db db;
    private final InstantSource clock;
    private final List<MailRelay> relays;
    private final Pace pace;
    private final Tracing tracing;
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private volatile boolean closed;

    /// @param relays in order of preference; with none, mail stays in the outbox
    /// @param perSecond mails handed over in a second, as relays refuse who is faster and sales come first
    public MailSender(Db db, InstantSource clock, List<MailRelay> relays, int perSecond, Tracing tracing) {
        this.db = db;
        this.clock = clock;
        this.relays = List.copyOf(relays);
        this.pace = new Pace(perSecond);
        this.tracing = tracing;
    }

    public static MailSender of(ServerConfig config, Db db, InstantSource clock, Tracing tracing) {
        var relays = new ArrayList<MailRelay>();
        for (Key key : List.of(Key.SMTP_URL, Key.SMTP_FALLBACK_URL)) {
            if (config.isSet(key)) {
                relays.add(new SmtpRelay(config.secret(key), config.text(Key.MAIL_FROM)));
            }
        }
        return new MailSender(db, clock, relays, config.integer(Key.MAIL_PER_SECOND), tracing);
    }

    /// Sends what is due.
    ///
    /// @return number of mails that a relay took
    public int drain() {
        if (relays.isEmpty()) {
            return 0;
        }
        int sent = 0;
        while (!closed) {
            List<OutboxMail> batch = claim();
            if (batch.isEmpty()) {
                break;
            }
            for (OutboxMail mail : batch) {
                pace.await();
                if (deliver(mail)) {
                    sent++;
                }
            }
        }
        return sent;
    }

    /// Lets the mails that are being handed over go out; the others wait in the outbox.
    @Override
    public void close() {
        closed = true;
        try {
            if (!connections.tryAcquire(CONNECTIONS, CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a relay is slow; its mails are sent again by another server");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends what is due without making the caller wait; for use right after a commit. However often it is
    /// called, only so many connections to the relay are open at once. A call while all are busy is not lost:
    /// they go on until the outbox is empty, and a job looks again.
    public void drainSoon() {
        if (closed || !connections.tryAcquire()) {
            return;
        }
        Thread.ofVirtual().name("mail").start(() -> {
            try {
                drain();
            } catch (RuntimeException e) {
                LOG.warn("mail waits in the outbox: {}", e.toString());
            } finally {
                connections.release();
            }
        });
    }

    private List<OutboxMail> claim() {
        var now = clock.instant();
        return db.inTransaction(tx -> tx.sql("""
                        UPDATE outbox_mails SET attempts = attempts + 1, next_attempt_at = :until
                        WHERE id IN (SELECT id FROM outbox_mails
                          WHERE sent_at IS NULL AND next_attempt_at <= :now AND attempts < :max
                          ORDER BY urgent DESC, next_attempt_at LIMIT :batch FOR UPDATE SKIP LOCKED)
                        RETURNING id, to_address, subject, text_body, html_body, attempts, unsubscribe, trace_parent""")
                .set("until", now.plus(CLAIM))
                .set("now", now)
                .set("max", MAX_ATTEMPTS)
                .set("batch", BATCH)
                .list(r -> new OutboxMail(
                        r.uuid("id"),
                        r.text("to_address"),
                        r.text("subject"),
                        r.text("text_body"),
                        r.text("html_body"),
                        r.integer("attempts"),
                        r.textOrNull("unsubscribe"),
                        r.textOrNull("trace_parent"))));
    }

    private boolean deliver(OutboxMail mail) {
        try (var step = tracing.begin(Tracing.Kind.STORED, "mail", mail.trace())) {
            step.put("tap2.mail", mail.id().toString()).put("tap2.attempt", mail.attempts());
            return deliver(mail, step);
        }
    }

    private boolean deliver(OutboxMail mail, Step step) {
        RuntimeException failure = null;
        for (MailRelay relay : relays) {
            try {
                relay.deliver(mail);
                sent(mail.id());
                return true;
            } catch (UndeliverableException e) {
                step.failed("undeliverable");
                giveUp(mail, e);
                return false;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        step.failed("refused");
        refused(mail, failure);
        return false;
    }

    /// What was sent is not kept: it may hold links that still work.
    private void sent(UUID id) {
        db.transact(tx -> tx.sql("""
                        UPDATE outbox_mails SET sent_at = :now, last_error = NULL, text_body = '', html_body = ''
                        WHERE id = :id""").set("now", clock.instant()).set("id", id).update());
    }

    private void refused(OutboxMail mail, @Nullable RuntimeException e) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(mail.attempts() - 1, 12));
        var next = clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        String why = rootMessage(e);
        db.transact(tx -> tx.sql("UPDATE outbox_mails SET next_attempt_at = :next, last_error = :why WHERE id = :id")
                .set("next", next)
                .set("why", why)
                .set("id", mail.id())
                .update());
        LOG.warn("mail {} was not taken (attempt {}): {}", mail.id(), mail.attempts(), why);
    }

    /// What can never arrive is not tried for days, and its address gets no more mail.
    private void giveUp(OutboxMail mail, UndeliverableException e) {
        db.transact(tx -> {
            tx.sql(
                            "UPDATE outbox_mails SET attempts = :max, last_error = :why, text_body = '', html_body = '' WHERE id = :id")
                    .set("max", MAX_ATTEMPTS)
                    .set("why", e.getMessage())
                    .set("id", mail.id())
                    .update();
            tx.sql("""
                    INSERT INTO mail_suppressions (address, reason, detail, at) VALUES (:address, 'bounce', :why, :now)
                    ON CONFLICT (address) DO NOTHING""")
                    .set(
                            "address",
                            mail.to().substring(0, Math.min(255, mail.to().length())))
                    .set("why", e.getMessage())
                    .set("now", clock.instant())
                    .update();
        });
        LOG.warn("mail {} cannot be delivered: {}", mail.id(), e.getMessage());
    }

    /// Libraries and relays quote whom they refuse; logs hold nobody's address.
    static String withoutAddresses(String words) {
        return MailText.oneLine(words.replaceAll("[^\\s<>\"']*@[^\\s<>\"']*", "(address)"));
    }

    private static String rootMessage(@Nullable Throwable e) {
        Throwable t = e;
        while (t != null && t.getCause() != null) {
            t = t.getCause();
        }
        return t == null ? "" : withoutAddresses(t.getClass().getSimpleName() + ": " + t.getMessage());
    }
}
