package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An admin who was just made has no second factor, and is led to where one is made.
final class FirstAdminTest {
    @TempDir
    Path dir;

    @Test
    void theWayToASecondFactorIsShown() throws Exception {
        TestServer server = TestServer.get();
        var account = server.fan();
        AdminDesk.sql("UPDATE users SET role = 'admin', admin_scope = 'full' WHERE email = :x", account.email());
        try (var studio = StudioDriver.start(dir.resolve("home"), server.baseUrl())) {
            var pages = new ConcurrentLinkedQueue<String>();
            studio.app().browseWith(pages::add);
            studio.signIn(account.email(), TestServer.PASSWORD);
            studio.waitUntil("the question", () -> button(studio) != null);
            StudioDriver.onFx(() -> {
                Button open = button(studio);
                assertThat(open).isNotNull();
                open.fire();
                return null;
            });
            studio.waitUntil("the page", () -> !pages.isEmpty());
            assertThat(pages.peek()).isEqualTo(server.baseUrl() + "/settings#passkeys");
        }
    }

    private static Button button(StudioDriver studio) {
        return studio.app().scene().getRoot().lookupAll(".button").stream()
                .filter(n -> n instanceof Labeled l && "Open the settings".equals(l.getText()))
                .map(Button.class::cast)
                .findFirst()
                .orElse(null);
    }
}
