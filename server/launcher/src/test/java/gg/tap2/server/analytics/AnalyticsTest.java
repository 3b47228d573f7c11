package gg.tap2.server.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.server.ledger.DailyMetrics;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Reports against the ledger, and the counting of views.
final class AnalyticsTest {
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0";

    @Test
    void theDailyNumbersEqualTheLedgerAndCanBeBuiltAnew() {
        var world = MoneyWorld.get();
        UUID creator = world.creator();
        UUID fan = world.fan();
        UUID product = world.product(creator, 2_000, false);
        var start = world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
        world.pay(start, "4242424242424242");
        world.until("the sale", () -> world.status(start.paymentId()).equals("succeeded"));
        world.app.jobs().runNow("fee-true-up");
        world.app.billing().refunds().refund(creator, new CreateRefund(null, start.paymentId(), 500L, "half"), "test");
        assertThat(DailyMetrics.differences(world.app.db())).isEmpty();
        String before = rows(world, creator);
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE daily_metrics SET revenue_cents = revenue_cents + 1, tips_count = 9 WHERE creator_id = :id")
                        .set("id", creator)
                        .update());
        assertThat(DailyMetrics.differences(world.app.db()))
                .hasSize(1)
                .first()
                .asString()
                .contains(creator.toString());
        DailyMetrics.rebuild(world.app.db());
        assertThat(DailyMetrics.differences(world.app.db())).isEmpty();
        assertThat(rows(world, creator)).isEqualTo(before);
    }

    @Test
    void recurringRevenueOfThePastIsAtThePriceOfThen() {
        var server = TestServer.get();
        var creator = server.creator();
        var db = server.app().db();
        Instant now = server.app().clock().instant();
        UUID id = UUID.randomUUID();
        db.transact(tx -> {
            tx.sql("""
                    INSERT INTO fans (id, guest_email, created_at) VALUES (:id, :email, :now)""")
                    .set("id", id)
                    .set("email", id + "@fans.test")
                    .set("now", now)
                    .update();
            tx.sql("""
                    INSERT INTO tiers (id, creator_id, name, price_cents, currency, created_at, updated_at)
                    SELECT :id, id, 'Tier', 500, 'USD', :now, :now FROM creators WHERE slug = :slug""")
                    .set("id", id)
                    .set("slug", creator.slug())
                    .set("now", now)
                    .update();
            tx.sql("""
                    INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status,
                      started_at, created_at, updated_at)
                    SELECT :id, :id, :id, id, 'month', 500, 'USD', 'active', :then, :then, :then FROM creators
                    WHERE slug = :slug""")
                    .set("id", id)
                    .set("slug", creator.slug())
                    .set("then", now.minus(Duration.ofDays(60)))
                    .update();
        });
        // A better tier a month ago, paid by the year since ten days.
        price(server, id, 1_000, "month", now.minus(Duration.ofDays(30)));
        price(server, id, 9_600, "year", now.minus(Duration.ofDays(10)));
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        String report = Routes.ANALYTICS_SUBSCRIBERS + "?from=";
        assertThat(get(server, creator, report + today.minusDays(40))
                        .path("mrrAtStart")
                        .asLong())
                .isEqualTo(500);
        assertThat(get(server, creator, report + today.minusDays(20))
                        .path("mrrAtStart")
                        .asLong())
                .isEqualTo(1_000);
        JsonNode last = get(server, creator, report + today.minusDays(5));
        assertThat(last.path("mrrAtStart").asLong()).isEqualTo(800);
        assertThat(last.path("mrr").asLong()).isEqualTo(800);
    }

    private static void price(TestServer server, UUID subscription, long cents, String interval, Instant at) {
        server.app()
                .db()
                .transact(tx -> tx.sql("""
                UPDATE subscriptions SET price_cents = :price, billing_interval = :interval, updated_at = :at WHERE id = :id""")
                        .set("id", subscription)
                        .set("price", cents)
                        .set("interval", interval)
                        .set("at", at)
                        .update());
    }

    private static String rows(MoneyWorld world, UUID creator) {
        return world.app
                .db()
                .read(tx -> tx.sql(
                                "SELECT CAST(jsonb_agg(to_jsonb(m) ORDER BY date) AS text) AS all FROM daily_metrics m WHERE creator_id = :id")
                        .set("id", creator)
                        .one(r -> r.text("all")));
    }

    @Test
    void anyRangeIsAnsweredWithItsComparison() {
        var server = TestServer.get();
        var creator = server.creator();
        UUID id = server.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .one(r -> r.uuid("id")));
        for (var day :
                List.of(LocalDate.parse("2026-01-31"), LocalDate.parse("2026-02-01"), LocalDate.parse("2026-01-02"))) {
            server.app()
                    .db()
                    .transact(tx -> tx.sql("""
                    INSERT INTO daily_metrics (creator_id, date, currency, revenue_cents, tips_count, tips_amount_cents, net_cents)
                    VALUES (:id, :day, 'USD', 700, 2, 700, 650)""").set("id", id).set("day", day).update());
        }
        JsonNode o = get(server, creator, Routes.ANALYTICS_OVERVIEW + "?from=2026-01-30&to=2026-02-02");
        assertThat(o.path("current").path("revenue").asLong()).isEqualTo(1_400);
        assertThat(o.path("net").asLong()).isEqualTo(1_300);
        assertThat(o.path("days")).hasSize(4);
        assertThat(o.path("previousFrom").asText()).isEqualTo("2026-01-26");
        assertThat(o.path("previous").path("revenue").asLong()).isZero();
        o = get(
                server,
                creator,
                Routes.ANALYTICS_OVERVIEW
                        + "?from=2026-01-30&to=2026-02-02&compareFrom=2026-01-01&compareTo=2026-01-04");
        assertThat(o.path("previous").path("revenue").asLong()).isEqualTo(700);
        JsonNode months =
                get(server, creator, Routes.ANALYTICS_REVENUE + "?from=2026-01-01&to=2026-02-28&interval=month");
        assertThat(months.path("buckets")).hasSize(2);
        assertThat(months.path("buckets").path(0).path("sums").path("revenue").asLong())
                .isEqualTo(1_400);
        var csv = server.send(
                "GET", Routes.ANALYTICS_CSV + "?from=2026-01-31&to=2026-01-31", null, creator.accessToken());
        assertThat(csv.body().lines().toList().get(1)).isEqualTo("2026-01-31,USD,700,650,700,2,0,0,0,0,0,0");
        for (String bad :
                List.of("?from=2026-02-30", "?from=2026-02-03&to=2026-02-01", "?from=x", "?from=1999-01-01")) {
            assertThat(server.send("GET", Routes.ANALYTICS_OVERVIEW + bad, null, creator.accessToken())
                            .status())
                    .as(bad)
                    .isEqualTo(422);
        }
        server.app()
                .db()
                .transact(tx -> tx.sql("DELETE FROM daily_metrics WHERE creator_id = :id")
                        .set("id", id)
                        .update());
        for (String report : List.of(
                Routes.ANALYTICS_SUBSCRIBERS,
                Routes.ANALYTICS_PRODUCTS,
                Routes.ANALYTICS_FANS,
                Routes.ANALYTICS_TRAFFIC)) {
            get(server, creator, report);
        }
    }

    private static JsonNode get(TestServer server, TestServer.Account who, String path) {
        var reply = server.send("GET", path, null, who.accessToken());
        assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
        return reply.data();
    }

    @Test
    void viewsAreCountedWithoutCookiesAndWithoutRobots() throws Exception {
        var server = TestServer.get();
        var creator = server.creator();
        server.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .update());
        visit(server, creator.slug(), BROWSER, "https://www.youtube.com/watch?v=1", "");
        visit(server, creator.slug(), BROWSER, "", "");
        visit(server, creator.slug(), BROWSER + " another", "", "?utm_source=Newsletter");
        visit(server, creator.slug(), "Googlebot/2.1 (+http://www.google.com/bot.html)", "", "");
        visit(server, creator.slug(), "curl/8.5.0 long enough to pass", "", "");
        server.app().analytics().views().flush();
        JsonNode t = get(server, creator, Routes.ANALYTICS_TRAFFIC);
        assertThat(t.path("views").asLong()).isEqualTo(3);
        assertThat(t.path("visitors").asLong()).isEqualTo(2);
        assertThat(t.path("sources").findValuesAsText("source"))
                .containsExactlyInAnyOrder("youtube.com", "direct", "newsletter");
        assertThat(t.path("pages").path(0).path("page").asText()).isEqualTo("profile");

        server.app().analytics().views().forget();
        LocalDate today = LocalDate.ofInstant(server.app().clock().instant(), ZoneOffset.UTC);
        long left = server.app()
                .db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM page_visitors WHERE date < :day")
                        .set("day", today)
                        .one(r -> r.number("n")));
        assertThat(left).isZero();
    }

    private static void visit(TestServer server, String slug, String agent, String referer, String query)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/@" + slug + query))
                .header("User-Agent", agent);
        if (!referer.isEmpty()) {
            request.header("Referer", referer);
        }
        var reply = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
    }
}
