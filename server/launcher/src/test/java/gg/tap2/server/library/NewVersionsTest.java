package gg.tap2.server.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.server.catalog.Products;
import gg.tap2.server.media.Uploader;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A file is replaced: whoever may open the product hears of it once, with what the creator says about it.
class NewVersionsTest {
    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();
    private final Uploader uploader = new Uploader(server, creator);
    private final Products products = server.app().catalog().products();
    private final UUID brushes = Ids.next();
    private final UUID manual = Ids.next();
    private final UUID creatorId = id("SELECT id FROM creators WHERE slug = :x", creator.slug());
    private final TestServer.Account owner = server.fan();
    private final TestServer.Account former = server.fan();
    private UUID first = UUID.randomUUID();
    private UUID product = UUID.randomUUID();
    private @Nullable UUID tier;

    private UUID id(String sql, String x) {
        return server.app().db().read(tx -> tx.sql(sql).set("x", x).one(r -> r.uuid("id")));
    }

    private UUID upload(String content) {
        byte[] pdf = ("%PDF-1.4\n" + content + "\n%%EOF").getBytes(StandardCharsets.UTF_8);
        return UUID.fromString(uploader.upload("brushes.pdf", "application/pdf", "product_file", pdf)
                .path("id")
                .asText());
    }

    private void grant(TestServer.Account fan) {
        UUID fanId = id("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :x", fan.email());
        server.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO follows (fan_id, creator_id, created_at) VALUES (:fan, :creator, now())")
                        .set("fan", fanId)
                        .set("creator", creatorId)
                        .update());
        String path = Routes.CREATORS + "/products/" + product + "/grants/" + fanId;
        assertThat(server.send("PUT", path, null, creator.accessToken()).status())
                .isEqualTo(204);
    }

    private void revoke(TestServer.Account fan) {
        UUID fanId = id("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :x", fan.email());
        String path = Routes.CREATORS + "/products/" + product + "/grants/" + fanId;
        assertThat(server.send("DELETE", path, null, creator.accessToken()).status())
                .isEqualTo(200);
    }

    private SaveProduct content(SaveProduct.FileRef... files) {
        return new SaveProduct(
                null,
                ProductType.DOWNLOAD,
                "Brush pack",
                "",
                900,
                false,
                null,
                null,
                tier,
                List.of(),
                "",
                List.of(files),
                List.of(),
                "");
    }

    private static SaveProduct.FileRef file(UUID id, UUID upload, String title, @Nullable String note) {
        return new SaveProduct.FileRef(id, upload, title, note);
    }

    private Product save(SaveProduct.FileRef... files) {
        long version = server.app()
                .db()
                .read(tx -> products.findAny(tx, product).orElseThrow().version());
        return products.replace(creatorId, product, content(files), version);
    }

    @BeforeEach
    void sold() {
        first = upload("one");
        product = products.create(
                        creatorId, content(file(brushes, first, "Brushes", null), file(manual, first, "Manual", null)))
                .id();
        products.publish(creatorId, product);
        grant(owner);
        grant(former);
        revoke(former);
    }

    private List<JsonNode> news(TestServer.Account fan) {
        var out = new ArrayList<JsonNode>();
        for (JsonNode n : server.send("GET", Routes.NOTICES, null, fan.accessToken())
                .data()
                .path("notices")) {
            if (n.path("path").asText().equals("/library/" + product)) {
                out.add(n);
            }
        }
        return out;
    }

    private List<JsonNode> await(int wanted) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (news(owner).size() < wanted && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        return news(owner);
    }

    private long events() {
        return server.app()
                .db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM outbox_facts WHERE kind = 'new_version'"
                                + " AND payload ->> 'product' = :product")
                        .set("product", product.toString())
                        .one(r -> r.number("n")));
    }

    private List<String> mails(TestServer.Account fan) {
        return server.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT subject FROM outbox_mails WHERE to_address = :to AND subject LIKE 'New version%'")
                        .set("to", fan.email())
                        .list(r -> r.text("subject")));
    }

    @Test
    void ownersHearOnceWithTheNoteAndTheFileKeepsItsPlace() throws Exception {
        UUID second = upload("two");
        Product saved =
                save(file(brushes, second, "Brushes", "Forty **new** strokes"), file(manual, second, "Manual", null));
        assertThat(saved.files().getFirst().id()).isEqualTo(brushes);
        assertThat(saved.files().getFirst().version()).isEqualTo(2);
        assertThat(saved.files().getFirst().note()).isEqualTo("Forty **new** strokes");

        var told = await(1);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().path("title").asText()).isEqualTo("New version: Brush pack");
        assertThat(told.getFirst().path("text").asText()).contains("Brushes: Forty **new** strokes");
        assertThat(events()).as("two files, one save, one owner").isEqualTo(1);
        assertThat(mails(owner)).containsExactly("New version: Brush pack");
        assertThat(mails(former)).isEmpty();
        assertThat(news(former)).isEmpty();

        JsonNode library = server.send("GET", Routes.path(Routes.LIBRARY_ITEM, product), null, owner.accessToken())
                .data();
        assertThat(library.path("files").get(0).path("version").asInt()).isEqualTo(2);
        assertThat(library.path("files").get(0).path("note").asText()).isEqualTo("Forty **new** strokes");
    }

    @Test
    void withoutANoteTheyHearThatThereIsOne() throws Exception {
        save(file(brushes, upload("two"), "Brushes", null), file(manual, first, "Manual", null));
        var told = await(1);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().path("text").asText()).endsWith("has put a new version in your library.");
    }

    @Test
    void savesThatReplaceNothingTellNothing() {
        save(file(manual, first, "The manual", null), file(brushes, first, "Brushes", "only words"));
        save(file(brushes, first, "Brushes", null));
        assertThat(events()).isZero();
    }

    @Test
    void nobodyHearsOfWhatWasTakenDown() {
        server.app()
                .db()
                .transact(tx -> tx.sql("UPDATE products SET status = 'taken_down' WHERE id = :id")
                        .set("id", product)
                        .update());
        save(file(brushes, upload("two"), "Brushes", null), file(manual, first, "Manual", null));
        assertThat(events()).isZero();
    }

    @Test
    void membersHearWhileTheirTierOpensTheProduct() {
        var money = MoneyWorld.of(server.app());
        tier = money.tier(creatorId, 900);
        for (var membership : Map.of(
                        money.tier(creatorId, 1_200), "active", money.tier(creatorId, 500), "active", tier, "cancelled")
                .entrySet()) {
            UUID member = id(
                    "SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :x",
                    server.fan().email());
            server.app()
                    .db()
                    .transact(tx -> tx.sql("""
                            INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status, created_at, updated_at)
                            SELECT :id, :fan, t.id, t.creator_id, 'month', t.price_cents, t.currency, :status, now(), now() FROM tiers t WHERE t.id = :tier""")
                            .set("id", Ids.next())
                            .set("fan", member)
                            .set("tier", membership.getKey())
                            .set("status", membership.getValue())
                            .update());
        }
        save(file(brushes, upload("two"), "Brushes", null), file(manual, first, "Manual", null));
        assertThat(events()).as("the owner and the member of the dearer tier").isEqualTo(2);
    }

    @Test
    void theVersionBeforeStaysWhereItIs() throws Exception {
        save(file(brushes, upload("two"), "Brushes", null), file(manual, first, "Manual", null));
        JsonNode old = uploader.get(first.toString());
        assertThat(old.path("status").asText()).isEqualTo("ready");
        try (var in = uploader.storage().open(old.path("fileKey").asText())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("one");
        }
    }

    @Test
    void aLongNoteIsRefused() {
        var reply = server.send(
                "POST",
                Routes.PRODUCTS,
                content(file(brushes, first, "Brushes", "x".repeat(SaveProduct.MAX_NOTE + 1))),
                creator.accessToken());
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("error").path("details").has("files")).isTrue();
    }
}
