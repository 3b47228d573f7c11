package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.studio.api.FansApi;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.testing.Newcomers;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The window against the real server: a tip is told, its giver thanked, given a product and refused it again, and
/// the page gets a cropped picture.
final class AudienceFlowTest {
    private static final String EMAIL = "nora@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path dir;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @Test
    void aTipIsToldThankedAndRewarded() throws Exception {
        try (ServerApp server = Launcher.start(ServerConfig.load(
                null, Map.of(), Map.of(Key.DATA_DIR, dir.resolve("server").toString(), Key.HTTP_PORT, "0")))) {
            String url = server.localUrl();
            Newcomers.confirmed(
                    url,
                    Launcher.sandbox(server).orElseThrow().mailbox().baseUri().toString(),
                    new RegisterRequest(EMAIL, PASSWORD, Role.CREATOR, "Nora Vale", "nora-vale", "en"));
            server.db()
                    .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = 'nora-vale'")
                            .update());
            try (var studio = StudioDriver.start(dir.resolve("home"), url)) {
                studio.app().desktop().notifyWith((title, text) -> told.add(title + "|" + text));
                studio.signIn(EMAIL, PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                UUID product = product(studio);
                studio.waitUntil(
                        "the first look at notices",
                        () -> studio.app()
                                .session()
                                .store()
                                .findSetting("notices_seen")
                                .isPresent());
                iconify(studio, true);
                UUID fan = tip(server);
                notices(studio);
                reward(studio, server, product, fan);
                thank(studio, server, fan);
                picture(studio, server);
            }
        }
    }

    private static UUID product(StudioDriver studio) {
        var api = studio.app().session().api();
        var made = api.createProduct(
                new SaveProduct(
                        Ids.next(),
                        ProductType.UNLOCKABLE,
                        "Demo tapes",
                        "",
                        900,
                        false,
                        null,
                        null,
                        null,
                        List.of(),
                        "The tapes",
                        List.of(),
                        List.of(),
                        ""),
                "key-1");
        api.publish(made.id());
        studio.app().session().sync().soon();
        return made.id();
    }

    private static UUID tip(ServerApp server) {
        var money = MoneyWorld.of(server);
        UUID fan = money.fan();
        var start = server.billing()
                .payments()
                .tip(
                        fan,
                        null,
                        new CreateTip(UUID.randomUUID(), 700, null, "Loved it", false, "nora-vale", null, null));
        money.pay(start, "4242424242424242");
        money.until("paid", () -> money.status(start.paymentId()).equals("succeeded"));
        return fan;
    }

    private static void iconify(StudioDriver studio, boolean small) throws Exception {
        StudioDriver.onFx(() -> {
            ((javafx.stage.Stage) studio.app().scene().getWindow()).setIconified(small);
            return null;
        });
    }

    private void notices(StudioDriver studio) throws Exception {
        studio.waitUntil(
                "the bell counts",
                () -> studio.shown(".bell-count") instanceof Label l
                        && l.getText().equals("1"));
        studio.waitUntil("told outside the window", () -> !told.isEmpty());
        iconify(studio, false);
        assertThat(told).singleElement().asString().contains("7.00");
        studio.press("#open-notices");
        studio.find(".notice-line");
        ScreenshotTest.save(studio, "notices");
        studio.press("#notices-read");
        studio.waitUntil("read", () -> studio.shown(".bell-count") == null);
        studio.press("#dialog-close");
    }

    @SuppressWarnings("unchecked")
    private static void reward(StudioDriver studio, ServerApp server, UUID product, UUID fan) throws Exception {
        studio.go("buyers", null);
        studio.waitUntil(
                "the buyer",
                () -> studio.shown("#buyers-table") instanceof TableView<?> t
                        && t.getItems().size() == 1);
        ScreenshotTest.save(studio, "buyers");
        StudioDriver.onFx(() -> {
            var table = (TableView<Object>) studio.shown("#buyers-table");
            table.getSelectionModel().select(0);
            table.getOnKeyPressed()
                    .handle(new javafx.scene.input.KeyEvent(
                            javafx.scene.input.KeyEvent.KEY_PRESSED,
                            "",
                            "",
                            javafx.scene.input.KeyCode.ENTER,
                            false,
                            false,
                            false,
                            false));
            return null;
        });
        studio.waitUntil(
                "products to give",
                () -> studio.shown("#person-give") instanceof ComboBox<?> c
                        && !c.getItems().isEmpty());
        StudioDriver.onFx(() -> {
            var give = (ComboBox<ProductRow>) studio.shown("#person-give");
            give.getSelectionModel().select(0);
            return null;
        });
        studio.press("#person-give-now");
        studio.find(".person-revoke");
        assertThat(grants(server, product, fan)).isEqualTo(1);
        ScreenshotTest.save(studio, "person");
        studio.press(".person-revoke");
        studio.waitUntil("taken away", () -> studio.shown(".person-revoke") == null);
        assertThat(grants(server, product, fan)).isZero();
    }

    private static long grants(ServerApp server, UUID product, UUID fan) {
        return server.db()
                .read(tx -> tx.sql(
                                "SELECT count(*) AS n FROM grants WHERE product_id = :product AND fan_id = :fan AND revoked_at IS NULL")
                        .set("product", product)
                        .set("fan", fan)
                        .one(r -> r.number("n")));
    }

    private static void thank(StudioDriver studio, ServerApp server, UUID fan) throws Exception {
        studio.press("#person-write");
        studio.type("#message-subject", "Thank you!");
        studio.type("#message-text", "That made my day.\n\nNora");
        ScreenshotTest.save(studio, "message");
        studio.press("#message-send");
        studio.waitUntil("sent", () -> studio.shown("#message-send") == null);
        var letters = server.db().read(tx -> tx.sql("""
                        SELECT m.subject FROM creator_messages m JOIN creator_message_recipients r ON r.message_id = m.id
                        WHERE r.fan_id = :fan""").set("fan", fan).list(r -> r.text("subject")));
        assertThat(letters).containsExactly("Thank you!");
        studio.go("messages", null);
        studio.waitUntil(
                "listed",
                () -> studio.shown("#messages-table") instanceof TableView<?> t
                        && t.getItems().size() == 1);
        ScreenshotTest.save(studio, "messages");
        // What is typed and not sent is there again.
        studio.press("#message-new");
        studio.type("#message-subject", "Soon");
        studio.press("#dialog-close");
        studio.press("#message-new");
        assertThat(studio.text("#message-subject")).isEqualTo("Soon");
        studio.waitUntil(
                "counted",
                () -> studio.shown("#message-size") instanceof Label l
                        && l.getText().startsWith("Nobody"));
        studio.press("#dialog-close");
        assertThat(new FansApi(studio.app().session().client()).messages()).hasSize(1);
    }

    private void picture(StudioDriver studio, ServerApp server) throws Exception {
        Path file = dir.resolve("me.png");
        var image = new BufferedImage(900, 600, BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setPaint(new java.awt.GradientPaint(0, 0, java.awt.Color.ORANGE, 900, 600, java.awt.Color.MAGENTA));
        g.fillRect(0, 0, 900, 600);
        g.dispose();
        ImageIO.write(image, "png", file.toFile());
        studio.files.set(List.of(file));
        studio.go("profile", null);
        studio.press("#profile-avatar");
        studio.find("#crop-frame");
        ScreenshotTest.save(studio, "crop");
        studio.press("#crop-use");
        studio.waitUntil("it waits to be published", () -> studio.shown("#changes-publish") != null);
        studio.press("#changes-publish");
        studio.waitUntil(
                "the picture is the page's",
                () -> server.db()
                        .read(tx -> tx.sql(
                                        "SELECT avatar_url IS NOT NULL AS there FROM creators WHERE slug = 'nora-vale'")
                                .one(r -> r.bool("there"))));
        ScreenshotTest.save(studio, "profile-pictures");
    }
}
