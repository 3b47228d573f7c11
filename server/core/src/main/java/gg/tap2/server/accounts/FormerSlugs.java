package gg.tap2.server.accounts;

import gg.tap2.model.common.Slugs;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Addresses that pages had before. Each is kept for a year: it leads to the page that had it, and nobody else gets it,
/// nor one that looks like it.
///
/// Table: `former_slugs`.
public final class FormerSlugs {
    public static final Duration KEPT = Duration.ofDays(365);

    private FormerSlugs() {}

    /// Keeps the address that a page gives up.
    public static void keep(Tx tx, UUID creatorId, String slug, Instant now) {
        tx.sql("""
                        INSERT INTO former_slugs (slug, skeleton, creator_id, kept_until) VALUES (:slug, :skeleton, :creator, :until)
                        ON CONFLICT (slug) DO UPDATE SET creator_id = excluded.creator_id, kept_until = excluded.kept_until""")
                .set("slug", slug)
                .set("skeleton", Slugs.skeleton(slug))
                .set("creator", creatorId)
                .set("until", now.plus(KEPT))
                .update();
    }

    /// Whether the address, or one that looks like it, is kept for another page.
    public static boolean isKept(Tx tx, String slug, @Nullable UUID exceptCreator, Instant now) {
        return tx.sql("""
                        SELECT 1 AS kept FROM former_slugs WHERE skeleton = :skeleton AND kept_until > :now
                          AND (CAST(:except AS uuid) IS NULL OR creator_id <> CAST(:except AS uuid))""")
                .set("skeleton", Slugs.skeleton(slug))
                .set("now", now)
                .set("except", exceptCreator == null ? null : exceptCreator.toString())
                .exists();
    }
}
