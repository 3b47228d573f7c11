package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.Dispute;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answering a dispute in the real window, with and without a connection.
final class DisputeFlowTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private StudioDriver studio;
    private Dispute dispute;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        dispute = platform.allDisputes().stream()
                .filter(d -> d.status().equals("open"))
                .findFirst()
                .orElseThrow();
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.waitUntil(
                "first sync",
                () -> studio.app().session() != null
                        && studio.app().session().sync().state().lastSynced() != null);
        studio.go("disputes", dispute.id());
        studio.find("#dossier-note");
    }

    @AfterEach
    void close() throws Exception {
        studio.close();
        platform.close();
    }

    private String noteOfPlatform() {
        var known = platform.dossiers().find(dispute.id());
        return known == null ? "" : known.note();
    }

    @Test
    void theAnswerGoesOutWithTheCreatorsWords() throws Exception {
        ScreenshotTest.save(studio, "dispute-dossier");
        studio.type("#dossier-note", "Jonas wrote that he likes it.");
        studio.waitUntil("the words at the platform", () -> noteOfPlatform().startsWith("Jonas"));
        studio.press("#dossier-send");
        studio.press("#dossier-yes");
        studio.find("#dossier-ended");
        var sent = Objects.requireNonNull(platform.dossiers().find(dispute.id()));
        assertThat(sent.note()).isEqualTo("Jonas wrote that he likes it.");
        assertThat(sent.submittedAt()).isNotNull();
        ScreenshotTest.save(studio, "dispute-answered");
    }

    @Test
    void givingUpIsAskedTwice() throws Exception {
        studio.press("#dossier-give-up");
        studio.press("#dossier-no");
        assertThat(Objects.requireNonNull(platform.dossiers().find(dispute.id()))
                        .status())
                .isEqualTo("open");
        studio.press("#dossier-give-up");
        studio.press("#dossier-yes");
        studio.find("#dossier-ended");
        assertThat(Objects.requireNonNull(platform.dossiers().find(dispute.id()))
                        .status())
                .isEqualTo("lost");
    }

    @Test
    void wordsTypedWithoutAConnectionAreHandedOverLater() throws Exception {
        platform.down = true;
        studio.type("#dossier-note", "Written on a train.");
        studio.waitUntil("kept", () -> studio.text("#dossier-kept").equals("Kept on this machine"));
        assertThat(noteOfPlatform()).isEmpty();
        platform.down = false;
        studio.app().session().sync().soon();
        studio.waitUntil("handed over", () -> noteOfPlatform().equals("Written on a train."));
        studio.waitUntil("said so", () -> studio.text("#dossier-kept").equals("Saved"));
    }
}
