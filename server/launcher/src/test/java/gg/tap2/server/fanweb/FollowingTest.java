package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.server.catalog.Follows;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Following a creator has an effect, and no list ends before its last entry.
class FollowingTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());
    private final UUID creator = WORLD.creator();
    private final TestServer.Account account = SERVER.fan();
    private final UUID fan = SERVER.app()
            .db()
            .read(tx -> tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :mail")
                    .set("mail", account.email())
                    .one(r -> r.uuid("id")));

    private String page(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                .header("Authorization", "Bearer " + account.accessToken())
                .header("Accept-Language", "en")
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        }
    }

    private void follow(UUID who, boolean on) {
        SERVER.app().db().transact(tx -> {
            if (on) {
                Follows.create(tx, who, creator, WORLD.now());
            } else {
                Follows.remove(tx, who, creator);
            }
        });
    }

    private UUID publish(String title) {
        var products = SERVER.app().catalog().products();
        var saved = products.create(
                creator,
                new SaveProduct(
                        null,
                        ProductType.UNLOCKABLE,
                        title,
                        "",
                        500,
                        false,
                        null,
                        null,
                        null,
                        List.of(),
                        "words",
                        List.of(),
                        List.of(),
                        ""));
        products.publish(creator, saved.id());
        SERVER.app().wakeNotices();
        return saved.id();
    }

    private long mails(String address, String title) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_mails WHERE to_address = :to AND subject LIKE '%' || :title || '%'")
                        .set("to", address)
                        .set("title", title)
                        .one(r -> r.number("n")));
    }

    private long told(UUID product) {
        return WORLD.count(
                "SELECT count(*) AS n FROM outbox_facts WHERE kind = 'new_product' AND handled_at IS NOT NULL AND payload ->> 'product' = CAST(:id AS text)",
                product);
    }

    /// Every address of the kind on the page and on those that its pager leads to.
    private Set<String> all(String start, String link) throws IOException, InterruptedException {
        var found = new HashSet<String>();
        Pattern next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
        for (String path = start; path != null; ) {
            String html = page(path);
            Matcher m = Pattern.compile(link).matcher(html);
            while (m.find()) {
                found.add(m.group(1));
            }
            Matcher more = next.matcher(html);
            path = more.find() ? more.group(1).replace("&amp;", "&").replaceFirst("#.*", "") : null;
        }
        return found;
    }

    @Test
    void followersAndMembersHearOfANewProductOnce() throws Exception {
        follow(fan, true);
        UUID both = WORLD.fan();
        follow(both, true);
        UUID tier = WORLD.tier(creator, 500);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("""
                        INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status, created_at, updated_at)
                        VALUES (:id, :fan, :tier, :creator, 'month', 500, 'USD', 'active', :now, :now)""")
                        .set("id", UUID.randomUUID())
                        .set("fan", both)
                        .set("tier", tier)
                        .set("creator", creator)
                        .set("now", WORLD.now())
                        .update());
        UUID stranger = WORLD.fan();
        UUID product = publish("A fresh linocut");
        WORLD.until("both are told", () -> told(product) == 2);
        var products = SERVER.app().catalog().products();
        products.unpublish(creator, product);
        products.publish(creator, product);
        UUID second = publish("Another linocut");
        WORLD.until("the next is told", () -> told(second) == 2);
        assertThat(told(product)).as("published again").isEqualTo(2);
        assertThat(mails(account.email(), "A fresh linocut")).isEqualTo(1);
        assertThat(mails(both + "@fans.test", "A fresh linocut")).isEqualTo(1);
        assertThat(mails(stranger + "@fans.test", "A fresh linocut")).isZero();
        assertThat(page("/notices")).contains("New: A fresh linocut");
        assertThat(page("/following")).contains("A fresh linocut", "Another linocut", "Stop following");
        assertThat(page("/")).contains("/following");

        follow(fan, false);
        UUID third = publish("After the farewell");
        WORLD.until("the member is told", () -> told(third) == 1);
        assertThat(mails(account.email(), "After the farewell")).isZero();
        assertThat(page("/following")).contains("You follow nobody yet");
    }

    /// A product that was taken back before its news went out leads nowhere, and nobody is led there.
    @Test
    void whatIsTakenBackIsNoNews() throws Exception {
        UUID product = WORLD.product(creator, 500, false);
        SERVER.app().catalog().products().unpublish(creator, product);
        SERVER.app()
                .db()
                .transact(tx -> Outbox.publish(
                        tx,
                        new FanNews.NewProduct(
                                product + ":" + fan, creator, fan, product, "Taken back", "/@x/" + product),
                        WORLD.now()));
        SERVER.app().wakeNotices();
        WORLD.until("it is handled", () -> told(product) == 1);
        assertThat(mails(account.email(), "Taken back")).isZero();
        assertThat(page("/notices")).doesNotContain("Taken back");
    }

    @Test
    void aPageThatIsNotThereKnowsItsReader() throws Exception {
        for (String path : List.of("/no-such-page", "/library/" + UUID.randomUUID(), "/@nobody-at-all")) {
            var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                    .header("Authorization", "Bearer " + account.accessToken())
                    .build();
            try (var http = HttpClient.newHttpClient()) {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.body()).as(path).contains("href=\"/library\"").doesNotContain("href=\"/login\"");
            }
        }
    }

    @Test
    void searchFindsProductsAndTheNewestAreOneOfEach() throws Exception {
        for (int i = 0; i < 210; i++) {
            WORLD.product(creator, 500, false);
        }
        UUID other = WORLD.creator();
        UUID yoke = WORLD.product(other, 500, false);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE products SET title = 'Nordic yoke sweater', published_at = published_at - interval '1 hour' WHERE id = :id")
                        .set("id", yoke)
                        .update());
        assertThat(page("/?q=nordic+yoke")).contains("/@t-" + other + "/" + yoke, "Nordic yoke sweater");
        assertThat(page("/?q=nordik+yoke")).contains("Nordic yoke sweater");
        var newest = SERVER.app().catalog().publicCatalog().newest(1_000);
        assertThat(newest)
                .extracting(p -> p.creatorId())
                .doesNotHaveDuplicates()
                .contains(creator, other);
        assertThat(page("/?tag=ink&page=2")).contains("/?tag=ink&amp;page=2\">");
        assertThat(page("/@t-" + creator + "?page=2")).contains("rel=\"canonical\"", "?page=2\"><");
    }

    @Test
    void aCreatorsPageLeadsToEveryProduct() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 53; i++) {
            ids.add(WORLD.product(creator, 500, false).toString());
        }
        assertThat(all("/@t-" + creator, "/@t-" + creator + "/([0-9a-f-]{36})\""))
                .isEqualTo(ids);
    }

    @Test
    void theLibraryLeadsToEverythingAndIsSearched() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 107; i++) {
            UUID product = WORLD.product(creator, 500, false);
            ids.add(product.toString());
            SERVER.app()
                    .db()
                    .transact(tx -> tx.sql(
                                    "INSERT INTO grants (id, fan_id, product_id, source, granted_at) VALUES (:id, :fan, :product, 'grant', :now)")
                            .set("id", UUID.randomUUID())
                            .set("fan", fan)
                            .set("product", product)
                            .set("now", WORLD.now())
                            .update());
        }
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE products SET title = 'Moth & lamp 100%' WHERE id = CAST(:id AS uuid)")
                        .set("id", ids.iterator().next())
                        .update());
        assertThat(all("/library", "href=\"/library/([0-9a-f-]{36})\"")).isEqualTo(ids);
        assertThat(all("/library?q=lamp+100%25", "href=\"/library/([0-9a-f-]{36})\""))
                .containsExactly(ids.iterator().next());
        assertThat(page("/library?q=nothing+like+it")).contains("Nothing in your library has “nothing like it”");
        assertThat(all("/library?q=a+product", "href=\"/library/([0-9a-f-]{36})\""))
                .hasSize(106);
    }
}
