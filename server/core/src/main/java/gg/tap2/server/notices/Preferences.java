package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.notices.NoticePreferences;
import gg.tap2.model.notices.NoticePreferences.Group;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// What people want to be told where, and the links in mails that end one kind of mail with one click.
public final class Preferences {
    private final Db db;
    private final InstantSource clock;
    private final Hmac key;
    private final Supplier<String> baseUrl;

    Preferences(Db db, InstantSource clock, Hmac key, Supplier<String> baseUrl) {
        this.db = db;
        this.clock = clock;
        this.key = key;
        this.baseUrl = baseUrl;
    }

    public NoticePreferences get(UUID user) {
        return db.read(tx -> get(tx, user));
    }

    private static NoticePreferences get(Tx tx, UUID user) {
        record Stored(JsonNode choices, boolean digest) {}
        Stored s = tx.sql("SELECT choices, digest FROM notice_preferences WHERE user_id = :user")
                .set("user", user)
                .first(r -> new Stored(Json.tree(r.text("choices")), r.bool("digest")))
                .orElseGet(() -> new Stored(Json.tree("{}"), false));
        List<Group> groups = new ArrayList<>();
        for (NoticeGroup g : NoticeGroup.values()) {
            JsonNode c = s.choices().path(g.toString());
            groups.add(new Group(
                    g.toString(),
                    g.required() || c.path("mail").asBoolean(true),
                    c.path("feed").asBoolean(true),
                    c.path("push").asBoolean(true),
                    g.required()));
        }
        return new NoticePreferences(groups, s.digest());
    }

    public NoticePreferences save(UUID user, NoticePreferences wanted) {
        Map<String, Map<String, Boolean>> choices = new LinkedHashMap<>();
        for (Group g : wanted.groups()) {
            NoticeGroup group = NoticeGroup.find(g.name()).orElseThrow(() -> ApiException.invalid("groups", "invalid"));
            choices.put(g.name(), Map.of("mail", group.required() || g.mail(), "feed", g.feed(), "push", g.push()));
        }
        return db.inTransaction(tx -> {
            write(tx, user, Json.write(choices), wanted.digest());
            return get(tx, user);
        });
    }

    private void write(Tx tx, UUID user, String choices, boolean digest) {
        tx.sql("""
                INSERT INTO notice_preferences AS p (user_id, choices, digest, digested_until, updated_at)
                VALUES (:user, CAST(:choices AS jsonb), :digest, :now, :now)
                ON CONFLICT (user_id) DO UPDATE SET choices = p.choices || excluded.choices, digest = excluded.digest,
                  digested_until = CASE WHEN p.digest THEN p.digested_until ELSE excluded.digested_until END, updated_at = excluded.updated_at""")
                .set("user", user)
                .set("choices", choices)
                .set("digest", digest)
                .set("now", clock.instant())
                .update();
    }

    /// How a mail of an optional group may go to an address.
    enum Way {
        NOW,
        IN_DIGEST,
        NOT
    }

    record Decision(Way way, Optional<UUID> user) {}

    Decision decide(Tx tx, String address, NoticeGroup group) {
        if (tx.sql("SELECT 1 AS one FROM mail_suppressions WHERE address = :address")
                .set("address", EmailAddress.keyOf(address))
                .exists()) {
            return new Decision(group == NoticeGroup.SECURITY ? Way.NOW : Way.NOT, Optional.empty());
        }
        if (group.required()) {
            return new Decision(Way.NOW, Optional.empty());
        }
        record Choice(UUID user, boolean mail, boolean digest) {}
        Optional<Choice> choice = tx.sql("""
                SELECT u.id, coalesce(CAST(p.choices -> :group ->> 'mail' AS boolean), TRUE) AS mail, coalesce(p.digest, FALSE) AS digest
                FROM users u LEFT JOIN notice_preferences p ON p.user_id = u.id WHERE u.email_key = :address""")
                .set("group", group.toString())
                .set("address", EmailAddress.keyOf(address))
                .first(r -> new Choice(r.uuid("id"), r.bool("mail"), r.bool("digest")));
        return choice.map(c ->
                        new Decision(!c.mail() ? Way.NOT : c.digest() ? Way.IN_DIGEST : Way.NOW, Optional.of(c.user())))
                .orElseGet(() -> new Decision(Way.NOW, Optional.empty()));
    }

    String unsubscribeLink(UUID user, NoticeGroup group) {
        String what = user + "." + group;
        return baseUrl.get() + "/unsubscribe/" + what + "." + key.sign(what);
    }

    /// Whom and what a link is about.
    record Unsubscribing(UUID user, NoticeGroup group) {}

    Optional<Unsubscribing> read(String token) {
        String[] parts = token.split("\\.", 3);
        if (parts.length != 3 || !key.verify(parts[0] + "." + parts[1], parts[2])) {
            return Optional.empty();
        }
        return NoticeGroup.find(parts[1]).map(g -> new Unsubscribing(UUID.fromString(parts[0]), g));
    }

    void unsubscribe(Unsubscribing u) {
        db.transact(tx -> {
            boolean digest = tx.sql("SELECT digest FROM notice_preferences WHERE user_id = :user")
                    .set("user", u.user())
                    .first(r -> r.bool("digest"))
                    .orElse(false);
            var group = get(tx, u.user()).groups().stream()
                    .filter(g -> g.name().equals(u.group().toString()))
                    .findFirst()
                    .orElseThrow();
            write(
                    tx,
                    u.user(),
                    Json.write(Map.of(
                            u.group().toString(), Map.of("mail", false, "feed", group.feed(), "push", group.push()))),
                    digest);
        });
    }

    /// An address that bounced or complained gets no more mail, except what keeps an account safe.
    void suppress(String address, String reason, String detail) {
        db.transact(tx -> tx.sql("""
                INSERT INTO mail_suppressions (address, reason, detail, at) VALUES (:address, :reason, :detail, :now)
                ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at""")
                .set("address", EmailAddress.keyOf(address))
                .set("reason", reason)
                .set("detail", detail.substring(0, Math.min(300, detail.length())))
                .set("now", clock.instant())
                .update());
    }
}
