package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.input.MouseButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/// What a creator does in a day, in the real window without a screen.
final class StudioFlowTest {
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
    void wrongPasswordIsSaidAndTheRightOneOpensHome() throws Exception {
        studio.signIn(FakePlatform.EMAIL, "wrong");
        studio.waitUntil(
                "refusal",
                () -> !((Labeled) studio.app().scene().lookup("#login-error"))
                        .getText()
                        .isEmpty());
        assertThat(studio.text("#login-error")).contains("wrong");
        signIn();
        studio.waitUntil(
                "balance",
                () -> ((Labeled) studio.app().scene().lookup("#home-available"))
                        .getText()
                        .startsWith("€"));
    }

    @Test
    void secondFactorIsAskedFor() throws Exception {
        platform.secondFactor = true;
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.type("#login-code", FakePlatform.CODE);
        studio.press("#login-submit");
        studio.find("#home-available");
    }

    /// Progress comes many times a second while the mouse is down, and while the keyboard is on a button.
    @Test
    void aSlowPressOnARunningUploadCounts() throws Exception {
        signIn();
        platform.storage.delayPerPartMs = 120_000;
        Path file = TestFiles.random(dir.resolve("Loops.zip"), 20 << 20, 3);
        UUID id = studio.app()
                .session()
                .uploads()
                .add(file, gg.tap2.model.media.UploadPurpose.PRODUCT_FILE)
                .id();
        studio.go("uploads", null);
        studio.waitUntil("it runs", () -> state(id) == UploadState.RUNNING);
        Node pause = studio.find("#upload-pause");
        StudioDriver.onFx(() -> {
            pause.requestFocus();
            return true;
        });
        var robot = new FxRobot();
        robot.moveTo(pause).press(MouseButton.PRIMARY);
        // Several turns of progress.
        Thread.sleep(900);
        assertThat(studio.find("#upload-pause")).isSameAs(pause);
        assertThat(StudioDriver.onFx(pause::isFocused)).isTrue();
        robot.release(MouseButton.PRIMARY);
        studio.waitUntil("the pause", () -> state(id) == UploadState.PAUSED);
        platform.storage.delayPerPartMs = 0;
    }

    private UploadState state(UUID id) {
        return studio.app().session().uploads().find(id).orElseThrow().state();
    }

    @Test
    void createEditUploadAndPublish() throws Exception {
        signIn();
        Path file = TestFiles.random(dir.resolve("Loops.zip"), 20 << 20, 3);
        studio.go("products", "new");
        studio.type("#editor-title", "Rainy loops");
        studio.type("#editor-description", "# Rain\n\nRecorded in **November**.");
        studio.press("#editor-tab-price");
        studio.type("#editor-price", "12.50");
        studio.press("#editor-tab-files");
        studio.files.set(List.of(file));
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".drop-zone").stream()
                    .flatMap(zone -> zone.lookupAll(".button").stream())
                    .map(javafx.scene.control.Button.class::cast)
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
        studio.waitUntil(
                "upload ready",
                () -> studio.app().session().uploads().list().stream().anyMatch(t -> t.state() == UploadState.READY));
        UUID upload = studio.app().session().uploads().list().getFirst().id();
        assertThat(TestFiles.sha256(platform.uploads().object(upload))).isEqualTo(TestFiles.sha256(file));
        studio.press("#editor-publish");
        studio.waitUntil(
                "published",
                () -> platform.allProducts().stream()
                        .anyMatch(p -> p.title().equals("Rainy loops") && p.status() == ProductStatus.PUBLISHED));
        Product stored = platform.allProducts().stream()
                .filter(p -> p.title().equals("Rainy loops"))
                .findFirst()
                .orElseThrow();
        assertThat(stored.price()).isEqualTo(1_250);
        assertThat(stored.description()).contains("**November**");
        assertThat(stored.files()).extracting(f -> f.uploadId()).containsExactly(upload);
    }

    @Test
    void undoAndRedoAreSavedToo() throws Exception {
        signIn();
        Product product = platform.allProducts().getFirst();
        studio.go("products", product.id());
        studio.type("#editor-title", "Something else");
        studio.press("#editor-undo");
        assertThat(studio.text("#editor-title")).isEqualTo(product.title());
        studio.press("#editor-redo");
        studio.press("#changes-publish");
        studio.waitUntil("saved", () -> platform.product(product.id()).title().equals("Something else"));
    }

    @Test
    void offlineEditMeetsAnotherEditAndTheUserMerges() throws Exception {
        signIn();
        Product product = platform.allProducts().getFirst();
        platform.down = true;
        studio.go("products", product.id());
        studio.type("#editor-title", "My title");
        studio.press("#editor-tab-price");
        studio.type("#editor-price", "30");
        studio.waitUntil(
                "kept here", () -> studio.app().session().store().outbox().size() == 1);
        var tree = gg.tap2.studio.platform.Json.tree(ProductCopy.contentOf(product));
        tree.put("title", "Their title").put("description", "Their text");
        platform.editElsewhere(
                product.id(), gg.tap2.studio.platform.Json.fromTree(tree, gg.tap2.model.catalog.SaveProduct.class));
        platform.down = false;
        studio.app().session().sync().runOnce();
        studio.press("#editor-merge");
        studio.find("#merge-theirs-title");
        StudioDriver.onFx(() -> {
            ((javafx.scene.control.RadioButton) studio.app().scene().lookup("#merge-theirs-title")).fire();
            return null;
        });
        studio.press("#merge-done");
        studio.press("#changes-publish");
        studio.waitUntil(
                "merged on the server", () -> platform.product(product.id()).price() == 3_000);
        Product merged = platform.product(product.id());
        assertThat(merged.title()).isEqualTo("Their title");
        assertThat(merged.description()).isEqualTo("Their text");
        assertThat(studio.app().session().store().conflicts().list()).isEmpty();
    }

    @Test
    void withdrawShowsWhatHappensAndSendsItOnce() throws Exception {
        signIn();
        long before = platform.payoutList().size();
        studio.waitUntil(
                "balance", () -> studio.app().session().store().documents().count("bank_account") == 2);
        studio.go("payouts", "withdraw");
        studio.type("#withdraw-amount", "25.00");
        studio.press("#withdraw-preview");
        platform.loseAnswerNext.set(1);
        studio.press("#withdraw-confirm");
        studio.waitUntil("requested", () -> platform.payoutList().size() == before + 1);
        studio.waitUntil("dialog closed", () -> studio.app().scene().lookup("#dialog") == null);
        assertThat(platform.payoutList().getLast().amount()).isEqualTo(2_500);
        assertThat(platform.payoutList()).hasSize((int) before + 1);
    }

    @Test
    void theLastAccountOpensWithoutAConnection() throws Exception {
        signIn();
        studio.close();
        platform.down = true;
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
        studio.find("#home-available");
        assertThat(studio.text("#home-available")).startsWith("€");
    }

    @Test
    void theTourIsShownOnceAndOnDemand() throws Exception {
        studio.close();
        studio = StudioDriver.start(dir.resolve("newcomer"), platform.baseUrl(), true);
        signIn();
        assertThat(studio.text("#tour-title")).isEqualTo("Welcome to your studio");
        studio.press("#tour-next");
        studio.find("#product-table");
        assertThat(studio.text("#tour-title")).isEqualTo("Make something to sell");
        studio.press("#tour-skip");
        studio.waitUntil("closed", () -> studio.shown("#tour") == null);
        studio.close();
        studio = StudioDriver.start(dir.resolve("newcomer"), platform.baseUrl(), true);
        studio.find("#home-available");
        assertThat(studio.shows("#tour")).isFalse();
    }

    @Test
    void anArchiveIsWrittenUnderAPassphraseAndOpensWithIt() throws Exception {
        signIn();
        Path file = dir.resolve("all.tap2");
        studio.target.set(file);
        studio.go("archive", null);
        studio.type("#archive-passphrase", "seven green kettles");
        assertThat(studio.find("#archive-export").isDisabled()).isTrue();
        studio.type("#archive-again", "seven green kettles");
        studio.press("#archive-export");
        studio.waitUntil("written", () -> java.nio.file.Files.exists(file));
        studio.files.set(List.of(file));
        studio.press("#archive-choose");
        studio.type("#restore-passphrase", "something else");
        studio.press("#restore-open");
        studio.waitUntil("refused", () -> studio.shown("#restore-problem") != null);
        studio.type("#restore-passphrase", "seven green kettles");
        studio.press("#restore-open");
        studio.find("#restore-go");
    }
}
