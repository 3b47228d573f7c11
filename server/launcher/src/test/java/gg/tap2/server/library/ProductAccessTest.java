package gg.tap2.server.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.server.billing.Payments;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Who comes by a product, for every way of access, everybody who may ask and every way in.
class ProductAccessTest {
    private static final String SECRET = "the hidden words";
    private final MoneyWorld world = MoneyWorld.get();
    private final UUID creator = world.creator();
    private final UUID cheap = world.tier(creator, 300);
    private final UUID gold = world.tier(creator, 900);
    private final UUID dear = world.tier(creator, 2000);
    private final Payments payments = world.app.billing().payments();

    private final Entitlements entitlements = new Entitlements(world.app.db(), world.app.clock());
    private final Library library = new Library(
            world.app.db(), world.app.clock(), entitlements, world.app.catalog().products());
    private final DownloadLinks links =
            new DownloadLinks(world.app.db(), world.app.clock(), entitlements, new Hmac(new byte[32]));

    private UUID product(long price, ProductAccess access) {
        UUID tier = access == ProductAccess.FOR_SALE ? null : gold;
        return product(price, tier, access);
    }

    private UUID product(long price, UUID tier, ProductAccess access) {
        var products = world.app.catalog().products();
        var saved = products.create(
                creator,
                new SaveProduct(
                        null,
                        ProductType.UNLOCKABLE,
                        "A letter",
                        "What everybody may read.",
                        price,
                        false,
                        null,
                        null,
                        tier,
                        access,
                        List.of(),
                        SECRET,
                        List.of(),
                        List.of(),
                        ""));
        return products.publish(creator, saved.id()).id();
    }

    private UUID member(UUID tier, String status, boolean ends) {
        UUID fan = world.fan();
        world.app
                .db()
                .transact(tx -> tx.sql("""
                        INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status,
                          cancel_at_period_end, created_at, updated_at)
                        VALUES (:id, :fan, :tier, :creator, 'month', 900, 'USD', :status, :ends, :now, :now)""")
                        .set("id", UUID.randomUUID())
                        .set("fan", fan)
                        .set("tier", tier)
                        .set("creator", creator)
                        .set("status", status)
                        .set("ends", ends)
                        .set("now", world.now())
                        .update());
        return fan;
    }

    /// Who asks: a name for each row of the table.
    private UUID person(String who, UUID product) {
        return switch (who) {
            case "fan" -> world.fan();
            case "follower" -> {
                UUID fan = world.fan();
                world.app.db().transact(tx -> gg.tap2.server.catalog.Follows.create(tx, fan, creator, world.now()));
                yield fan;
            }
            case "cheaper tier" -> member(cheap, "active", false);
            case "its tier" -> member(gold, "active", false);
            case "dearer tier" -> member(dear, "active", false);
            case "trialing" -> member(gold, "trialing", false);
            case "past due" -> member(gold, "past_due", false);
            case "cancelled but paid" -> member(gold, "active", true);
            case "never paid" -> member(gold, "incomplete", false);
            case "paused" -> member(gold, "paused", false);
            case "ended" -> member(gold, "cancelled", false);
            case "member of another" -> {
                UUID other = world.creator();
                UUID tier = world.tier(other, 5000);
                UUID fan = member(tier, "active", false);
                world.app
                        .db()
                        .transact(tx -> tx.sql("UPDATE subscriptions SET creator_id = :other WHERE fan_id = :fan")
                                .set("other", other)
                                .set("fan", fan)
                                .update());
                yield fan;
            }
            case "given" -> {
                UUID fan = world.fan();
                world.app.db().transact(tx -> gg.tap2.server.catalog.Follows.create(tx, fan, creator, world.now()));
                entitlements.grant(creator, product, fan);
                yield fan;
            }
            default -> throw new IllegalArgumentException(who);
        };
    }

    private boolean opens(UUID fan, UUID product) {
        boolean may = entitlements.mayOpen(fan, product);
        assertThat(entitlements.library(fan, 100, 0).stream()
                        .anyMatch(i -> i.productId().equals(product)))
                .as("the list says the same")
                .isEqualTo(may);
        ApiException closed = catchThrowableOfType(ApiException.class, () -> library.open(fan, product));
        assertThat(closed == null).as("the page says the same").isEqualTo(may);
        ApiException link = catchThrowableOfType(ApiException.class, () -> links.issue(fan, product));
        assertThat(link == null).as("the link says the same").isEqualTo(may);
        return may;
    }

    @ParameterizedTest
    @CsvSource({
        "fan, false",
        "follower, false",
        "cheaper tier, false",
        "its tier, true",
        "dearer tier, true",
        "trialing, true",
        "past due, true",
        "cancelled but paid, true",
        "never paid, false",
        "paused, false",
        "ended, false",
        "member of another, false",
        "given, true"
    })
    void whoOpensWhatATierHas(String who, boolean member) {
        for (ProductAccess access : ProductAccess.values()) {
            for (long price : new long[] {0, 700}) {
                UUID product = product(price, access);
                boolean expected = who.equals("given") || member && access != ProductAccess.FOR_SALE;
                assertThat(opens(person(who, product), product))
                        .as(access + " at " + price)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProductAccess.class)
    void whoCanBuyIt(ProductAccess access) {
        for (long price : new long[] {0, 700}) {
            UUID product = product(price, access);
            UUID fan = world.fan();
            var asFan = new CreatePurchase(null, product, null, null, null, null, null, false);
            var asGuest = new CreatePurchase(null, product, null, null, null, fan + "@guest.test", null, false);
            ApiException refused = catchThrowableOfType(ApiException.class, () -> payments.purchase(fan, fan, asFan));
            ApiException guest = catchThrowableOfType(ApiException.class, () -> payments.purchase(null, null, asGuest));
            if (access == ProductAccess.MEMBERS_ONLY) {
                assertThat(refused.code()).isEqualTo("members_only");
                assertThat(guest.code()).isEqualTo("members_only");
                assertThat(guest.status()).isEqualTo(403);
            } else {
                assertThat(refused).isNull();
                assertThat(guest).isNull();
            }
        }
    }

    @Test
    void thePageOffersTheTiersThatOpenItAndNothingElse() {
        UUID product = product(0, ProductAccess.MEMBERS_ONLY);
        String page = page("/@t-" + creator + "/" + product);
        assertThat(page)
                .contains("For members", "/join/t-" + creator + "/" + gold, "/join/t-" + creator + "/" + dear)
                .doesNotContain(SECRET, cheap.toString(), "/checkout/product/", "\"offers\"", "Get it free");
        assertThat(page("/@t-" + creator)).contains("For members").doesNotContain(SECRET);
        assertThat(page("/@t-" + creator + "/feed.xml")).doesNotContain(SECRET);
        assertThat(world.get(world.app.baseUrl() + "/checkout/product/" + product)
                        .text())
                .as("the checkout of an old link leads to the page")
                .doesNotContain("name=\"email\"");
    }

    private String page(String path) {
        var answer = world.get(world.app.baseUrl() + path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.text();
    }

    /// A client that knows no access says a tier and no price: that was meant for members.
    @Test
    void whatNobodySaidIsNotGivenToEverybody() {
        assertThat(access(product(0, gold, null))).isEqualTo(ProductAccess.MEMBERS_ONLY);
        assertThat(access(product(500, gold, null))).isEqualTo(ProductAccess.INCLUDED);
        assertThat(access(product(0, null, null))).isEqualTo(ProductAccess.FOR_SALE);
        UUID said = product(500, gold, ProductAccess.MEMBERS_ONLY);
        var p = world.app.catalog().products().get(creator, said);
        var c = gg.tap2.server.catalog.Products.content(p);
        var silent = new SaveProduct(
                said,
                c.type(),
                "Another title",
                c.description(),
                c.price(),
                false,
                null,
                null,
                gold,
                c.tags(),
                c.hiddenContent(),
                c.files(),
                c.lessons(),
                c.refundPolicy());
        world.app.catalog().products().replace(creator, said, silent, p.version());
        assertThat(access(said)).as("an older client changes a title").isEqualTo(ProductAccess.MEMBERS_ONLY);
    }

    private ProductAccess access(UUID product) {
        return world.app.catalog().products().get(creator, product).access();
    }

    @Test
    void aDeletedTierMakesNothingPublic() {
        UUID free = product(0, ProductAccess.MEMBERS_ONLY);
        UUID sold = product(700, ProductAccess.INCLUDED);
        long before = change(free);
        world.app.catalog().tiers().delete(creator, gold);
        assertThat(world.app.catalog().products().get(creator, free).tierId()).isEqualTo(dear);
        assertThat(change(free)).as("studios hear of it").isGreaterThan(before);
        world.app.catalog().tiers().delete(creator, dear);
        assertThat(access(free)).isEqualTo(ProductAccess.MEMBERS_ONLY);
        assertThat(access(sold)).isEqualTo(ProductAccess.FOR_SALE);
        var stranger = new CreatePurchase(null, free, null, null, null, "s@guest.test", null, false);
        assertThat(catchThrowableOfType(ApiException.class, () -> payments.purchase(null, null, stranger))
                        .code())
                .isEqualTo("members_only");
        assertThat(page("/@t-" + creator + "/" + free))
                .contains("No membership that opens it is on offer")
                .doesNotContain("/join/");
    }

    /// Whoever keeps an older client saves what is for members and has lost its tier, and nothing becomes everybody's.
    @Test
    void anOlderClientDoesNotGiveAwayWhatLostItsTier() {
        UUID letter = product(0, ProductAccess.MEMBERS_ONLY);
        world.app.catalog().tiers().delete(creator, gold);
        world.app.catalog().tiers().delete(creator, dear);
        silentSave(letter, null);
        assertThat(access(letter)).isEqualTo(ProductAccess.MEMBERS_ONLY);
        silentSave(letter, cheap);
        assertThat(access(letter)).isEqualTo(ProductAccess.MEMBERS_ONLY);
        silentSave(letter, null);
        assertThat(access(letter)).as("taken out of a tier on purpose").isEqualTo(ProductAccess.FOR_SALE);
    }

    private void silentSave(UUID product, UUID tier) {
        var p = world.app.catalog().products().get(creator, product);
        var c = gg.tap2.server.catalog.Products.content(p);
        var silent = new SaveProduct(
                product,
                c.type(),
                "Another title",
                c.description(),
                c.price(),
                false,
                null,
                null,
                tier,
                c.tags(),
                c.hiddenContent(),
                c.files(),
                c.lessons(),
                c.refundPolicy());
        world.app.catalog().products().replace(creator, product, silent, p.version());
    }

    /// A server of the release before changes the tier and knows no access: what does not go with it counts as not
    /// said, and the next change of a title is none of the tier's.
    @Test
    void whatThePreviousReleaseLeavesIsInOrder() {
        UUID included = product(700, ProductAccess.INCLUDED);
        setTier(included, null);
        assertThat(access(included)).isEqualTo(ProductAccess.FOR_SALE);
        rename(included);
        UUID sold = product(700, ProductAccess.FOR_SALE);
        setTier(sold, gold);
        assertThat(access(sold)).isEqualTo(ProductAccess.INCLUDED);
        assertThat(opens(member(gold, "active", false), sold)).isTrue();
        rename(sold);
        UUID gift = product(0, ProductAccess.FOR_SALE);
        setTier(gift, dear);
        assertThat(access(gift)).isEqualTo(ProductAccess.MEMBERS_ONLY);
        world.app.catalog().tiers().delete(creator, dear);
        assertThat(access(gift)).isEqualTo(ProductAccess.MEMBERS_ONLY);
    }

    private void setTier(UUID product, UUID tier) {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET tier_id = CAST(:tier AS uuid) WHERE id = :id")
                        .set("tier", tier == null ? null : tier.toString())
                        .set("id", product)
                        .update());
    }

    private void rename(UUID product) {
        var products = world.app.catalog().products();
        products.patch(
                creator,
                product,
                gg.tap2.server.platform.json.Json.tree("{\"title\":\"Renamed\"}"),
                products.get(creator, product).version());
    }

    private long change(UUID product) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT change_seq FROM products WHERE id = :id")
                        .set("id", product)
                        .one(r -> r.number("change_seq")));
    }

    /// One saves a product for a tier while another deletes the tier: whoever is first, nothing is everybody's.
    @Test
    void aTierDeletedWhileAProductIsSavedForIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            UUID tier = world.tier(creator, 5000 + i);
            try (var pool = Executors.newFixedThreadPool(2)) {
                Future<UUID> saved = pool.submit(() -> {
                    try {
                        return product(0, tier, ProductAccess.MEMBERS_ONLY);
                    } catch (ApiException e) {
                        return null;
                    }
                });
                Future<?> deleted =
                        pool.submit(() -> world.app.catalog().tiers().delete(creator, tier));
                deleted.get();
                UUID id = saved.get();
                if (id != null) {
                    var p = world.app.catalog().products().get(creator, id);
                    assertThat(p.access()).isEqualTo(ProductAccess.MEMBERS_ONLY);
                    assertThat(p.tierId()).isNotEqualTo(tier);
                }
            }
        }
    }

    @Test
    void whatWasBoughtStaysAndWhatWentBackIsClosed() {
        UUID product = product(700, ProductAccess.INCLUDED);
        UUID keeper = world.fan();
        UUID returner = world.fan();
        for (UUID fan : List.of(keeper, returner)) {
            var start =
                    payments.purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
            world.pay(start, "4242424242424242");
            world.until("the sale", () -> world.status(start.paymentId()).equals("succeeded"));
            if (fan == returner) {
                world.app
                        .billing()
                        .refunds()
                        .refund(creator, new CreateRefund(null, start.paymentId(), null, null), "creator");
                world.until("the refund", () -> !entitlements.mayOpen(fan, product));
            }
        }
        var p = world.app.catalog().products().get(creator, product);
        var c = gg.tap2.server.catalog.Products.content(p);
        world.app
                .catalog()
                .products()
                .replace(
                        creator,
                        product,
                        new SaveProduct(
                                product,
                                c.type(),
                                c.title(),
                                c.description(),
                                c.price(),
                                false,
                                null,
                                null,
                                gold,
                                ProductAccess.MEMBERS_ONLY,
                                c.tags(),
                                c.hiddenContent(),
                                c.files(),
                                c.lessons(),
                                c.refundPolicy()),
                        p.version());
        assertThat(opens(keeper, product))
                .as("bought before it was for members")
                .isTrue();
        assertThat(opens(returner, product)).as("refunded").isFalse();
    }
}
