package gg.tap2.server.notices;

import gg.tap2.server.events.Event;
import gg.tap2.server.events.ModerationEvent.AccountRestored;
import gg.tap2.server.events.ModerationEvent.AccountSuspended;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whom the events of a batch are about, as they are now: address, name and language. Read by one statement.
final class Recipients {
    /// @param user null for a guest, who has no feed
    /// @param name of the creator's page; of others nothing is said by name
    record Recipient(@Nullable UUID user, String email, String name, Locale locale) {
        boolean isGuest() {
            return user == null;
        }
    }

    private record Key(String what, UUID id) {}

    private final Map<Key, Recipient> people = new HashMap<>();

    private Recipients() {}

    static Recipients of(Tx tx, Collection<? extends Event> events) {
        var recipients = new Recipients();
        tx.sql("""
                SELECT 'creator' AS what, c.id, u.id AS user_id, u.email, c.display_name AS name, u.locale
                FROM creators c JOIN users u ON u.id = c.user_id WHERE c.id = ANY(CAST(:creators AS uuid[]))
                UNION ALL
                SELECT 'fan', f.id, u.id, coalesce(u.email, f.guest_email), '', coalesce(u.locale, 'en')
                FROM fans f LEFT JOIN users u ON u.id = f.user_id
                WHERE f.id = ANY(CAST(:fans AS uuid[])) AND coalesce(u.email, f.guest_email) IS NOT NULL
                UNION ALL
                SELECT 'user', u.id, u.id, u.email, '', u.locale FROM users u
                WHERE u.id = ANY(CAST(:users AS uuid[])) AND u.status <> 'deleted'""")
                .set("creators", ids(events.stream().map(Event::creatorId)))
                .set("fans", ids(events.stream().map(Event::fanId)))
                .set("users", ids(events.stream().map(Recipients::userId)))
                .each(r -> recipients.people.put(
                        new Key(r.text("what"), r.uuid("id")),
                        new Recipient(
                                r.uuidOrNull("user_id"),
                                r.text("email"),
                                r.text("name"),
                                Locale.of(r.text("locale")))));
        return recipients;
    }

    private static String ids(Stream<@Nullable UUID> ids) {
        return SqlArrays.raw(ids.filter(Objects::nonNull).distinct().toList());
    }

    private static @Nullable UUID userId(Event event) {
        return event instanceof AccountSuspended s
                ? s.userId()
                : event instanceof AccountRestored r ? r.userId() : null;
    }

    Optional<Recipient> creator(UUID id) {
        return Optional.ofNullable(people.get(new Key("creator", id)));
    }

    Optional<Recipient> fan(UUID id) {
        return Optional.ofNullable(people.get(new Key("fan", id)));
    }

    Optional<Recipient> user(UUID id) {
        return Optional.ofNullable(people.get(new Key("user", id)));
    }
}
