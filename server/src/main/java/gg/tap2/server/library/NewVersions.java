package gg.tap2.server.library;

import gg.tap2.server.catalog.Products;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells everybody who may open a product that files of it have a new version: one fact for each of them and
/// save, written with the save itself. Whoever lost access hears nothing.
public final class NewVersions implements Products.FileVersions {
    private static final String WRITE = """
            INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at, trace_parent)
            SELECT gen_random_uuid(), 'new_version', :change || ':' || o.fan_id, :creator, o.fan_id,
              CAST(:payload AS jsonb) || jsonb_build_object('payment', o.payment), :now, CAST(:trace AS varchar)
            FROM (SELECT fan_id, max(payment) AS payment FROM (""" + Entitlements.READERS + """
            ) reader GROUP BY fan_id) o
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
                .set("trace", Tracing.current())
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
