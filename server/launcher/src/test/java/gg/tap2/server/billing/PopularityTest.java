package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.catalog.Follows;
import gg.tap2.server.platform.http.PageRequest;
import gg.tap2.server.testing.MoneyWorld;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Discovery follows what people do, and a page counts everybody who supports.
final class PopularityTest {
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID loved = world.creator();
    private final UUID returned = world.creator();
    private final UUID followed = world.creator();
    private final UUID newest = world.creator();

    private void tip(UUID creator, UUID fan, boolean goesBack) {
        var start = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 500, null, null, false, "t-" + creator, null, null));
        world.pay(start, "4242424242424242");
        world.until("the tip", () -> world.status(start.paymentId()).equals("succeeded"));
        if (goesBack) {
            world.app
                    .billing()
                    .refunds()
                    .refund(creator, new CreateRefund(null, start.paymentId(), null, null), "creator");
            world.until(
                    "the refund",
                    () -> world.app
                                    .billing()
                                    .payments()
                                    .find(start.paymentId())
                                    .orElseThrow()
                                    .refunded()
                            == 500);
        }
    }

    private double rank(UUID creator) {
        return world.app
                        .db()
                        .read(tx -> tx.sql(
                                        "SELECT CAST(rank_score * 1000000 AS bigint) AS n FROM creators WHERE id = :id")
                                .set("id", creator)
                                .one(r -> r.number("n")))
                / 1e6;
    }

    @Test
    void theOrderIsWhatPeopleDo() {
        for (int i = 0; i < 3; i++) {
            UUID fan = world.fan();
            tip(loved, fan, false);
            tip(loved, fan, false);
            tip(returned, world.fan(), true);
        }
        UUID follower = world.fan();
        world.app.db().transact(tx -> Follows.create(tx, follower, followed, world.now()));
        world.product(newest, 500, false);
        world.app.billing().popularity().run();

        assertThat(rank(loved)).isEqualTo(Math.log(1 + 3 * 3), org.assertj.core.api.Assertions.within(0.001));
        assertThat(rank(returned)).as("what went back lifts nobody").isZero();
        assertThat(rank(followed)).isEqualTo(Math.log(2), org.assertj.core.api.Assertions.within(0.001));
        assertThat(rank(newest)).isBetween(0.45, 0.5);
        var catalog = world.app.catalog().publicCatalog();
        assertThat(catalog.findCreator("t-" + loved).orElseThrow().supporterCount())
                .isEqualTo(3);
        assertThat(catalog.findCreator("t-" + returned).orElseThrow().supporterCount())
                .isZero();
        var order = catalog.discover(null, null, new PageRequest(1, 100)).creators().stream()
                .map(c -> c.id())
                .filter(List.of(loved, returned, followed, newest)::contains)
                .toList();
        assertThat(order).containsExactly(loved, followed, newest, returned);
        assertThat(world.app.billing().popularity().run())
                .as("nothing has changed")
                .isLessThanOrEqualTo(1);
    }

    /// Whoever paid long ago supports, and whoever got it back long after does not.
    @Test
    void everySupporterCountsWheneverThatWas() {
        var catalog = world.app.catalog().publicCatalog();
        UUID fan = world.fan();
        tip(loved, fan, false);
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE payments SET created_at = created_at - interval '70 days' WHERE fan_id = :fan")
                        .set("fan", fan)
                        .update());
        assertThat(page(loved)).contains("no supporters yet");
        world.app.billing().popularity().run();
        assertThat(catalog.findCreator("t-" + loved).orElseThrow().supporterCount())
                .isEqualTo(1);
        assertThat(page(loved)).as("a page that was drawn before").contains("1 supporter");
        UUID payment = world.app
                .db()
                .read(tx -> tx.sql("SELECT id FROM payments WHERE fan_id = :fan")
                        .set("fan", fan)
                        .one(r -> r.uuid("id")));
        world.app.billing().refunds().refund(loved, new CreateRefund(null, payment, null, null), "creator");
        world.until(
                "the refund",
                () -> world.app.billing().payments().find(payment).orElseThrow().refunded() == 500);
        world.app.billing().popularity().run();
        assertThat(catalog.findCreator("t-" + loved).orElseThrow().supporterCount())
                .isZero();
        assertThat(page(loved)).contains("no supporters yet");
    }

    private String page(UUID creator) {
        return world.get(world.app.baseUrl() + "/@t-" + creator).text();
    }

    @Test
    void lettersOfASearchStandForNothingElse() {
        var catalog = world.app.catalog().publicCatalog();
        UUID product = world.product(newest, 500, false);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET title = 'Wool 100%_pure' WHERE id = :id")
                        .set("id", product)
                        .update());
        UUID plain = world.product(loved, 500, false);
        for (String q : List.of("%", "_")) {
            assertThat(catalog.discover(q, null, new PageRequest(1, 100)).creators())
                    .as(q)
                    .extracting(c -> c.id())
                    .contains(newest)
                    .doesNotContain(loved);
            assertThat(catalog.searchProducts(q, 12))
                    .as(q)
                    .extracting(p -> p.id())
                    .contains(product)
                    .doesNotContain(plain);
        }
        assertThat(catalog.searchProducts("100%_P", 12)).extracting(p -> p.id()).contains(product);
        assertThat(catalog.discover("\\", null, new PageRequest(1, 100)).creators())
                .isEmpty();
    }

    @Test
    void aTagOfAProductFindsItsCreator() {
        UUID product = world.product(newest, 500, false);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET tags = ARRAY['zebrawood'] WHERE id = :id")
                        .set("id", product)
                        .update());
        var catalog = world.app.catalog().publicCatalog();
        assertThat(catalog.discover(null, "Zebrawood", new PageRequest(1, 10)).creators())
                .extracting(c -> c.id())
                .containsExactly(newest);
        assertThat(world.get(world.app.baseUrl() + "/@t-" + newest + "/" + product)
                        .text())
                .contains("/?tag=zebrawood");
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET status = 'unpublished' WHERE id = :id")
                        .set("id", product)
                        .update());
        assertThat(catalog.discover(null, "zebrawood", new PageRequest(1, 10)).creators())
                .isEmpty();
    }
}
