package gg.tap2.server.library;

import gg.tap2.model.catalog.Product;
import gg.tap2.server.catalog.Products;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.UUID;

/// A fan's shelf and their progress in courses.
public final class Library {
    private final Db db;
    private final InstantSource clock;
    private final Entitlements entitlements;
    private final Products products;

    Library(Db db, InstantSource clock, Entitlements entitlements, Products products) {
        this.db = db;
        this.clock = clock;
        this.entitlements = entitlements;
        this.products = products;
    }

    /// @throws ApiException 404 when the fan may not open it
    public LibraryDetail open(UUID fanId, UUID productId) {
        var item = entitlements.item(fanId, productId);
        return db.read(tx -> {
            Product p = products.findAny(tx, productId).orElseThrow(ApiException::notFound);
            var done = new HashSet<UUID>(
                    tx.sql("SELECT lesson_id FROM lesson_progress WHERE fan_id = :fan AND product_id = :product")
                            .set("fan", fanId)
                            .set("product", productId)
                            .list(r -> r.uuid("lesson_id")));
            return new LibraryDetail(item, p.description(), p.hiddenContent(), p.lessons(), p.files(), done);
        });
    }

    /// What a product delivers, for a reader whose payment [Entitlements#paymentOpens] it.
    public Product goods(UUID productId) {
        return db.read(tx -> products.findAny(tx, productId)).orElseThrow(ApiException::notFound);
    }

    /// Marks a lesson as done or not.
    ///
    /// @throws ApiException 404 when there is no such lesson for the fan
    public void mark(UUID fanId, UUID productId, UUID lessonId, boolean done) {
        db.transact(tx -> {
            boolean exists = entitlements.mayOpen(tx, fanId, productId)
                    && products.findAny(tx, productId)
                            .filter(p -> p.lessons().stream().anyMatch(l -> l.id().equals(lessonId)))
                            .isPresent();
            if (!exists) {
                throw ApiException.notFound();
            }
            var change = done
                    ? tx.sql("""
                            INSERT INTO lesson_progress (fan_id, product_id, lesson_id, done_at)
                            VALUES (:fan, :product, :lesson, :now) ON CONFLICT DO NOTHING""").set("now", clock.instant())
                    : tx.sql(
                            "DELETE FROM lesson_progress WHERE fan_id = :fan AND product_id = :product AND lesson_id = :lesson");
            change.set("fan", fanId)
                    .set("product", productId)
                    .set("lesson", lessonId)
                    .update();
        });
    }
}
