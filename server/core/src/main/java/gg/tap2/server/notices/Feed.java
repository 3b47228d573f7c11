package gg.tap2.server.notices;

import gg.tap2.model.notices.Notice;
import gg.tap2.model.notices.NoticeFeed;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The in-app feed. Events become lines of it in the transaction that marks them as told; each line also becomes a push
/// to the reader's browsers.
public final class Feed {
    private static final Duration KEPT = Duration.ofDays(180);

    private static final String WRITE = """
            WITH x AS (
              SELECT * FROM jsonb_to_recordset(CAST(:lines AS jsonb))
                AS x(n int, "user" uuid, grp text, kind text, ref text, args jsonb, path text)
            ), fresh AS (
              INSERT INTO feed_notices (user_id, grp, kind, ref, args, path, created_at)
              SELECT x."user", x.grp, x.kind, x.ref, x.args, x.path, CAST(:now AS timestamptz) FROM x
              LEFT JOIN notice_preferences p ON p.user_id = x."user"
              WHERE coalesce(CAST(p.choices -> x.grp ->> 'feed' AS boolean), TRUE) ORDER BY x.n
              ON CONFLICT (user_id, kind, ref) DO NOTHING RETURNING id, user_id, grp
            )
            INSERT INTO outbox_pushes (subscription_id, notice_id, created_at, next_attempt_at)
            SELECT s.id, f.id, CAST(:now AS timestamptz), CAST(:now AS timestamptz) FROM fresh f JOIN push_subscriptions s ON s.user_id = f.user_id
            LEFT JOIN notice_preferences p ON p.user_id = f.user_id
            WHERE coalesce(CAST(p.choices -> f.grp ->> 'push' AS boolean), TRUE)""";

    private final Db db;
    private final InstantSource clock;
    private final Texts texts;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Feed(Db db, InstantSource clock, Texts texts) {
        this.db = db;
        this.clock = clock;
        this.texts = texts;
    }

    /// Whom to wake when there is something new in somebody's feed; call before the server starts.
    public void onWritten(Runnable listener) {
        listeners.add(listener);
    }

    void written() {
        listeners.forEach(Runnable::run);
    }

    /// Writes the lines of a batch, and the pushes that they become, by one statement.
    void write(Tx tx, List<FeedLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var rows = new ArrayList<Map<String, Object>>();
        for (FeedLine line : lines) {
            var row = new HashMap<String, Object>();
            row.put("n", rows.size());
            row.put("user", line.user());
            row.put("grp", line.group().toString());
            row.put("kind", line.kind());
            row.put("ref", line.ref());
            row.put("args", line.args());
            row.put("path", line.path());
            rows.add(row);
        }
        tx.sql(WRITE).set("lines", Json.write(rows)).set("now", clock.instant()).update();
    }

    /// A page, newest first, and where the next one starts.
    public record Page(NoticeFeed feed, @Nullable String nextCursor) {}

    public Page page(UUID user, long before, int limit, Locale locale) {
        record Line(Notice notice, long seq) {}
        return db.read(tx -> {
            List<Line> lines = tx.sql("""
                    SELECT id, seq, kind, args, path, created_at, read_at FROM feed_notices
                    WHERE user_id = :user AND seq < :before ORDER BY seq DESC LIMIT :limit""")
                    .set("user", user)
                    .set("before", before)
                    .set("limit", limit + 1)
                    .list(r -> new Line(notice(r, locale), r.number("seq")));
            long unread = unread(tx, user);
            boolean more = lines.size() > limit;
            var shown = more ? lines.subList(0, limit) : lines;
            return new Page(
                    new NoticeFeed(shown.stream().map(Line::notice).toList(), unread),
                    more ? Long.toString(shown.getLast().seq()) : null);
        });
    }

    /// Why mail does not reach somebody, in the words of whoever refused it.
    ///
    /// @param reason `bounce` or `complaint`
    public record MailTrouble(String address, String reason, String detail) {}

    /// Empty for whom mail reaches.
    public Optional<MailTrouble> mailTrouble(UUID user) {
        return db.read(tx -> tx.sql("""
                SELECT u.email, s.reason, s.detail FROM users u JOIN mail_suppressions s ON s.address = u.email_key
                WHERE u.id = :user""")
                .set("user", user)
                .first(r -> new MailTrouble(
                        r.text("email"),
                        r.text("reason"),
                        Optional.ofNullable(r.textOrNull("detail")).orElse(""))));
    }

    /// For the bell on the pages.
    public long unread(UUID user) {
        return db.read(tx -> unread(tx, user));
    }

    private static long unread(Tx tx, UUID user) {
        return tx.sql("SELECT count(*) AS n FROM feed_notices WHERE user_id = :user AND read_at IS NULL")
                .set("user", user)
                .one(r -> r.number("n"));
    }

    /// Marks one notice as read and tells where it leads; empty when it is not this reader's.
    public Optional<String> open(UUID user, UUID id) {
        return db.inTransaction(tx -> tx.sql("""
                UPDATE feed_notices SET read_at = coalesce(read_at, :now) WHERE id = :id AND user_id = :user
                RETURNING coalesce(path, '') AS path""")
                .set("now", clock.instant())
                .set("id", id)
                .set("user", user)
                .first(r -> r.text("path")));
    }

    public void markRead(UUID user, @Nullable List<UUID> ids) {
        db.transact(tx -> {
            var sql = tx.sql("UPDATE feed_notices SET read_at = :now WHERE user_id = :user AND read_at IS NULL"
                            + (ids == null ? "" : " AND id = ANY(CAST(:ids AS uuid[]))"))
                    .set("now", clock.instant())
                    .set("user", user);
            if (ids != null) {
                sql.set("ids", "{" + ids.stream().map(UUID::toString).collect(Collectors.joining(",")) + "}");
            }
            sql.update();
        });
    }

    Notice notice(Row r, Locale locale) {
        String kind = r.text("kind");
        Object[] args = NoticeArgs.read(texts, r.text("args"), locale);
        return new Notice(
                r.uuid("id"),
                kind,
                texts.get(locale, "notice." + kind + ".title", args),
                texts.get(locale, "notice." + kind + ".text", args),
                r.textOrNull("path"),
                r.instant("created_at"),
                r.instantOrNull("read_at"));
    }

    /// Removes what is old. Run by a job.
    public void forget() {
        db.transact(tx -> MailBudget.clean(tx, clock.instant()));
        db.transact(tx -> tx.sql("DELETE FROM feed_notices WHERE created_at < :before")
                .set("before", clock.instant().minus(KEPT))
                .update());
    }
}
