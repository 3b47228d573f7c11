package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
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
