package gg.tap2.studio.app;

import gg.tap2.studio.store.Sales;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures of the dialogs about people, disputes and pictures, in both languages, light and dark.
final class PeopleScreenshotTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void dialogsInBothLanguages(String language) throws Exception {
        Path out =
                Files.createDirectories(Path.of("target/screenshots" + (language.equals("en") ? "" : "-" + language)));
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            DemoData.fill(platform);
            try (var studio = StudioDriver.startIn(language, dir.resolve("home"), platform.baseUrl())) {
                studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                var dispute = platform.allDisputes().stream()
                        .filter(d -> d.status().equals("open"))
                        .findFirst()
                        .orElseThrow();
                studio.go("disputes", dispute.id());
                studio.find("#dossier-note");
                ScreenshotTest.shoot(studio, out, "dispute-dossier");
                studio.go("buyers", null);
                studio.openRow("#buyers-table", (Sales.Buyer b) -> !b.name().isBlank());
                studio.find("#person-write");
                Thread.sleep(300);
                ScreenshotTest.shoot(studio, out, "person");
                studio.press("#person-write");
                studio.type("#message-subject", language.equals("de") ? "Vielen Dank!" : "Thank you!");
                studio.type(
                        "#message-text", language.equals("de") ? "Das hat mich sehr gefreut." : "That made my day.");
                ScreenshotTest.shoot(studio, out, "message");
                studio.go("messages", null);
                Thread.sleep(400);
                ScreenshotTest.shoot(studio, out, "messages");
                studio.press("#open-notices");
                Thread.sleep(400);
                ScreenshotTest.shoot(studio, out, "notices");
                studio.go("uploads", null);
                studio.press("#uploads-schedule");
                studio.find("#hours-save");
                ScreenshotTest.shoot(studio, out, "upload-hours");
                studio.files.set(List.of(picture()));
                studio.go("profile", null);
                studio.press("#profile-banner");
                studio.find("#crop-frame");
                ScreenshotTest.shoot(studio, out, "crop");
            }
        }
    }

    private Path picture() throws Exception {
        Path file = dir.resolve("me.png");
        var image = new BufferedImage(900, 600, BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setPaint(new GradientPaint(0, 0, Color.ORANGE, 900, 600, Color.MAGENTA));
        g.fillRect(0, 0, 900, 600);
        g.dispose();
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
