package gg.tap2.server.messages;

import gg.tap2.model.common.Ids;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.CreatorMessage;
import gg.tap2.model.messages.SendMessage;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Sends messages and keeps them.
public final class Messages {
    /// To more than one person, within a day.
    static final int A_DAY = 5;
    private static final Duration DAY = Duration.ofHours(24);

    private final Db db;
    private final InstantSource clock;
    private final Runnable wakeNotices;

    Messages(Db db, InstantSource clock, Runnable wakeNotices) {
        this.db = db;
        this.clock = clock;
        this.wakeNotices = wakeNotices;
    }

    /// A message as its reader sees it.
    public record Letter(String subject, String text, String creator, String slug, Instant sentAt) {}

    long count(UUID creator, Audience audience) {
        return db.read(tx -> {
            requireOwn(tx, creator, audience);
            return Recipients.bind(
                            tx.sql("SELECT count(*) AS n FROM (" + Recipients.of(audience.kind()) + ") r"),
                            creator,
                            audience)
                    .one(r -> r.number("n"));
        });
    }

    /// Message, recipients and what tells them are one transaction.
    ///
    /// @throws ApiException 404 for a tier, product or fan that is not this creator's, 409 `nobody_to_write_to`,
    ///     409 `too_many_messages` after [#A_DAY] in 24 hours
    CreatorMessage send(UUID creator, SendMessage wanted) {
        Audience audience = wanted.audience();
        Instant now = clock.instant();
        var sent = db.inTransaction(tx -> {
            // One at a time for a creator, so that the limit holds.
            tx.sql("SELECT 1 FROM creators WHERE id = :id FOR UPDATE")
                    .set("id", creator)
                    .exists();
            requireOwn(tx, creator, audience);
            if (audience.kind() != Audience.Kind.FAN && sentSince(tx, creator, now.minus(DAY)) >= A_DAY) {
                throw ApiException.conflict("too_many_messages", A_DAY);
            }
            UUID id = Ids.next(clock);
            tx.sql("""
                    INSERT INTO creator_messages (id, creator_id, audience_kind, audience_id, subject, body, recipients, sent_at)
                    VALUES (:id, :creator, :kind, :audience, :subject, :body, 0, :now)""")
                    .set("id", id)
                    .set("creator", creator)
                    .set("kind", audience.kind().toString())
                    .set("audience", audience.id())
                    .set("subject", wanted.subject().strip())
                    .set("body", wanted.text().strip())
                    .set("now", now)
                    .update();
            long recipients = Recipients.bind(
                            tx.sql(
                                    "INSERT INTO creator_message_recipients (message_id, fan_id) SELECT CAST(:message AS uuid), r.fan_id FROM ("
                                            + Recipients.of(audience.kind()) + ") r"),
                            creator,
                            audience)
                    .set("message", id)
                    .update();
            if (recipients == 0) {
                throw ApiException.conflict("nobody_to_write_to");
            }
            tx.sql("UPDATE creator_messages SET recipients = :n WHERE id = :id")
                    .set("n", recipients)
                    .set("id", id)
                    .update();
            List<FanNews.MessageSent> events = tx
                    .sql("SELECT fan_id FROM creator_message_recipients WHERE message_id = :id")
                    .set("id", id)
                    .list(r -> r.uuid("fan_id"))
                    .stream()
                    .map(fan -> new FanNews.MessageSent(id + ":" + fan, creator, fan, id))
                    .toList();
            Outbox.publish(tx, events, now);
            return new CreatorMessage(
                    id, audience, wanted.subject().strip(), wanted.text().strip(), recipients, now);
        });
        wakeNotices.run();
        return sent;
    }

    private static long sentSince(Tx tx, UUID creator, Instant since) {
        return tx.sql(
                        "SELECT count(*) AS n FROM creator_messages WHERE creator_id = :creator AND sent_at > :since AND audience_kind <> 'fan'")
                .set("creator", creator)
                .set("since", since)
                .one(r -> r.number("n"));
    }

    private static void requireOwn(Tx tx, UUID creator, Audience audience) {
        String table = switch (audience.kind()) {
            case TIER -> "tiers";
            case PRODUCT -> "products";
            case MEMBERS, BUYERS, FAN -> "";
        };
        if (!table.isEmpty()
                && !tx.sql("SELECT 1 FROM " + table + " WHERE id = :id AND creator_id = :creator")
                        .set("id", audience.id())
                        .set("creator", creator)
                        .exists()) {
            throw ApiException.notFound();
        }
    }

    /// The creator's messages, the latest first.
    List<CreatorMessage> list(UUID creator, int limit, int offset) {
        return db.read(tx -> tx.sql("""
                SELECT id, audience_kind, audience_id, subject, body, recipients, sent_at FROM creator_messages
                WHERE creator_id = :creator ORDER BY sent_at DESC, id DESC LIMIT :limit OFFSET :offset""")
                .set("creator", creator)
                .set("limit", limit)
                .set("offset", offset)
                .list(Messages::message));
    }

    long total(UUID creator) {
        return db.read(tx -> tx.sql("SELECT count(*) AS n FROM creator_messages WHERE creator_id = :creator")
                .set("creator", creator)
                .one(r -> r.number("n")));
    }

    private static CreatorMessage message(Row r) {
        return new CreatorMessage(
                r.uuid("id"),
                new Audience(r.enumeration("audience_kind", Audience.Kind.class), r.uuidOrNull("audience_id")),
                r.text("subject"),
                r.text("body"),
                r.number("recipients"),
                r.instant("sent_at"));
    }

    /// For whoever got it; empty for everybody else.
    public Optional<Letter> read(UUID fan, UUID message) {
        return db.read(tx -> tx.sql("""
                SELECT m.subject, m.body, m.sent_at, c.display_name, c.slug FROM creator_message_recipients r
                JOIN creator_messages m ON m.id = r.message_id JOIN creators c ON c.id = m.creator_id
                WHERE r.message_id = :message AND r.fan_id = :fan""")
                .set("message", message)
                .set("fan", fan)
                .first(r -> new Letter(
                        r.text("subject"),
                        r.text("body"),
                        r.text("display_name"),
                        r.text("slug"),
                        r.instant("sent_at"))));
    }
}
