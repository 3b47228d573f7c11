package gg.tap2.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The pull in small pages: everything comes, nothing twice, and the cursor never goes back.
final class ChangesTest {
    private static final TestServer SERVER = TestServer.get();

    private final TestServer.Account creator = SERVER.creator();

    private JsonNode pull(String query) {
        var reply = SERVER.send("GET", Routes.CHANGES + query, null, creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.data();
    }

    private void post(String path, Map<String, ?> body) {
        var reply = SERVER.send("POST", path, body, creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isIn(200, 201);
    }

    private UUID product(String title) {
        UUID id = UUID.randomUUID();
        post(
                Routes.PRODUCTS,
                Map.of(
                        "id",
                        id,
                        "type",
                        "unlockable",
                        "title",
                        title,
                        "price",
                        500,
                        "payWhatYouWant",
                        false,
                        "hiddenContent",
                        "x"));
        return id;
    }

    /// All pages from `cursor` on.
    private List<JsonNode> walk(String cursor, int limit) {
        var pages = new ArrayList<JsonNode>();
        long ahead = Long.MAX_VALUE;
        do {
            pages.add(pull("?limit=" + limit + "&since=" + cursor));
            cursor = pages.getLast().path("cursor").asText();
            assertThat(pages.getLast().path("ahead").asLong()).isLessThan(ahead);
            ahead = pages.getLast().path("ahead").asLong();
        } while (pages.getLast().path("hasMore").asBoolean());
        assertThat(ahead).isZero();
        return pages;
    }

    private static List<String> ids(List<JsonNode> pages, String kind, String id) {
        var out = new ArrayList<String>();
        pages.forEach(p -> p.path(kind).forEach(x -> out.add(x.path(id).asText())));
        return out;
    }

    @Test
    void smallPagesBringEverythingOnce() {
        var products = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            products.add(product("Product " + i).toString());
        }
        post(
                Routes.TIERS,
                Map.of("name", "Supporter", "price", 500, "trialDays", 0, "sortOrder", 0, "published", true));
        post(Routes.DISCOUNTS, Map.of("code", "SPRING", "percentOff", 10, "active", true));
        UUID gone = product("Gone");
        SERVER.send("DELETE", Routes.path(Routes.PRODUCT, gone), null, creator.accessToken());
        sell();
        sell();
        sell();
        // Otherwise the job may correct a fee between two pages, and that sale comes again.
        SERVER.app().jobs().runNow("fee-true-up");
        List<JsonNode> pages = walk("0-0", 2);
        assertThat(pages).hasSizeGreaterThan(4);
        assertThat(ids(pages, "products", "id")).containsExactlyElementsOf(products);
        assertThat(ids(pages, "tiers", "id")).hasSize(1);
        assertThat(ids(pages, "discountCodes", "id")).hasSize(1);
        assertThat(ids(pages, "sales", "paymentId")).hasSize(3).doesNotHaveDuplicates();
        assertThat(ids(pages, "tombstones", "id")).containsExactly(gone.toString());
        for (JsonNode page : pages) {
            assertThat(page.path("products").size()
                            + page.path("tiers").size()
                            + page.path("discountCodes").size()
                            + page.path("tombstones").size())
                    .isLessThanOrEqualTo(2);
            assertThat(page.path("sales").size()).isLessThanOrEqualTo(2);
        }
        String last = pages.getLast().path("cursor").asText();
        assertThat(ids(walk(last, 2), "products", "id")).isEmpty();
        UUID next = product("Next");
        assertThat(ids(walk(last, 2), "products", "id")).containsExactly(next.toString());
    }

    /// A correction gives a sale a new number: it comes again, and what came last is what is true.
    @Test
    void aFeeThatIsCorrectedBetweenTwoPagesComesAgainAndNothingIsMissing() {
        var sold = List.of(sell().toString(), sell().toString(), sell().toString());
        var first = pull("?limit=2&since=0-0");
        SERVER.app().jobs().runNow("fee-true-up");
        var pages = new ArrayList<>(List.of(first));
        for (int i = 0; i < 10 && pages.getLast().path("hasMore").asBoolean(); i++) {
            pages.add(pull("?limit=2&since=" + pages.getLast().path("cursor").asText()));
        }
        assertThat(pages.getLast().path("hasMore").asBoolean()).as("it ends").isFalse();
        assertThat(ids(pages, "sales", "paymentId")).containsAll(sold);
        var last = new HashMap<String, JsonNode>();
        pages.forEach(p ->
                p.path("sales").forEach(s -> last.put(s.path("paymentId").asText(), s)));
        pull("?limit=10&since=0-0")
                .path("sales")
                .forEach(s -> assertThat(last.get(s.path("paymentId").asText()))
                        .as("the newest figures came last")
                        .isEqualTo(s));
    }

    @Test
    void oneAnswerIsNeitherEmptyNorEndlessWhateverIsAskedFor() {
        product("One");
        product("Two");
        assertThat(pull("?limit=0").path("products").size()).isEqualTo(1);
        assertThat(pull("?limit=999999").path("products").size()).isEqualTo(2);
        assertThat(SERVER.send("GET", Routes.CHANGES + "?limit=many", null, creator.accessToken())
                        .status())
                .isEqualTo(422);
    }

    private UUID sell() {
        var money = MoneyWorld.of(SERVER.app());
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .update());
        var start = SERVER.app()
                .billing()
                .payments()
                .tip(
                        money.fan(),
                        null,
                        new CreateTip(UUID.randomUUID(), 700, null, "One", false, creator.slug(), null, null));
        money.pay(start, "4242424242424242");
        money.until("paid", () -> money.status(start.paymentId()).equals("succeeded"));
        return start.paymentId();
    }
}
