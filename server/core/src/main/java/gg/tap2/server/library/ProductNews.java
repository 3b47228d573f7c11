package gg.tap2.server.library;

import gg.tap2.server.catalog.Products;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Tells people about products: everybody who may open one, that files of it have a new version; followers and members
/// of a creator, that one is out. There is one event for each of them, written with the change itself. Whoever lost
/// access hears nothing.
public final class ProductNews implements Products.News {
    private static final String READERS = "SELECT fan_id, CAST(max(payment) AS uuid) AS payment FROM ("
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
        List<FanNews> events = tx.sql(READERS).set("product", productId).list(r -> {
            UUID fan = r.uuid("fan_id");
            return new FanNews.NewVersion(
                    change + ":" + fan, creatorId, fan, productId, productTitle, note, r.uuidOrNull("payment"));
        });
        Outbox.publish(tx, events, clock.instant());
    }

    /// Once for each person, however often the product is taken back and published again.
    @Override
    public void published(Tx tx, UUID creatorId, UUID productId, String productTitle) {
        List<FanNews> events = tx.sql("""
                SELECT x.fan_id, c.slug FROM (
                  SELECT w.fan_id FROM follows w WHERE w.creator_id = :creator
                  UNION SELECT s.fan_id FROM subscriptions s WHERE s.creator_id = :creator AND s.status IN ('trialing', 'active', 'past_due')) x
                JOIN fans f ON f.id = x.fan_id AND f.user_id IS NOT NULL JOIN creators c ON c.id = :creator AND c.published""")
                .set("creator", creatorId)
                .list(r -> new FanNews.NewProduct(
                        productId + ":" + r.uuid("fan_id"),
                        creatorId,
                        r.uuid("fan_id"),
                        productId,
                        productTitle,
                        "/@" + r.text("slug") + "/" + productId));
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
