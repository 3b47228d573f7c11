package gg.tap2.server.library;

import gg.tap2.server.catalog.Products;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Tx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells people about products: everybody who may open one, that files of it have a new version; followers and members
/// of a creator, that one is out. There is one event for each of them, written with the change itself. Whoever lost
/// access hears nothing.
public final class ProductNews implements Products.News {
    private static final String READERS = "SELECT fan_id, CAST(max(payment) AS text) AS payment FROM ("
            + Entitlements.READERS + ") reader GROUP BY fan_id";

    private final InstantSource clock;

    public ProductNews(InstantSource clock) {
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

    /// Once for each person, however often the product is taken back and published again.
    @Override
    public void published(Tx tx, UUID creatorId, UUID productId, String productTitle) {
        List<Outbox.Event> events = tx.sql("""
                SELECT x.fan_id, c.slug FROM (
                  SELECT w.fan_id FROM follows w WHERE w.creator_id = :creator
                  UNION SELECT s.fan_id FROM subscriptions s WHERE s.creator_id = :creator AND s.status IN ('trialing', 'active', 'past_due')) x
                JOIN fans f ON f.id = x.fan_id AND f.user_id IS NOT NULL JOIN creators c ON c.id = :creator AND c.published""")
                .set("creator", creatorId)
                .list(r -> new Outbox.Event(
                        "new_product",
                        productId + ":" + r.uuid("fan_id"),
                        creatorId,
                        r.uuid("fan_id"),
                        Map.of(
                                "product",
                                productId,
                                "title",
                                productTitle,
                                "path",
                                "/@" + r.text("slug") + "/" + productId)));
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
