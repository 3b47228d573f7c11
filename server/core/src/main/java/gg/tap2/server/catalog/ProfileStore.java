package gg.tap2.server.catalog;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.catalog.TipGoal;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Slugs;
import gg.tap2.server.accounts.FormerSlugs;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of profiles.
final class ProfileStore {
    static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
    static final TypeReference<List<Long>> LONGS = new TypeReference<>() {};
    static final TypeReference<Map<String, String>> STRING_MAP = new TypeReference<>() {};

    /// Tips since the goal was set count towards it.
    private static final String SELECT = """
            SELECT c.id, c.slug, c.display_name, c.bio, c.avatar_upload_id, c.avatar_url, c.banner_upload_id, c.banner_url,
              c.social_links, c.theme_colors, to_jsonb(c.tags) AS tags, to_jsonb(c.tip_presets) AS tip_presets,
              c.tip_goal_title, c.tip_goal_target, c.published, c.currency, c.country, c.time_zone, c.version,
              c.created_at, c.updated_at,
              CASE WHEN c.tip_goal_target IS NULL THEN 0 ELSE (SELECT CAST(coalesce(sum(t.amount_cents), 0) AS bigint) FROM tips t
                WHERE t.creator_id = c.id AND t.status = 'completed' AND t.created_at >= coalesce(c.tip_goal_since, c.created_at)) END AS raised
            FROM creators c""";

    private static CreatorProfile profile(Row r) {
        String goal = r.textOrNull("tip_goal_title");
        return new CreatorProfile(
                r.uuid("id"),
                r.text("slug"),
                r.text("display_name"),
                r.text("bio"),
                r.uuidOrNull("avatar_upload_id"),
                r.textOrNull("avatar_url"),
                r.uuidOrNull("banner_upload_id"),
                r.textOrNull("banner_url"),
                r.json("social_links", STRING_MAP),
                r.json("theme_colors", ThemeColors.class),
                r.json("tags", STRINGS),
                r.json("tip_presets", LONGS),
                goal == null ? null : new TipGoal(goal, r.number("tip_goal_target"), r.number("raised")),
                r.bool("published"),
                Currency.valueOf(r.text("currency")),
                r.text("country"),
                r.text("time_zone"),
                r.number("version"),
                r.instant("created_at"),
                r.instant("updated_at"));
    }

    Optional<CreatorProfile> find(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE c.id = :id").set("id", id).first(ProfileStore::profile);
    }

    Optional<CreatorProfile> findForUpdate(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE c.id = :id FOR UPDATE OF c")
                .set("id", id)
                .first(ProfileStore::profile);
    }

    Optional<CreatorProfile> findChanged(Tx tx, UUID id, long changeSeq) {
        return tx.sql(SELECT + " WHERE c.id = :id AND (c.change_seq > :seq OR :seq = 0)")
                .set("id", id)
                .set("seq", changeSeq)
                .first(ProfileStore::profile);
    }

    /// Lets others who ask for an address that looks like this one wait for the end of the transaction.
    void lockSlug(Tx tx, String slug) {
        tx.sql("SELECT 1 AS one FROM (SELECT pg_advisory_xact_lock(hashtextextended('slug ' || :skeleton, 0))) AS l")
                .set("skeleton", Slugs.skeleton(slug))
                .exists();
    }

    /// Whether another page has this address, or one that looks like it.
    boolean slugTaken(Tx tx, String slug, @Nullable UUID exceptCreator, Instant now) {
        return FormerSlugs.isKept(tx, slug, exceptCreator, now)
                || tx.sql(
                                "SELECT 1 FROM creators WHERE slug_skeleton = :skeleton AND (CAST(:except AS uuid) IS NULL OR id <> CAST(:except AS uuid))")
                        .set("skeleton", Slugs.skeleton(slug))
                        .set("except", exceptCreator == null ? null : exceptCreator.toString())
                        .exists();
    }

    void save(
            Tx tx,
            UUID id,
            SaveProfile p,
            @Nullable String avatarUrl,
            @Nullable String bannerUrl,
            List<Long> presets,
            long changeSeq,
            Instant now) {
        boolean goal = p.tipGoalTitle() != null && !p.tipGoalTitle().isBlank();
        tx.sql("""
                UPDATE creators SET slug = :slug, display_name = :name, bio = :bio,
                  avatar_upload_id = CAST(:avatarId AS uuid), avatar_url = :avatar,
                  banner_upload_id = CAST(:bannerId AS uuid), banner_url = :banner,
                  social_links = CAST(:links AS jsonb), theme_colors = CAST(:colors AS jsonb),
                  tags = CAST(:tags AS text[]), tip_presets = CAST(:presets AS bigint[]),
                  tip_goal_since = CASE WHEN tip_goal_title IS DISTINCT FROM CAST(:goal AS text) THEN CAST(:now AS timestamptz) ELSE tip_goal_since END,
                  tip_goal_title = :goal, tip_goal_target = CAST(:target AS bigint), published = :published,
                  country = coalesce(:country, country), time_zone = coalesce(:zone, time_zone),
                  version = version + 1, change_seq = :seq, updated_at = :now
                WHERE id = :id""")
                .set("id", id)
                .set("slug", p.slug())
                .set("name", p.displayName().strip())
                .set("bio", p.bio() == null ? "" : p.bio())
                .set("avatarId", text(p.avatarUploadId()))
                .set("avatar", avatarUrl)
                .set("bannerId", text(p.bannerUploadId()))
                .set("banner", bannerUrl)
                .set("links", Json.write(p.socialLinks() == null ? Map.of() : p.socialLinks()))
                .set("colors", Json.write(p.themeColors() == null ? ThemeColors.DEFAULT : p.themeColors()))
                .set("tags", SqlArrays.texts(Tags.normal(p.tags())))
                .set("presets", SqlArrays.raw(presets))
                .set("goal", goal ? p.tipGoalTitle() : null)
                .set("target", goal ? p.tipGoalTarget() : null)
                .set("published", p.published())
                .set("country", p.country())
                .set("zone", p.timeZone())
                .set("seq", changeSeq)
                .set("now", now)
                .update();
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
