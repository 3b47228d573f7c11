package gg.tap2.server.messages;

import gg.tap2.model.Routes;
import gg.tap2.model.messages.Audience;
import gg.tap2.model.messages.AudienceSize;
import gg.tap2.model.messages.SendMessage;
import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.ratelimit.Limit;
import gg.tap2.server.platform.ratelimit.RateLimits;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/// Builds messages and registers the creators' routes; the page for readers is drawn by `fanweb`.
public final class MessagesFeature {
    private final Messages messages;

    public MessagesFeature(Db db, InstantSource clock, RateLimits limits, Runnable wakeNotices) {
        this.messages = new Messages(db, clock, wakeNotices);
        limits.limit("POST", Routes.MESSAGES, Limit.perHour(60));
    }

    public Messages messages() {
        return messages;
    }

    public void register(Routing r) {
        r.get(Routes.MESSAGES, Access.CREATOR, c -> {
            var page = c.page();
            c.page(messages.list(c.creatorId(), page.limit(), page.offset()), page, messages.total(c.creatorId()));
        });
        r.get(
                Routes.MESSAGE_AUDIENCE,
                Access.CREATOR,
                c -> c.ok(new AudienceSize(messages.count(c.creatorId(), audience(c)))));
        r.post(Routes.MESSAGES, Access.CREATOR, c -> {
            var sent = messages.send(c.creatorId(), c.body(SendMessage.class));
            c.created(sent, Routes.MESSAGES);
        });
    }

    /// `?kind=tier&id=…`.
    private static Audience audience(Call c) {
        String kind = c.query("kind").orElse("");
        var found = Arrays.stream(Audience.Kind.values())
                .filter(k -> k.toString().equals(kind))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("kind", "invalid"));
        UUID id;
        try {
            id = c.query("id").map(UUID::fromString).orElse(null);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("id", "invalid");
        }
        var audience = new Audience(found, id);
        Call.validate(audience);
        return audience;
    }

    public PersonalData personalData() {
        return new Letters();
    }

    private static final class Letters implements PersonalData {
        @Override
        public String name() {
            return "messages";
        }

        @Override
        public Object export(Tx tx, UUID userId) {
            return Map.of(
                    "received",
                    tx.sql("""
                            SELECT json_build_object('from', c.display_name, 'subject', m.subject, 'text', m.body, 'sentAt', m.sent_at) AS j
                            FROM creator_message_recipients r JOIN fans f ON f.id = r.fan_id JOIN creator_messages m ON m.id = r.message_id
                            JOIN creators c ON c.id = m.creator_id WHERE f.user_id = :user ORDER BY m.sent_at""").set("user", userId).list(r -> r.json("j", Object.class)),
                    "sent",
                    tx.sql("""
                            SELECT json_build_object('subject', m.subject, 'text', m.body, 'recipients', m.recipients, 'sentAt', m.sent_at) AS j
                            FROM creator_messages m JOIN creators c ON c.id = m.creator_id WHERE c.user_id = :user ORDER BY m.sent_at""").set("user", userId).list(r -> r.json("j", Object.class)));
        }

        /// What somebody got goes with them; what a creator wrote stays with its readers.
        @Override
        public void anonymise(Tx tx, UUID userId) {
            tx.sql("DELETE FROM creator_message_recipients WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)")
                    .set("user", userId)
                    .update();
        }
    }
}
