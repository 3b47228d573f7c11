package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.model.system.StudioRelease;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.ui.Theme;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens every screen in light and dark and keeps pictures in `target/screenshots`; a screen that throws or
/// stays blank fails. The pictures in `docs/studio` are copies of these.
final class ScreenshotTest {
    /// The same screens at 1920×1080 too, with `-Dtap2.large-shots=true`; they show the same layout with more room.
    private static final boolean LARGE = Boolean.getBoolean("tap2.large-shots");

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
                platform.release = newer();
                studio.go("settings", null);
                studio.press("#settings-check-releases");
                studio.find("#release-dialog");
                shoot(studio, out, "release");
            }
        }
    }

    private static StudioRelease newer() {
        return new StudioRelease(
                "9.1.0",
                "9.1.0",
                null,
                List.of(
                        new StudioRelease.Note(
                                "9.1.0",
                                LocalDate.of(2026, 11, 25),
                                "- **Statements** open offline and prove themselves\n- Uploads pause when you say so"),
                        new StudioRelease.Note(
                                "9.0.0", LocalDate.of(2026, 10, 2), "A calmer home, and a faster editor.")),
                List.of(new StudioRelease.Download(
                        "linux",
                        "tap2-studio_9.1.0_amd64.deb",
                        75_000_000,
                        "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
                        "/downloads/studio/tap2-studio_9.1.0_amd64.deb")));
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

    static void shoot(StudioDriver studio, Path out, String name) throws Exception {
        for (Theme.Choice theme : new Theme.Choice[] {Theme.Choice.LIGHT, Theme.Choice.DARK}) {
            StudioDriver.onFx(() -> {
                studio.app().theme().choose(theme);
                return null;
            });
            if (theme == Theme.Choice.LIGHT) {
                // What the screen asked for is still on its way; the second picture only changes colours.
                Thread.sleep(120);
            }
            studio.pulses(2);
            String file = name + "-" + theme.name().toLowerCase(Locale.ROOT);
            keep(
                    out.resolve(file + ".png"),
                    StudioDriver.onFx(() -> studio.app().scene().snapshot(null)));
            if (LARGE) {
                keep(
                        out.resolve(file + "-1920.png"),
                        StudioDriver.onFx(() -> large(studio.app().scene())));
            }
        }
    }

    /// The same content on a larger canvas: the headless screen is too small for such a window, a scene of its
    /// own is not.
    private static WritableImage large(Scene scene) {
        Parent root = scene.getRoot();
        scene.setRoot(new Pane());
        var canvas = new Scene(root, 1920, 1080);
        canvas.getStylesheets().setAll(scene.getStylesheets());
        for (int i = 0; i < 3; i++) {
            root.applyCss();
            root.layout();
        }
        WritableImage image = canvas.snapshot(null);
        canvas.setRoot(new Pane());
        scene.setRoot(root);
        return image;
    }

    /// The window as it is now, for other tests that pass a screen worth looking at.
    static void save(StudioDriver studio, String name) throws Exception {
        Path out = Files.createDirectories(Path.of("target/screenshots"));
        keep(
                out.resolve(name + ".png"),
                StudioDriver.onFx(() -> studio.app().scene().snapshot(null)));
    }

    private static void keep(Path file, WritableImage snapshot) throws Exception {
        var image = SwingFXUtils.fromFXImage(snapshot, null);
        ImageIO.write(image, "png", file.toFile());
        long colours = java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight() / 97)
                .map(i -> image.getRGB(i * 97 % image.getWidth(), i * 97 / image.getWidth()))
                .distinct()
                .count();
        assertThat(colours).as("%s is not blank", file).isGreaterThan(20);
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
                studio.go("admin-payouts", null);
                studio.openRow(
                        "#admin-payouts", (AdminPayout row) -> row.innerStatus().equals("queued"));
                shoot(studio, out, "admin-payout");
                studio.go("admin-users", null);
                studio.openRow("#admin-users", (AdminUser row) -> row.role() == Role.CREATOR);
                shoot(studio, out, "admin-person");
                studio.go("admin-machinery", "fees");
                studio.press("#admin-change-fees");
                studio.type("#fee-tips", "2.5");
                shoot(studio, out, "admin-fees");
                studio.go("admin-money", "actions");
                studio.press("#admin-adjust");
                studio.type("#adjust-creator", "page-0");
                studio.press("#adjust-find");
                studio.press("#adjust-hits .button");
                studio.type("#money-amount", "900");
                studio.type("#money-reason", "A fee was charged twice");
                studio.press("#money-preview");
                studio.find("#money-confirm");
                shoot(studio, out, "admin-journal");
            }
        }
    }
}
