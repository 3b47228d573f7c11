package gg.tap2.server.notices;

import gg.tap2.model.notices.Notice;
import gg.tap2.server.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// One mail a day, instead of one each, for those who asked for it. Made from the feed.
public final class Digest {
    private static final int LINES = 40;

    private record Reader(UUID user, String email, Locale locale, Instant since) {}

    private final Db db;
    private final InstantSource clock;
    private final MailOutbox outbox;
    private final Preferences preferences;
    private final Feed feed;

    Digest(Db db, InstantSource clock, MailOutbox outbox, Preferences preferences, Feed feed) {
        this.db = db;
        this.clock = clock;
        this.outbox = outbox;
        this.preferences = preferences;
        this.feed = feed;
    }

    /// Run by a job; each reader in a transaction of their own, so a repeat mails nobody twice. Returns how many were
    /// mailed.
    public int run() {
        Instant now = clock.instant();
        List<Reader> readers = db.read(tx -> tx.sql("""
                SELECT p.user_id, u.email, u.locale, coalesce(p.digested_until, p.updated_at) AS since FROM notice_preferences p
                JOIN users u ON u.id = p.user_id AND u.status = 'active' WHERE p.digest""")
                .list(r -> new Reader(
                        r.uuid("user_id"), r.text("email"), Locale.of(r.text("locale")), r.instant("since"))));
        int mailed = 0;
        for (Reader reader : readers) {
            if (mail(reader, now)) {
                mailed++;
            }
        }
        return mailed;
    }

    private boolean mail(Reader reader, Instant now) {
        return db.inTransaction(tx -> {
            boolean mine = tx.sql("""
                    UPDATE notice_preferences SET digested_until = :now
                    WHERE user_id = :user AND digest AND coalesce(digested_until, updated_at) = :since""")
                            .set("now", now)
                            .set("user", reader.user())
                            .set("since", reader.since())
                            .update()
                    == 1;
            if (!mine) {
                return false;
            }
            var wanted = preferences.get(reader.user()).groups().stream()
                    .filter(g -> !g.required() && g.mail())
                    .map(g -> g.name())
                    .toList();
            List<Notice> notices = tx.sql("""
                    SELECT id, kind, args, path, created_at, read_at FROM feed_notices WHERE user_id = :user
                      AND created_at > :since AND created_at <= :now AND grp = ANY(CAST(:groups AS text[])) ORDER BY seq DESC LIMIT :limit""")
                    .set("user", reader.user())
                    .set("since", reader.since())
                    .set("now", now)
                    .set("groups", "{" + String.join(",", wanted) + "}")
                    .set("limit", LINES)
                    .list(r -> feed.notice(r, reader.locale()));
            if (notices.isEmpty()) {
                return false;
            }
            var lines = new StringBuilder();
            notices.forEach(n -> lines.append("• ").append(n.title()).append('\n'));
            outbox.send(
                    tx,
                    MailMessage.of(
                                    reader.email(),
                                    "digest",
                                    reader.locale(),
                                    Integer.toString(notices.size()),
                                    lines.toString().strip())
                            .once("digest/" + reader.user() + "/" + now),
                    preferences.unsubscribeLink(reader.user(), NoticeGroup.SALES));
            return true;
        });
    }
}
