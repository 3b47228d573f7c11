package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What leads away from a page that is over, and what the pages tell those who look at links.
class LooseEndsTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());
    private final UUID creator = WORLD.creator();

    private static HttpResponse<String> get(String path, String token) {
        return SERVER.send("GET", path, null, token).raw();
    }

    /// A link whose days are over, to something of a fan.
    private String overLink() {
        UUID fan = WORLD.fan();
        UUID product = WORLD.product(creator, 500, false);
        String token = RandomTokens.next();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("""
                INSERT INTO download_links (id, token_hash, product_id, fan_id, file_ids, created_at, expires_at)
                VALUES (:id, :hash, :product, :fan, '{}', :made, :over)""")
                        .set("id", UUID.randomUUID())
                        .set("hash", RandomTokens.hash(token))
                        .set("product", product)
                        .set("fan", fan)
                        .set("made", WORLD.now().minus(Duration.ofDays(9)))
                        .set("over", WORLD.now().minus(Duration.ofDays(2)))
                        .update());
        return "/dl/" + token + "/" + UUID.randomUUID();
    }

    @Test
    void aLinkThatIsOverLeadsGuestsAndFansOn() {
        String link = overLink();
        var guest = get(link, null);
        assertThat(guest.statusCode()).isEqualTo(410);
        assertThat(guest.body()).contains("the mail with your receipt", "href=\"/register\"", "/login?next=%2Flibrary");
        var fan = get(link, SERVER.fan().accessToken());
        assertThat(fan.body()).contains("class=\"btn\" href=\"/library\"").doesNotContain("href=\"/register\"");
    }

    @Test
    void previewsHaveATextAndTheMapHasDays() {
        UUID product = WORLD.product(creator, 500, false);
        assertThat(get("/@t-" + creator, null).body()).containsPattern("og:image:alt\" content=\"[^\"]+\"");
        assertThat(get("/sitemap.xml", null).body())
                .containsPattern(product + "</loc><lastmod>\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z</lastmod>");
    }
}
