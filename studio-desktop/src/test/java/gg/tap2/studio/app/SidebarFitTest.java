package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In a window of 1280 by 800 pixels the whole list of screens shows, without scrolling and without cut names, and each
/// entry can be reached by the keyboard.
final class SidebarFitTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"en, false", "de, false", "en, true", "de, true"})
    void everyEntryShows(String language, boolean admin) throws Exception {
        Path home = dir.resolve("home");
        try (var platform = new FakePlatform(dir.resolve("platform"))) {
            platform.asAdmin = admin;
            try (var studio = StudioDriver.startIn(language, home, platform.baseUrl())) {
                studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                String first = admin ? "#nav-admin-overview" : "#nav-home";
                var item = (Button) studio.find(first);
                StudioDriver.onFx(() -> {
                    studio.app().scene().getWindow().setWidth(1280);
                    studio.app().scene().getWindow().setHeight(800);
                    return null;
                });
                Thread.sleep(200);
                StudioDriver.onFx(() -> {
                    ScrollPane scroll = scroll(item);
                    assertThat(studio.app().scene().getHeight()).isLessThanOrEqualTo(800);
                    assertThat(scroll.getContent().getLayoutBounds().getHeight())
                            .as("list of screens")
                            .isLessThanOrEqualTo(scroll.getViewportBounds().getHeight());
                    scroll.getContent().lookupAll(".nav-item").forEach(n -> {
                        assertThat(n.isFocusTraversable()).isTrue();
                        assertThat(((Button) n).getWidth())
                                .as(((Button) n).getText())
                                .isGreaterThanOrEqualTo(((Button) n).prefWidth(-1));
                    });
                    return null;
                });
                ScreenshotTest.save(studio, "sidebar-" + language + (admin ? "-admin" : ""));
            }
        }
    }

    private static ScrollPane scroll(javafx.scene.Node inside) {
        for (var n = inside.getParent(); n != null; n = n.getParent()) {
            if (n instanceof ScrollPane s) {
                return s;
            }
        }
        throw new AssertionError("not in a list");
    }
}
