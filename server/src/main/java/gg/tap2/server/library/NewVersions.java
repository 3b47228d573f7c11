package gg.tap2.server.library;

import gg.tap2.server.catalog.Products;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells everybody who may open a product that files of it have a new version: one fact for each of them and
/// save, written with the save itself. Whoever lost access hears nothing.
public final class NewVersions implements Products.FileVersions {
    private static final String WRITE = """
            INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at)
            SELECT gen_random_uuid(), 'new_version', :change || ':' || o.fan_id, :creator, o.fan_id,
              CAST(:payload AS jsonb) || jsonb_build_object('payment', o.payment), :now
            FROM (SELECT fan_id, max(payment) AS payment FROM (
              SELECT g.fan_id, CAST(g.payment_id AS text) AS payment FROM grants g
              WHERE g.product_id = :product AND g.revoked_at IS NULL
              UNION ALL
              SELECT s.fan_id, NULL FROM products p JOIN tiers gate ON gate.id = p.tier_id
              JOIN subscriptions s ON s.creator_id = gate.creator_id AND s.status IN ('trialing', 'active', 'past_due')
              JOIN tiers mine ON mine.id = s.tier_id AND (mine.id = gate.id OR mine.price_cents >= gate.price_cents)
              WHERE p.id = :product AND p.status = 'published' AND p.deleted_at IS NULL) reader GROUP BY fan_id) o
            ON CONFLICT (kind, ref) DO NOTHING""";

    private final InstantSource clock;

    public NewVersions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void newVersions(
            Tx tx, UUID creatorId, UUID productId, String productTitle, List<Products.NewVersion> changed) {
        var first = changed.getFirst();
        tx.sql(WRITE)
                .set("change", first.fileId() + ":" + first.version())
                .set("creator", creatorId)
                .set("product", productId)
                .set("payload", Json.write(Map.of("product", productId, "title", productTitle, "note", notes(changed))))
                .set("now", clock.instant())
                .update();
    }

    /// What the creator says, file by file; empty when nothing was said.
    private static String notes(List<Products.NewVersion> changed) {
        return changed.stream()
                .filter(c -> c.note() != null && !c.note().isBlank())
                .map(c -> changed.size() == 1 ? String.valueOf(c.note()).strip() : c.title() + ": " + c.note())
                .collect(Collectors.joining("\n"));
    }
}
