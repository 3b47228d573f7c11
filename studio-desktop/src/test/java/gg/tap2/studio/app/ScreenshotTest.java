package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.ui.Theme;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javafx.embed.swing.SwingFXUtils;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens every screen in light and dark and keeps pictures in `target/screenshots`; a screen that throws or stays
/// blank fails. The pictures in `docs/studio` are copies of these.
final class ScreenshotTest {
    private static final int[][] SIZES = {{1280, 800}, {1920, 1080}};

    @TempDir
    Path dir;

    @Test
    void everyScreenInLightAndDark() throws Exception {
        Path out = Path.of("target/screenshots");
        Files.createDirectories(out);
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            DemoData.fill(platform);
            try (var studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl())) {
                shoot(studio, out, "login");
                studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                uploads(studio);
                for (ScreenEntry screen : ScreenCatalog.ALL) {
                    studio.go(screen.id(), null);
                    shoot(studio, out, screen.id());
                }
                studio.go("products", platform.allProducts().getFirst().id());
                shoot(studio, out, "editor");
                studio.press("#editor-tab-price");
                shoot(studio, out, "editor-price");
                studio.press("#editor-tab-files");
                shoot(studio, out, "editor-files");
                studio.press("#editor-rehearse");
                studio.waitUntil(
                        "rehearsed", () -> !studio.shown("#rehearsal-again").isDisabled());
                shoot(studio, out, "rehearsal");
                studio.go("payouts", "withdraw");
                studio.press("#withdraw-preview");
                studio.find("#withdraw-confirm");
                shoot(studio, out, "withdraw");
                studio.go("home", null);
                studio.press("#open-palette");
                studio.type("#palette-field", "s");
                shoot(studio, out, "palette");
            }
        }
    }

    private void uploads(StudioDriver studio) throws Exception {
        var uploads = studio.app().session().uploads();
        uploads.add(TestFiles.random(dir.resolve("Lisbon Nights.zip"), 12 << 20, 1), UploadPurpose.PRODUCT_FILE);
        studio.waitUntil("one is ready", () -> uploads.list().getFirst().state() == UploadState.READY);
        uploads.bandwidth().setLimit(900_000);
        uploads.add(
                TestFiles.random(dir.resolve("Mixing vocals, lesson 4.mp4"), 60 << 20, 2), UploadPurpose.PRODUCT_FILE);
        var paused =
                uploads.add(TestFiles.random(dir.resolve("Field notes.pdf"), 3 << 20, 3), UploadPurpose.PRODUCT_FILE);
        uploads.pause(paused.id());
    }

    private static void shoot(StudioDriver studio, Path out, String name) throws Exception {
        for (int[] size : SIZES) {
            studio.resize(size[0], size[1]);
            for (Theme.Choice theme : new Theme.Choice[] {Theme.Choice.LIGHT, Theme.Choice.DARK}) {
                StudioDriver.onFx(() -> {
                    studio.app().theme().choose(theme);
                    return null;
                });
                Thread.sleep(120);
                var image = StudioDriver.onFx(
                        () -> SwingFXUtils.fromFXImage(studio.app().scene().snapshot(null), null));
                var file = out.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT)
                        + (size[0] == 1280 ? "" : "-" + size[0]) + ".png");
                ImageIO.write(image, "png", file.toFile());
                long colours = java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight() / 97)
                        .map(i -> image.getRGB(i * 97 % image.getWidth(), i * 97 / image.getWidth()))
                        .distinct()
                        .count();
                assertThat(colours).as("%s is not blank", file).isGreaterThan(20);
            }
        }
        studio.resize(SIZES[0][0], SIZES[0][1]);
    }

    @Test
    void everyAdminScreenInLightAndDark() throws Exception {
        Path out = Path.of("target/screenshots");
        Files.createDirectories(out);
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            platform.asAdmin = true;
            try (var studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl())) {
                studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                studio.find("#nav-admin-overview");
                for (ScreenEntry screen : ScreenCatalog.ADMIN) {
                    studio.go(screen.id(), null);
                    Thread.sleep(300);
                    shoot(studio, out, screen.id());
                }
                studio.go("admin-money", "actions");
                studio.press("#admin-adjust");
                studio.type("#adjust-creator", "page-0");
                studio.press("#adjust-find");
                studio.type("#money-amount", "900");
                studio.type("#money-reason", "A fee was charged twice");
                studio.press("#money-preview");
                studio.find("#money-confirm");
                shoot(studio, out, "admin-journal");
            }
        }
    }
}
