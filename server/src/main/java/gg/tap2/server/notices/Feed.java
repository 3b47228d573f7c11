package gg.tap2.server.notices;

import gg.tap2.model.notices.Notice;
import gg.tap2.model.notices.NoticeFeed;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The in-app feed. Facts become lines of it in one statement per kind of fact, in the transaction that marks
/// them as told; each line also becomes a push to the reader's browsers.
public final class Feed {
    private static final Duration KEPT = Duration.ofDays(180);

    /// Every statement selects from the facts at hand (`x`) and gives user, group, kind, ref, args, path.
    private static final List<String> SOURCES =
            List.of("""
            SELECT c.user_id, 'sales' AS grp, 'sale_' || p.kind AS kind, x.ref, jsonb_build_array(p.title,
              jsonb_build_object('amount', p.amount_cents, 'currency', p.currency)) AS args, '/sales/' || p.id AS path
            FROM x JOIN payments p ON x.kind = 'payment_succeeded' AND p.id = CAST(CASE WHEN x.kind = 'payment_succeeded' THEN x.ref END AS uuid)
            JOIN creators c ON c.id = p.creator_id""", """
            SELECT f.user_id, 'purchases', 'bought_' || p.kind, x.ref, jsonb_build_array(p.title,
              jsonb_build_object('amount', p.amount_cents, 'currency', p.currency), c.display_name), '/library'
            FROM x JOIN payments p ON x.kind = 'payment_succeeded' AND p.id = CAST(CASE WHEN x.kind = 'payment_succeeded' THEN x.ref END AS uuid)
            JOIN creators c ON c.id = p.creator_id JOIN fans f ON f.id = p.fan_id WHERE f.user_id IS NOT NULL""", """
            SELECT c.user_id, 'money', x.kind, x.ref, jsonb_build_array(
              CASE WHEN p.kind = 'tip' THEN CAST('{"tip":""}' AS jsonb) ELSE to_jsonb(coalesce(p.title, '')) END), '/sales/' || coalesce(x.payload ->> 'paymentId', '')
            FROM x JOIN creators c ON c.id = x.creator_id LEFT JOIN payments p ON CAST(p.id AS text) = x.payload ->> 'paymentId'
            WHERE x.kind IN ('refund_succeeded', 'refund_failed', 'dispute_open', 'dispute_won', 'dispute_prevented', 'dispute_lost', 'early_fraud_warning')""", """
            SELECT f.user_id, 'money', 'refund_to_fan', x.ref, jsonb_build_array(
              CASE WHEN p.kind = 'tip' THEN jsonb_build_object('tip', c.display_name) ELSE to_jsonb(coalesce(p.title, '')) END), '/history'
            FROM x JOIN fans f ON f.id = x.fan_id LEFT JOIN payments p ON CAST(p.id AS text) = x.payload ->> 'paymentId'
            LEFT JOIN creators c ON c.id = p.creator_id
            WHERE x.kind = 'refund_succeeded' AND f.user_id IS NOT NULL""", """
            SELECT f.user_id, 'memberships', x.kind, x.ref, jsonb_build_array(t.name || ' · ' || c.display_name), '/subscriptions'
            FROM x JOIN subscriptions s ON CAST(s.id AS text) = x.payload ->> 'subscriptionId'
            JOIN tiers t ON t.id = s.tier_id JOIN creators c ON c.id = s.creator_id JOIN fans f ON f.id = s.fan_id
            WHERE x.kind IN ('subscription_started', 'subscription_ended', 'subscription_cancelled', 'subscription_payment_failed',
              'subscription_confirmation_needed',               'membership_paused', 'membership_resumed', 'trial_will_end') AND f.user_id IS NOT NULL""", """
            SELECT f.user_id, 'memberships', x.kind, x.ref, jsonb_build_array(t.name || ' · ' || c.display_name,
              jsonb_build_object('day', x.payload -> 'at'), jsonb_build_object('amount', x.payload -> 'amount', 'currency', x.payload -> 'currency')),
              '/subscriptions'
            FROM x JOIN subscriptions s ON x.kind = 'membership_renews' AND CAST(s.id AS text) = x.payload ->> 'subscriptionId'
            JOIN tiers t ON t.id = s.tier_id JOIN creators c ON c.id = s.creator_id JOIN fans f ON f.id = s.fan_id
            WHERE f.user_id IS NOT NULL""", """
            SELECT c.user_id, 'members', CASE x.kind WHEN 'subscription_started' THEN 'member_joined' ELSE 'member_left' END, x.ref,
              jsonb_build_array(t.name), '/subscribers/' || s.id
            FROM x JOIN subscriptions s ON CAST(s.id AS text) = x.payload ->> 'subscriptionId'
            JOIN tiers t ON t.id = s.tier_id JOIN creators c ON c.id = s.creator_id
            WHERE x.kind IN ('subscription_started', 'subscription_ended')""", """
            SELECT f.user_id, 'updates', CASE x.payload ->> 'note' WHEN '' THEN 'update_file' ELSE 'new_version' END, x.ref,
              jsonb_build_array(x.payload ->> 'title', c.display_name, x.payload ->> 'note'), '/library/' || (x.payload ->> 'product')
            FROM x JOIN fans f ON f.id = x.fan_id JOIN creators c ON c.id = x.creator_id
            WHERE x.kind = 'new_version' AND f.user_id IS NOT NULL""", """
            SELECT f.user_id, 'updates', x.kind, x.ref, jsonb_build_array(x.payload ->> 'title', c.display_name), x.payload ->> 'path'
            FROM x JOIN fans f ON f.id = x.fan_id JOIN creators c ON c.id = x.creator_id
            WHERE x.kind = 'new_product' AND f.user_id IS NOT NULL""", """
            SELECT f.user_id, 'messages', 'creator_message', x.ref, jsonb_build_array(m.subject, c.display_name,
              CASE WHEN char_length(m.body) > 160 THEN left(m.body, 159) || '…' ELSE m.body END), '/messages/' || m.id
            FROM x JOIN creator_messages m ON x.kind = 'creator_message' AND CAST(m.id AS text) = x.payload ->> 'message'
            JOIN fans f ON f.id = x.fan_id JOIN creators c ON c.id = x.creator_id WHERE f.user_id IS NOT NULL""", """
            SELECT c.user_id, 'payouts', x.kind, x.ref, jsonb_build_array(
              CASE WHEN jsonb_exists(x.payload, 'amount') THEN jsonb_build_object('amount', x.payload -> 'amount', 'currency', x.payload -> 'currency')
                ELSE CAST('""' AS jsonb) END, coalesce(x.payload ->> 'reason', '–')), '/payouts'
            FROM x JOIN creators c ON c.id = x.creator_id
            WHERE x.kind IN ('payout_requested', 'payout_held', 'payout_paid', 'payout_failed', 'payout_rejected', 'payout_cancelled', 'payout_returned',
              'payout_bank_account_added', 'payout_bank_account_relink', 'payout_bank_account_signin', 'payout_bank_account_number', 'payout_bank_account_default', 'payout_needs_second_factor', 'payout_automatic_on',
              'payout_automatic_off')""", """
            SELECT coalesce(c.user_id, CAST(x.payload ->> 'userId' AS uuid)), CASE WHEN x.kind LIKE 'content_%' THEN 'content'
              WHEN x.kind = 'balance_adjusted' THEN 'money' ELSE 'security' END, x.kind, x.ref, jsonb_build_array(
              CASE WHEN jsonb_exists(x.payload, 'amount') THEN jsonb_build_object('amount', x.payload -> 'amount', 'currency', x.payload -> 'currency')
                ELSE to_jsonb(coalesce(x.payload ->> 'title', '')) END, coalesce(x.payload ->> 'reason', '–')), x.payload ->> 'path'
            FROM x LEFT JOIN creators c ON c.id = x.creator_id
            WHERE x.kind IN ('content_taken_down', 'content_restored', 'content_upheld', 'balance_adjusted', 'account_suspended', 'account_restored')
              AND coalesce(c.user_id, CAST(x.payload ->> 'userId' AS uuid)) IS NOT NULL""", """
            SELECT c.user_id, 'money', x.kind, x.ref, jsonb_build_array(jsonb_build_object('at', x.payload -> 'from'),
              jsonb_build_object('bps', x.payload -> 'tip'), jsonb_build_object('bps', x.payload -> 'product'),
              jsonb_build_object('bps', x.payload -> 'subscription'), x.payload ->> 'reason'), CAST(NULL AS text)
            FROM x JOIN creators c ON c.id = x.creator_id WHERE x.kind = 'fees_change'""");

    private static final String WRITE =
            "WITH x AS (SELECT * FROM outbox_facts WHERE id = ANY(CAST(:ids AS uuid[]))), n AS ("
                    + String.join(" UNION ALL ", SOURCES)
                    + """
            ), fresh AS (
              INSERT INTO feed_notices (user_id, grp, kind, ref, args, path, created_at)
              SELECT n.user_id, n.grp, n.kind, n.ref, n.args, n.path, CAST(:now AS timestamptz) FROM n
              LEFT JOIN notice_preferences p ON p.user_id = n.user_id
              WHERE coalesce(CAST(p.choices -> n.grp ->> 'feed' AS boolean), TRUE)
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

    void write(Tx tx, List<UUID> factIds) {
        if (factIds.isEmpty()) {
            return;
        }
        tx.sql(WRITE)
                .set("ids", "{" + factIds.stream().map(UUID::toString).collect(Collectors.joining(",")) + "}")
                .set("now", clock.instant())
                .update();
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
