package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.billing.Grants;
import gg.tap2.server.testing.MoneyWorld;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Reports, takedowns and appeals.
final class AdminContentTest extends AdminCase {
    @Test
    void takedownAppealAndRestore() {
        UUID product = UUID.randomUUID();
        SERVER.app()
                .db()
                .transact(tx ->
                        tx.sql("""
                INSERT INTO products (id, creator_id, title, type, price_cents, currency, status, created_at, updated_at, published_at)
                VALUES (:id, :creator, 'Reported', 'unlockable', 500, 'USD', 'published', now(), now(), now())""").set("id", product).set("creator", creatorId).update());
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO content_reports (id, path, reason, details, created_at) VALUES (:id, :path, 'copyright', 'This is my picture', now())")
                        .set("id", UUID.randomUUID())
                        .set("path", "/@" + creator.slug() + "/" + product)
                        .update());
        JsonNode report = null;
        for (JsonNode r : ok(get(Routes.ADMIN_REPORTS + "?limit=100"))) {
            report = r.path("productId").asText().equals(product.toString()) ? r : report;
        }
        assertThat(report).isNotNull();
        var down = ok(post(
                Routes.ADMIN_TAKEDOWNS,
                Map.of(
                        "productId",
                        product,
                        "reportId",
                        report.path("id").asText(),
                        "closeAccess",
                        true,
                        "reason",
                        "Copyright complaint")));
        String t = down.path("id").asText();
        assertThat(status(product)).isEqualTo("taken_down");
        assertThat(SERVER.send("POST", Routes.path(Routes.PUBLISH, product), null, creator.accessToken())
                        .status())
                .isEqualTo(409);
        assertThat(SERVER.send(
                                "POST",
                                Routes.path(Routes.TAKEDOWN_APPEAL, t),
                                Map.of("text", "I took this picture myself."),
                                SERVER.creator().accessToken())
                        .status())
                .isEqualTo(404);
        ok(SERVER.send(
                "POST",
                Routes.path(Routes.TAKEDOWN_APPEAL, t),
                Map.of("text", "I took this picture myself."),
                creator.accessToken()));
        ok(post(Routes.path(Routes.ADMIN_TAKEDOWN_RESTORE, t), Map.of("reason", "The creator is right")));
        assertThat(status(product)).isEqualTo("unpublished");
        assertThat(ok(SERVER.send("GET", Routes.TAKEDOWNS, null, creator.accessToken()))
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("restored");
    }

    @Test
    void buyersHearOnceThatWhatTheyHaveIsGoneAndWhatTheMoneyDoes() {
        var world = MoneyWorld.of(SERVER.app());
        UUID seller = world.creator();
        UUID product = world.product(seller, 700, false);
        UUID buyer = world.fan();
        UUID given = world.fan();
        UUID stranger = world.fan();
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE users SET locale = 'de' WHERE id = :id")
                        .set("id", buyer)
                        .update());
        var start = SERVER.app()
                .billing()
                .payments()
                .purchase(buyer, buyer, new CreatePurchase(null, product, null, null, null, null, null, false));
        world.pay(start, "4242424242424242");
        world.until("booked", () -> world.status(start.paymentId()).equals("succeeded"));
        SERVER.app().db().transact(tx -> {
            Grants.create(tx, UUID.randomUUID(), product, given, world.now());
            // The buyer has it twice, and hears of it once.
            Grants.create(tx, UUID.randomUUID(), product, buyer, world.now());
        });
        var request = Map.of(
                "id",
                UUID.randomUUID(),
                "productId",
                product,
                "closeAccess",
                true,
                "reason",
                "Copyright complaint by somebody");
        ok(post(Routes.ADMIN_TAKEDOWNS, request));
        ok(post(Routes.ADMIN_TAKEDOWNS, request));
        world.until("told", () -> mails(buyer) == 1 && mails(given) == 1);
        world.until(
                "sent",
                () -> delivered(world, buyer).contains("A product")
                        && !delivered(world, given).isEmpty());
        assertThat(delivered(world, buyer))
                .contains("Wir haben „A product“", "7,00", "schreib uns")
                .doesNotContain("Copyright complaint");
        assertThat(delivered(world, given)).contains("We took “A product”", "You paid nothing");
        assertThat(mails(buyer)).as("once, though the request came twice").isEqualTo(1);
        assertThat(mails(stranger)).isZero();
    }

    private static long mails(UUID fan) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM outbox_mails WHERE to_address = :to AND dedup_key LIKE 'purchase_taken_down%'")
                        .set("to", fan + "@fans.test")
                        .one(r -> r.number("n")));
    }

    /// The mails about what was taken down as they arrived.
    private static String delivered(MoneyWorld world, UUID fan) {
        String base = Launcher.sandbox(SERVER.app()).orElseThrow().mailbox().baseUri() + "/sandbox/api/messages";
        var all = new StringBuilder();
        for (JsonNode m : world.get(base + "?to=" + fan + "@fans.test").body().path("data")) {
            String text = world.get(base + "/" + m.path("id").asText())
                    .body()
                    .path("text")
                    .asText();
            all.append(text.contains("offline genommen") || text.contains("We took") ? text : "");
        }
        return all.toString();
    }

    private static String status(UUID product) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT status FROM products WHERE id = :id")
                        .set("id", product)
                        .one(r -> r.text("status")));
    }

    @Test
    void aPageThatIsDownStaysDownWhateverItsCreatorSaves() {
        ok(post(
                Routes.ADMIN_TAKEDOWNS,
                Map.of("creatorId", creatorId, "closeAccess", false, "reason", "Impersonation")));
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", creatorId)
                        .update());
        assertThat(SERVER.send("GET", Routes.path(Routes.PUBLIC_CREATOR, creator.slug()), null, null)
                        .status())
                .isEqualTo(404);
    }
}
