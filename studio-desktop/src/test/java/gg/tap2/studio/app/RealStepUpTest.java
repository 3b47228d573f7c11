package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.studio.testing.Newcomers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server wants a fresh proof: one question over the open dialog, and the refused call goes on by itself.
final class RealStepUpTest {
    private static final String EMAIL = "mira@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path dir;

    @Test
    void theOpenDialogStaysAndItsCallIsRepeated() throws Exception {
        try (ServerApp server = Launcher.start(ServerConfig.load(
                null, Map.of(), Map.of(Key.DATA_DIR, dir.resolve("server").toString(), Key.HTTP_PORT, "0")))) {
            String url = server.localUrl();
            Newcomers.confirmed(
                    url,
                    Launcher.sandbox(server).orElseThrow().mailbox().baseUri().toString(),
                    new RegisterRequest(EMAIL, PASSWORD, Role.CREATOR, "Mira Sol", "mira-sol", "en"));
            try (var studio = StudioDriver.start(dir.resolve("home"), url)) {
                studio.signIn(EMAIL, PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                server.db()
                        .transact(tx -> tx.sql(
                                        "UPDATE sessions SET proven_at = proven_at - CAST('6 minutes' AS interval)")
                                .update());
                studio.go("bankaccounts", null);
                studio.press("#bank-connect");
                studio.type("#bank-holder", "Mira Sol");
                var pages = new ConcurrentLinkedQueue<String>();
                studio.app().browseWith(pages::add);
                studio.press("#bank-open");
                studio.waitUntil("the question", () -> studio.shown("#step-up-secret") != null);
                ScreenshotTest.save(studio, "step-up");
                studio.type("#step-up-secret", "not this one");
                studio.press("#step-up-go");
                studio.waitUntil(
                        "the refusal",
                        () -> studio.shown("#step-up-problem") instanceof Label l
                                && !l.getText().isBlank());
                assertThat(pages).isEmpty();
                studio.type("#step-up-secret", PASSWORD);
                studio.press("#step-up-go");
                studio.waitUntil("the bank's page", () -> !pages.isEmpty());
                assertThat(studio.shown("#step-up-secret")).isNull();
                assertThat(studio.shown("#bank-holder"))
                        .as("the dialog below stayed")
                        .isNotNull();
            }
        }
    }
}
