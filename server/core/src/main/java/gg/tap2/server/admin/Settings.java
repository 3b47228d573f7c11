package gg.tap2.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.model.admin.PlatformSetting;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.i18n.Texts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What admins may change while the servers run. Other servers follow within seconds.
public final class Settings {
    private static final Duration TTL = Duration.ofSeconds(5);

    /// Before which payouts a creator must have a second factor.
    public enum SecondFactorRule {
        OFF,
        FIRST,
        EVERY
    }

    /// A setting, its kind, and what it is without a row.
    enum Setting {
        FOUR_EYES_OVER("admin.four-eyes-over", "\\d{1,15}"),
        AUTO_PAYOUTS("payouts.automatic", "on|off"),
        PAYOUT_SECOND_FACTOR("payouts.second-factor", "off|first|every"),
        REGISTRATION("registration.open", "on|off");

        private final String key;
        private final String pattern;

        Setting(String key, String pattern) {
            this.key = key;
            this.pattern = pattern;
        }

        static Setting of(String key) {
            for (Setting s : values()) {
                if (s.key.equals(key)) {
                    return s;
                }
            }
            throw ApiException.notFound();
        }
    }

    private final Db db;
    private final InstantSource clock;
    private final ServerConfig config;
    private final AuditLog audit;
    private final Texts texts;
    private final Cache<String, Optional<String>> cache =
            Caffeine.newBuilder().expireAfterWrite(TTL).build();

    Settings(Db db, InstantSource clock, ServerConfig config, AuditLog audit, Texts texts) {
        this.db = db;
        this.clock = clock;
        this.config = config;
        this.audit = audit;
        this.texts = texts;
    }

    /// Whether a money action of this amount, in minor units and either direction, needs a second admin.
    boolean needsSecondAdmin(long amount) {
        return Math.abs(amount) >= Long.parseLong(value(Setting.FOUR_EYES_OVER));
    }

    public boolean autoPayouts() {
        return value(Setting.AUTO_PAYOUTS).equals("on");
    }

    public boolean registrationOpen() {
        return value(Setting.REGISTRATION).equals("on");
    }

    /// Before which payouts a creator must have a second factor, as the transaction sees it: the answer is never older
    /// than the decision that rests on it.
    public SecondFactorRule secondFactorBeforePayouts(Tx tx) {
        return SecondFactorRule.valueOf(stored(tx, Setting.PAYOUT_SECOND_FACTOR)
                .orElseGet(() -> fallback(Setting.PAYOUT_SECOND_FACTOR))
                .toUpperCase(Locale.ROOT));
    }

    private String fallback(Setting s) {
        return switch (s) {
            case FOUR_EYES_OVER -> config.text(Key.ADMIN_FOUR_EYES_OVER);
            // Where the money is play money, nobody has to carry an authenticator.
            case PAYOUT_SECOND_FACTOR -> config.live() ? "first" : "off";
            case AUTO_PAYOUTS, REGISTRATION -> "on";
        };
    }

    private static Optional<String> stored(Tx tx, Setting s) {
        return tx.sql("SELECT value FROM platform_settings WHERE key = :key AND value IS NOT NULL")
                .set("key", s.key)
                .first(r -> r.text("value"));
    }

    private String value(Setting s) {
        Optional<String> known = cache.getIfPresent(s.key);
        if (known == null) {
            known = db.read(tx -> stored(tx, s));
            cache.put(s.key, known);
        }
        return known.orElseGet(() -> fallback(s));
    }

    List<PlatformSetting> list(Locale locale) {
        record Stored(@Nullable String value, java.time.Instant at, java.util.UUID by) {}
        Map<String, Stored> stored = new HashMap<>();
        db.read(tx -> {
            tx.sql("SELECT * FROM platform_settings")
                    .each(r -> stored.put(
                            r.text("key"),
                            new Stored(r.textOrNull("value"), r.instant("changed_at"), r.uuid("changed_by"))));
            return true;
        });
        var out = new ArrayList<PlatformSetting>();
        for (Setting s : Setting.values()) {
            Stored row = stored.get(s.key);
            out.add(new PlatformSetting(
                    s.key,
                    texts.get(locale, "admin.setting." + s.key),
                    row == null ? null : row.value(),
                    fallback(s),
                    row == null ? null : row.at(),
                    row == null ? null : row.by()));
        }
        return out;
    }

    /// Whether changing it takes two admins: the limit above which two are needed is itself such a thing, and so is
    /// asking for less before money leaves.
    static boolean needsTwo(String key, @Nullable String value) {
        return switch (Setting.of(key)) {
            case FOUR_EYES_OVER -> true;
            case PAYOUT_SECOND_FACTOR -> !"every".equals(value);
            case AUTO_PAYOUTS, REGISTRATION -> false;
        };
    }

    /// @throws ApiException 404 for an unknown key, 422 for a value that it cannot have
    static void check(String key, @Nullable String value) {
        if (value != null && !value.matches(Setting.of(key).pattern)) {
            throw ApiException.invalid("value", "invalid");
        }
    }

    void change(String key, @Nullable String value, Act act) {
        change(key, value, act, tx -> {});
    }

    /// @param decided written in the same transaction
    void change(String key, @Nullable String value, Act act, Consumer<Tx> decided) {
        Setting.of(key);
        check(key, value);
        var now = clock.instant();
        db.transact(tx -> {
            decided.accept(tx);
            String before = tx.sql("SELECT value FROM platform_settings WHERE key = :key FOR UPDATE")
                    .set("key", key)
                    .first(r -> Optional.ofNullable(r.textOrNull("value")))
                    .flatMap(v -> v)
                    .orElse(null);
            tx.sql("""
                    INSERT INTO platform_settings (key, value, changed_at, changed_by) VALUES (:key, :value, :now, :admin)
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by""")
                    .set("key", key)
                    .set("value", value)
                    .set("now", now)
                    .set("admin", act.adminId())
                    .update();
            tx.sql("""
                    INSERT INTO setting_changes (id, key, before, after, reason, changed_by, at)
                    VALUES (:id, :key, :before, :after, :reason, :admin, :now)""")
                    .set("id", Ids.next(clock))
                    .set("key", key)
                    .set("before", before)
                    .set("after", value)
                    .set("reason", act.reason())
                    .set("admin", act.adminId())
                    .set("now", now)
                    .update();
            audit.record(
                    tx,
                    act.adminId(),
                    null,
                    "setting_changed",
                    act.reason(),
                    act.ip(),
                    Map.of("key", key, "before", String.valueOf(before), "after", String.valueOf(value)));
        });
        cache.invalidate(key);
    }
}
