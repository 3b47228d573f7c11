package gg.tap2.server.library;

import gg.tap2.server.catalog.Products;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Tx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells everybody who may open a product that files of it have a new version: one fact for each of them and
/// save, written with the save itself. Whoever lost access hears nothing.
public final class NewVersions implements Products.FileVersions {
    private static final String READERS = "SELECT fan_id, CAST(max(payment) AS text) AS payment FROM ("
            + Entitlements.READERS + ") reader GROUP BY fan_id";

    private final InstantSource clock;

    public NewVersions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void newVersions(
            Tx tx, UUID creatorId, UUID productId, String productTitle, List<Products.NewVersion> changed) {
        var first = changed.getFirst();
        String change = first.fileId() + ":" + first.version();
        String note = notes(changed);
        List<Outbox.Event> events = tx.sql(READERS).set("product", productId).list(r -> {
            UUID fan = r.uuid("fan_id");
            var payload = new HashMap<String, Object>();
            payload.put("product", productId);
            payload.put("title", productTitle);
            payload.put("note", note);
            payload.put("payment", r.textOrNull("payment"));
            return new Outbox.Event("new_version", change + ":" + fan, creatorId, fan, payload);
        });
        Outbox.publish(tx, events, clock.instant());
    }

    /// What the creator says, file by file; empty when nothing was said.
    private static String notes(List<Products.NewVersion> changed) {
        return changed.stream()
                .filter(c -> c.note() != null && !c.note().isBlank())
                .map(c -> changed.size() == 1 ? String.valueOf(c.note()).strip() : c.title() + ": " + c.note())
                .collect(Collectors.joining("\n"));
    }
}
