package gg.tap2.server.accounts;

import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.i18n.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Door to a user's own data: taking it along, and deleting the account after a time to think it over.
public final class Privacy {
    public static final Duration GRACE = Duration.ofDays(14);
    private static final int BATCH = 20;

    private final Db db;
    private final AccountStore users;
    private final Accounts accounts;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final Texts texts;
    private final InstantSource clock;
    private final List<PersonalData> held;

    Privacy(
            Db db,
            AccountStore users,
            Accounts accounts,
            Sessions sessions,
            AuditLog audit,
            Mailer mailer,
            Runnable mailSoon,
            Texts texts,
            InstantSource clock,
            List<PersonalData> held) {
        this.db = db;
        this.users = users;
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.texts = texts;
        this.clock = clock;
        this.held = held;
    }

    /// Everything that is stored about the user, by feature.
    public Map<String, Object> export(UUID userId, UUID sessionId, String ip) {
        var out = new LinkedHashMap<String, Object>();
        out.put("exportedAt", clock.instant());
        out.put("account", accounts.me(userId));
        out.put("sessions", sessions.list(userId, sessionId));
        out.put("securityEvents", accounts.events(userId, 10_000, 0));
        for (PersonalData d : held) {
            out.put(d.name(), db.read(tx -> d.export(tx, userId)));
        }
        db.transact(tx -> audit.record(tx, userId, "data_exported", ip));
        return out;
    }

    /// When the account will be deleted.
    ///
    /// @throws ApiException 409 when something, such as a balance, is in the way
    public Instant requestDeletion(UUID userId, UUID sessionId, ConfirmIdentity proof, Locale locale, String ip) {
        accounts.confirm(userId, proof);
        Instant now = clock.instant();
        Instant due = now.plus(GRACE);
        db.transact(tx -> {
            for (PersonalData d : held) {
                d.objection(tx, userId).ifPresent(key -> {
                    throw ApiException.conflict("deletion_blocked", texts.get(locale, key));
                });
            }
            User user = users.findForUpdate(tx, userId).orElseThrow(ApiException::notFound);
            users.setDeletionRequested(tx, userId, now, now);
            sessions.revokeAll(tx, userId, sessionId);
            audit.record(tx, userId, "deletion_requested", ip);
            String day = due.atZone(ZoneOffset.UTC).toLocalDate().toString();
            mailer.send(tx, MailMessage.of(user.email(), "deletion_requested", user.language(), day));
        });
        sessions.forget(userId);
        mailSoon.run();
        return due;
    }

    /// False when no deletion was under way.
    public boolean cancelDeletion(UUID userId, String ip) {
        boolean cancelled = db.inTransaction(tx -> {
            User user = users.findForUpdate(tx, userId).orElseThrow(ApiException::notFound);
            if (user.deletionRequestedAt() == null) {
                return false;
            }
            users.setDeletionRequested(tx, userId, null, clock.instant());
            audit.record(tx, userId, "deletion_cancelled", ip);
            mailer.send(tx, MailMessage.of(user.email(), "deletion_cancelled", user.language()));
            return true;
        });
        mailSoon.run();
        return cancelled;
    }

    /// Deletes the accounts whose time to think has passed; a job calls this. An account that meanwhile has something
    /// in the way, such as a new balance, waits.
    ///
    /// @return how many
    public int deleteDue() {
        Instant now = clock.instant();
        List<UUID> due = db.inTransaction(tx -> users.deletable(tx, now.minus(GRACE), BATCH));
        int deleted = 0;
        for (UUID id : due) {
            boolean done = db.inTransaction(tx -> {
                User user = users.findForUpdate(tx, id).orElseThrow();
                Instant asked = user.deletionRequestedAt();
                if (user.status().equals("deleted")
                        || asked == null
                        || asked.plus(GRACE).isAfter(now)) {
                    return false;
                }
                if (held.stream().anyMatch(d -> d.objection(tx, id).isPresent())) {
                    return false;
                }
                mailer.send(tx, MailMessage.of(user.email(), "account_deleted", user.language()));
                held.forEach(d -> d.anonymise(tx, id));
                users.anonymise(tx, id, now);
                audit.record(tx, null, id, "account_deleted", null, null, Map.of());
                return true;
            });
            if (done) {
                sessions.forget(id);
                deleted++;
            }
        }
        mailSoon.run();
        return deleted;
    }
}
