package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.admin.Takedown;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What concerns the account itself is reached: a forgotten password, a first account, devices, a takedown.
final class AccountFlowTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private StudioDriver studio;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
    }

    @AfterEach
    void close() throws Exception {
        studio.close();
        platform.close();
    }

    private void signIn() throws Exception {
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.waitUntil(
                "first sync",
                () -> studio.app().session() != null
                        && studio.app().session().sync().state().lastSynced() != null);
    }

    @Test
    void whoHasNoPasswordOrNoAccountIsLedOn() throws Exception {
        var pages = new ConcurrentLinkedQueue<String>();
        studio.app().browseWith(pages::add);
        studio.press("#login-forgot");
        studio.waitUntil("the page", () -> !pages.isEmpty());
        assertThat(pages.remove()).isEqualTo(platform.baseUrl().replaceFirst("/$", "") + "/forgot");
        studio.press("#login-join");
        studio.waitUntil("the page", () -> !pages.isEmpty());
        assertThat(pages.remove()).endsWith("/register?as=creator");
    }

    @Test
    void devicesAreShownAndSignedOut() throws Exception {
        signIn();
        studio.go("settings", null);
        studio.press("#security-end-" + platform.account.other);
        studio.waitUntil("gone", () -> platform.account.sessions().size() == 1);
        studio.waitUntil("not shown", () -> studio.shown("#security-end-" + platform.account.other) == null);
    }

    @Test
    void aPasswordIsChangedAndARefusalStaysInTheForm() throws Exception {
        signIn();
        studio.go("settings", null);
        studio.press("#security-password");
        studio.type("#password-now", "wrong one");
        studio.type("#password-next", "a much longer password");
        studio.type("#password-again", "a much longer passwor");
        studio.press("#password-save");
        studio.waitUntil("they differ", () -> studio.shown("#password-problem") != null);
        studio.type("#password-again", "a much longer password");
        studio.press("#password-save");
        studio.waitUntil(
                "the server's word",
                () -> ((javafx.scene.control.Label) studio.shown("#password-problem"))
                        .getText()
                        .contains("not right"));
        assertThat(studio.text("#password-next")).isEqualTo("a much longer password");
        studio.type("#password-now", FakePlatform.PASSWORD);
        studio.press("#password-save");
        studio.waitUntil("changed", () -> platform.account.password != null);
        assertThat(platform.account.password).isEqualTo("a much longer password");
    }

    @Test
    void aTakedownIsReadAndAnswered() throws Exception {
        var down = new Takedown(
                UUID.randomUUID(),
                null,
                UUID.randomUUID(),
                "Your page",
                "down",
                "A photo of somebody who did not agree",
                false,
                null,
                null,
                Instant.parse("2026-11-02T10:00:00Z"),
                null,
                null);
        platform.account.takedowns.put(down.id(), down);
        signIn();
        studio.go("settings", null);
        studio.press("#takedown-object-" + down.id());
        studio.type("#takedown-text", "short");
        studio.press("#takedown-send");
        studio.waitUntil("too short", () -> studio.shown("#takedown-problem") != null);
        studio.type("#takedown-text", "The person signed a release, which I attach.");
        studio.press("#takedown-send");
        studio.waitUntil(
                "sent", () -> platform.account.takedowns.get(down.id()).status().equals("appealed"));
        studio.waitUntil("no second time", () -> studio.shown("#takedown-object-" + down.id()) == null);
    }
}
