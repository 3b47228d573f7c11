package gg.tap2.server.accounts;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Slugs;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of users and of the first row of their creator or fan side.
final class AccountStore {
    Optional<User> find(Tx tx, UUID id) {
        return tx.sql("SELECT * FROM users WHERE id = :id").set("id", id).first(AccountStore::user);
    }

    Optional<User> findForUpdate(Tx tx, UUID id) {
        return tx.sql("SELECT * FROM users WHERE id = :id FOR UPDATE")
                .set("id", id)
                .first(AccountStore::user);
    }

    Optional<User> findByEmail(Tx tx, String email) {
        return tx.sql("SELECT * FROM users WHERE email_key = :email AND status <> 'deleted'")
                .set("email", EmailAddress.keyOf(email))
                .first(AccountStore::user);
    }

    /// False when the address is taken.
    boolean insert(Tx tx, User u, Instant now) {
        return tx.sql("""
                        INSERT INTO users
                          (id, email, password_hash, role, email_verified, display_name, locale, created_at, updated_at)
                        VALUES (:id, :email, :hash, :role, :verified, :name, :locale, :now, :now)
                        ON CONFLICT DO NOTHING""")
                        .set("id", u.id())
                        .set("email", u.email())
                        .set("hash", u.passwordHash())
                        .set("role", u.role())
                        .set("verified", u.emailVerified())
                        .set("name", u.displayName())
                        .set("locale", u.locale())
                        .set("now", now)
                        .update()
                == 1;
    }

    /// False when the slug, or one that looks like it, is taken.
    boolean insertCreator(Tx tx, UUID id, User u, String slug, Accounts.Home home, Instant now) {
        // Two who ask for addresses that look the same come one after the other.
        tx.sql("SELECT 1 AS one FROM (SELECT pg_advisory_xact_lock(hashtextextended('slug ' || :skeleton, 0))) AS l")
                .set("skeleton", Slugs.skeleton(slug))
                .exists();
        if (slugTaken(tx, slug, now)) {
            return false;
        }
        return tx.sql("""
                        INSERT INTO creators (id, user_id, slug, display_name, currency, country, tip_presets, created_at, updated_at)
                        VALUES (:id, :user, :slug, :name, :currency, coalesce(CAST(:country AS text), 'US'),
                          CAST(:presets AS bigint[]), :now, :now) ON CONFLICT (slug) DO NOTHING""")
                        .set("id", id)
                        .set("user", u.id())
                        .set("slug", slug)
                        .set("name", u.displayName())
                        .set("currency", home.chosen().name())
                        .set("country", home.country())
                        .set(
                                "presets",
                                SqlArrays.raw(AmountLimits.of(home.chosen()).tipPresets()))
                        .set("now", now)
                        .update()
                == 1;
    }

    boolean slugTaken(Tx tx, String slug, Instant now) {
        return tx.sql("SELECT 1 AS taken FROM creators WHERE slug_skeleton = :skeleton")
                        .set("skeleton", Slugs.skeleton(slug))
                        .exists()
                || FormerSlugs.isKept(tx, slug, null, now);
    }

    void insertFan(Tx tx, UUID id, User u, Instant now) {
        tx.sql("""
                        INSERT INTO fans (id, user_id, display_name, created_at) VALUES (:id, :user, :name, :now)
                        ON CONFLICT (user_id) DO NOTHING""")
                .set("id", id)
                .set("user", u.id())
                .set("name", u.displayName())
                .set("now", now)
                .update();
    }

    /// Without a hash, the next password comes by mail.
    void setPassword(Tx tx, UUID id, @Nullable String hash, Instant now) {
        tx.sql("UPDATE users SET password_hash = :hash, updated_at = :now WHERE id = :id")
                .set("hash", hash)
                .set("now", now)
                .set("id", id)
                .update();
    }

    /// Replaces a hash only if it is still the one that was checked.
    void upgradePassword(Tx tx, UUID id, String from, String to) {
        tx.sql("UPDATE users SET password_hash = :to WHERE id = :id AND password_hash = :from")
                .set("to", to)
                .set("from", from)
                .set("id", id)
                .update();
    }

    /// What was bought as a guest before this moment stays the guest's; null gives all of it to the account.
    void setClaimsFrom(Tx tx, UUID id, @Nullable Instant from) {
        tx.sql("UPDATE users SET claims_from = CAST(:from AS timestamptz) WHERE id = :id")
                .set("from", from)
                .set("id", id)
                .update();
    }

    /// Whether a guest of the account's address has goods that the account may not have yet.
    boolean boughtEarlier(Tx tx, User u) {
        return tx.sql("""
                        SELECT 1 AS one FROM users u JOIN fans f ON f.guest_email_key = u.email_key AND f.user_id IS NULL
                        WHERE u.id = :id AND u.claims_from IS NOT NULL AND EXISTS (SELECT 1 FROM payments p
                          WHERE p.fan_id = f.id AND p.status = 'succeeded' AND p.created_at < u.claims_from)""").set("id", u.id()).exists();
    }

    void setRegistration(Tx tx, UUID id, @Nullable String secretHash) {
        tx.sql("UPDATE users SET registration_hash = :hash WHERE id = :id")
                .set("hash", secretHash)
                .set("id", id)
                .update();
    }

    /// Whether the account was opened by the browser of this secret.
    boolean openedBy(Tx tx, UUID id, String secretHash) {
        return tx.sql("SELECT 1 AS one FROM users WHERE id = :id AND registration_hash = :hash")
                .set("id", id)
                .set("hash", secretHash)
                .exists();
    }

    void setVerified(Tx tx, UUID id, Instant now) {
        tx.sql("UPDATE users SET email_verified = TRUE, updated_at = :now WHERE id = :id")
                .set("now", now)
                .set("id", id)
                .update();
    }

    void setEmail(Tx tx, UUID id, String email, Instant now) {
        tx.sql("UPDATE users SET email = :email, email_verified = TRUE, updated_at = :now WHERE id = :id")
                .set("email", email)
                .set("now", now)
                .set("id", id)
                .update();
    }

    void update(Tx tx, UUID id, @Nullable String displayName, @Nullable String locale, Instant now) {
        tx.sql("""
                        UPDATE users SET display_name = COALESCE(CAST(:name AS text), display_name),
                          locale = COALESCE(CAST(:locale AS text), locale), updated_at = :now WHERE id = :id""")
                .set("name", displayName)
                .set("locale", locale)
                .set("now", now)
                .set("id", id)
                .update();
    }

    void setDeletionRequested(Tx tx, UUID id, @Nullable Instant at, Instant now) {
        tx.sql("UPDATE users SET deletion_requested_at = CAST(:at AS timestamptz), updated_at = :now WHERE id = :id")
                .set("at", at)
                .set("now", now)
                .set("id", id)
                .update();
    }

    List<UUID> deletable(Tx tx, Instant requestedBefore, int limit) {
        return tx.sql("""
                        SELECT id FROM users WHERE deletion_requested_at <= :before AND deleted_at IS NULL
                        ORDER BY deletion_requested_at LIMIT :limit FOR UPDATE SKIP LOCKED""").set("before", requestedBefore).set("limit", limit).list(r -> r.uuid("id"));
    }

    /// Removes what names the person and keeps the ids that money rows point to.
    void anonymise(Tx tx, UUID id, Instant now) {
        tx.sql("""
                        UPDATE users SET email = 'deleted-' || id || '@deleted.invalid', password_hash = NULL,
                          display_name = '', email_verified = FALSE, status = 'deleted', suspended_reason = NULL,
                          deleted_at = :now, updated_at = :now WHERE id = :id""").set("now", now).set("id", id).update();
        for (String table : List.of(
                "accounts",
                "sessions",
                "two_factor_auth",
                "passkeys",
                "mail_links",
                "login_challenges",
                "trusted_devices")) {
            tx.sql("DELETE FROM " + table + " WHERE user_id = :id")
                    .set("id", id)
                    .update();
        }
        tx.sql("""
                        UPDATE fans SET display_name = NULL, avatar_url = NULL, guest_email = NULL,
                          notification_preferences = '{}' WHERE user_id = :id""").set("id", id).update();
        tx.sql("SELECT id, slug FROM creators WHERE user_id = :id")
                .set("id", id)
                .list(r -> {
                    FormerSlugs.keep(tx, r.uuid("id"), r.text("slug"), now);
                    return r.uuid("id");
                });
        tx.sql("""
                        UPDATE creators SET published = FALSE, display_name = '', bio = '', avatar_url = NULL,
                          banner_url = NULL, social_links = '{}', tags = '{}', tip_goal_title = NULL,
                          tip_goal_target = NULL, tip_goal_since = NULL, auto_payout_enabled = FALSE,
                          slug = 'deleted-' || substr(md5(CAST(id AS text)), 1, 24), updated_at = :now
                        WHERE user_id = :id""").set("now", now).set("id", id).update();
    }

    /// The scope of an admin; null for everybody else.
    @Nullable
    AdminScope scope(Tx tx, UUID id) {
        return tx.sql("SELECT admin_scope FROM users WHERE id = :id")
                .set("id", id)
                .first(r -> Optional.ofNullable(r.enumerationOrNull("admin_scope", AdminScope.class)))
                .flatMap(s -> s)
                .orElse(null);
    }

    /// Locks the active admins with the full scope until the transaction ends, so that changes of admins come one
    /// after another.
    Set<UUID> lockFullAdmins(Tx tx) {
        var found = new HashSet<UUID>();
        tx.sql("""
                SELECT id FROM users WHERE role = 'admin' AND admin_scope = 'full' AND status = 'active'
                ORDER BY id FOR NO KEY UPDATE""").each(r -> found.add(r.uuid("id")));
        return found;
    }

    Optional<Me> me(Tx tx, UUID id) {
        return tx.sql("""
                        SELECT u.*, c.id AS creator_id, c.slug, f.totp OR f.passkey AS second_factor
                        FROM users u LEFT JOIN creators c ON c.user_id = u.id
                        JOIN account_factors f ON f.user_id = u.id WHERE u.id = :id""")
                .set("id", id)
                .first(r -> new Me(
                        r.uuid("id"),
                        r.text("email"),
                        r.enumeration("role", Role.class),
                        r.bool("email_verified"),
                        r.bool("second_factor"),
                        r.text("display_name"),
                        r.uuidOrNull("creator_id"),
                        r.textOrNull("slug"),
                        r.text("locale"),
                        r.enumerationOrNull("admin_scope", AdminScope.class)));
    }

    Optional<SignInWays> signInWays(Tx tx, UUID id) {
        return tx.sql("""
                        SELECT u.password_hash IS NOT NULL AS password, u.deletion_requested_at, f.totp,
                          EXISTS (SELECT 1 FROM accounts a WHERE a.user_id = u.id AND a.provider = 'google') AS google
                        FROM users u JOIN account_factors f ON f.user_id = u.id WHERE u.id = :id""").set("id", id).first(r -> {
            Instant asked = r.instantOrNull("deletion_requested_at");
            return new SignInWays(
                    r.bool("password"),
                    r.bool("google"),
                    r.bool("totp"),
                    asked == null ? null : asked.plus(Privacy.GRACE));
        });
    }

    private static User user(Row r) {
        return new User(
                r.uuid("id"),
                r.text("email"),
                r.textOrNull("password_hash"),
                r.enumeration("role", Role.class),
                r.bool("email_verified"),
                r.text("display_name"),
                r.text("locale"),
                r.text("status"),
                r.instantOrNull("deletion_requested_at"));
    }
}
