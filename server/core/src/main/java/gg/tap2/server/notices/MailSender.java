package gg.tap2.server.notices;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.tracing.Step;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
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
/// drain at once. Urgent mail is claimed before all other, and what its reader can unsubscribe from after it. A refused
/// mail waits longer each time and is given up after two days.
public final class MailSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);
    private static final int BATCH = 10;
    private static final int MAX_ATTEMPTS = 12;
    private static final Duration CLAIM = Duration.ofMinutes(5);
    /// What must be left of a claim when a mail is begun.
    private static final Duration STILL_OURS = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);
    private static final Duration THROTTLED = Duration.ofSeconds(20);
    private static final Duration DAY_OVER = Duration.ofMinutes(30);

    private final Db db;
    private final InstantSource clock;
    private final List<MailRelay> relays;
    private final Pace pace;
    private final Tracing tracing;
    private final int most;
    private final Semaphore connections;
    private final @Nullable MailRelay bulk;
    private volatile String trouble = "";
    private volatile boolean closed;

    /// @param relays in order of preference; with none, mail stays in the outbox
    /// @param perSecond mails handed over in a second, as relays refuse who is faster and sales come first
    public MailSender(Db db, InstantSource clock, List<MailRelay> relays, int perSecond, Tracing tracing) {
        this(db, clock, relays, null, perSecond, 4, tracing);
    }

    /// @param bulk takes what readers may unsubscribe from; null for the same as everything else
    /// @param connections kept to the relays at most
    MailSender(
            Db db,
            InstantSource clock,
            List<MailRelay> relays,
            @Nullable MailRelay bulk,
            int perSecond,
            int connections,
            Tracing tracing) {
        this.bulk = bulk;
        this.most = connections;
        this.connections = new Semaphore(connections);
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
                relays.add(relay(config, key));
            }
        }
        return new MailSender(
                db,
                clock,
                relays,
                config.isSet(Key.SMTP_BULK_URL) ? relay(config, Key.SMTP_BULK_URL) : null,
                config.integer(Key.MAIL_PER_SECOND),
                config.integer(Key.MAIL_CONNECTIONS),
                tracing);
    }

    private static SmtpRelay relay(ServerConfig config, Key key) {
        return new SmtpRelay(
                SmtpAddress.parse(config.secret(key).value()), config.text(Key.MAIL_FROM), MailHeaders.of(config));
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
            Instant claimed = clock.instant();
            for (OutboxMail mail : batch) {
                pace.await();
                if (claimed.plus(CLAIM).minus(STILL_OURS).isBefore(clock.instant())) {
                    // So slow that others may take the rest of the batch: they are due again in a moment.
                    break;
                }
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
            if (!connections.tryAcquire(most, CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a relay is slow; its mails are sent again by another server");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (MailRelay relay : relays) {
            close(relay);
        }
        if (bulk != null) {
            close(bulk);
        }
    }

    private static void close(MailRelay relay) {
        if (relay instanceof SmtpRelay smtp) {
            smtp.close();
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
                          ORDER BY urgent DESC, (unsubscribe IS NOT NULL), next_attempt_at LIMIT :batch FOR UPDATE SKIP LOCKED)
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
        for (MailRelay relay : ways(mail)) {
            try {
                relay.deliver(mail);
                sent(mail.id());
                well();
                return true;
            } catch (UndeliverableException e) {
                step.failed("undeliverable");
                giveUp(mail, e);
                return false;
            } catch (ThrottledException e) {
                step.failed("throttled");
                pace.slower();
                later(mail, e.daily() ? DAY_OVER : THROTTLED, e, false);
                return false;
            } catch (TryLaterException e) {
                step.failed("later");
                refused(mail, e);
                return false;
            } catch (RelayRefusesException e) {
                step.failed("refused");
                trouble("mail is refused for what is ours to mend (sender, SPF, DKIM, content)", e);
                refused(mail, e);
                return false;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        step.failed("refused");
        trouble("no relay takes mail", failure);
        refused(mail, failure);
        return false;
    }

    private List<MailRelay> ways(OutboxMail mail) {
        MailRelay b = bulk;
        return b == null || mail.unsubscribe() == null ? relays : List.of(b);
    }

    /// Said once, until mail is taken again or the matter is another.
    private void trouble(String what, @Nullable RuntimeException e) {
        if (!trouble.equals(what)) {
            trouble = what;
            LOG.error("{}: {}", what, rootMessage(e));
        }
    }

    private void well() {
        pace.faster();
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("mail is taken again");
        }
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
        later(mail, Duration.between(clock.instant(), next), e, true);
    }

    /// @param tried whether this counts among the tries; a relay that wants us slower has not looked at the mail
    private void later(OutboxMail mail, Duration wait, @Nullable RuntimeException e, boolean tried) {
        String why = rootMessage(e);
        db.transact(tx -> tx.sql("""
                UPDATE outbox_mails SET next_attempt_at = :next, last_error = :why,
                  attempts = CASE WHEN :tried THEN attempts ELSE greatest(attempts - 1, 0) END WHERE id = :id""")
                .set("next", clock.instant().plus(wait))
                .set("why", why)
                .set("tried", tried)
                .set("id", mail.id())
                .update());
        LOG.warn("mail {} was not taken (attempt {}): {}", mail.id(), mail.attempts(), why);
    }

    /// What can never arrive is not tried for days; a dead address gets no more mail, and its owner sees why.
    private void giveUp(OutboxMail mail, UndeliverableException e) {
        db.transact(tx -> {
            tx.sql(
                            "UPDATE outbox_mails SET attempts = :max, last_error = :why, text_body = '', html_body = '' WHERE id = :id")
                    .set("max", MAX_ATTEMPTS)
                    .set("why", cut(e.getMessage()))
                    .set("id", mail.id())
                    .update();
            if (e.deadAddress()) {
                String address = EmailAddress.keyOf(mail.to());
                tx.sql("""
                        INSERT INTO mail_suppressions (address, reason, detail, at) VALUES (:address, 'bounce', :why, :now)
                        ON CONFLICT (address) DO NOTHING""")
                        .set("address", address.substring(0, Math.min(255, address.length())))
                        .set("why", cut(e.getMessage()))
                        .set("now", clock.instant())
                        .update();
            }
        });
        LOG.warn("mail {} cannot be delivered: {}", mail.id(), e.getMessage());
    }

    private static String cut(@Nullable String words) {
        String w = words == null ? "" : withoutAddresses(words);
        return w.substring(0, Math.min(300, w.length()));
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
        return t == null ? "" : cut(t.getClass().getSimpleName() + ": " + t.getMessage());
    }
}
