package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Tier;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.DatePicker;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was typed anywhere is there again, whichever way the form was left.
final class NothingLostTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private StudioDriver studio;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        start();
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.waitUntil(
                "first sync",
                () -> studio.app().session() != null
                        && studio.app().session().sync().state().lastSynced() != null);
    }

    private void start() throws Exception {
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
    }

    @AfterEach
    void close() throws Exception {
        studio.close();
        platform.close();
    }

    private CreatorProfile page() {
        return studio.app().session().api().profile();
    }

    /// Esc, as somebody presses it in a field of the dialog.
    private void escape(String field) throws Exception {
        Node node = studio.find(field);
        StudioDriver.onFx(() -> {
            node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ESCAPE, false, false, false, false));
            return null;
        });
        studio.waitUntil("closed", () -> studio.shown("#dialog") == null);
    }

    @Test
    void thePageKeepsWhatIsTypedAcrossScreensAndRestarts() throws Exception {
        String before = page().bio();
        studio.go("profile", null);
        studio.waitUntil(
                "shown",
                () -> studio.shown("#profile-bio") != null
                        && !((javafx.scene.control.TextArea) studio.shown("#profile-bio"))
                                .getText()
                                .isEmpty());
        studio.type("#profile-bio", "Half a sentence about");
        studio.go("home", null);
        studio.go("profile", null);
        assertThat(studio.text("#profile-bio")).isEqualTo("Half a sentence about");
        Thread.sleep(600);
        studio.close();
        start();
        studio.find("#home-available");
        studio.go("profile", null);
        studio.waitUntil(
                "after a restart",
                () -> ((javafx.scene.control.TextArea) studio.shown("#profile-bio"))
                        .getText()
                        .equals("Half a sentence about"));
        assertThat(page().bio()).as("fans see nothing of it").isEqualTo(before);
        studio.press("#changes-publish");
        studio.waitUntil("published", () -> page().bio().equals("Half a sentence about"));
    }

    /// A disk that takes nothing more, played by a store that fails as SQLite does then.
    @Test
    void whatTheDiskDoesNotTakeStaysAndIsWrittenWhenThereIsRoom() throws Exception {
        var product = platform.allProducts().getFirst();
        var db = studio.app().session().store().db();
        studio.go("products", product.id());
        studio.find("#editor-title");
        long pages = db.number("PRAGMA page_count");
        db.number("PRAGMA max_page_count = " + pages);
        db.write(c -> {
            try (var s = c.createStatement()) {
                return s.execute("PRAGMA max_page_count = " + pages);
            }
        });
        String words = "No room for this. ".repeat(2_000);
        studio.type("#editor-description", words);
        studio.waitUntil(
                "it is said",
                () -> studio.shown("#editor-state") instanceof javafx.scene.control.Label l
                        && l.getText().startsWith("Not saved yet"));
        studio.go("home", null);
        studio.go("products", product.id());
        assertThat(studio.text("#editor-description")).isEqualTo(words);
        db.write(c -> {
            try (var s = c.createStatement()) {
                return s.execute("PRAGMA max_page_count = 1000000");
            }
        });
        studio.waitUntil(
                "written",
                () -> words.equals(studio.app()
                        .session()
                        .store()
                        .products()
                        .find(product.id())
                        .orElseThrow()
                        .content()
                        .description()));
    }

    @Test
    void anAddressSaysWhileItIsTypedWhetherItIsFree() throws Exception {
        studio.go("profile", null);
        studio.waitUntil(
                "shown",
                () -> studio.shown("#profile-slug") != null
                        && !((javafx.scene.control.TextField) studio.shown("#profile-slug"))
                                .getText()
                                .isEmpty());
        studio.type("#profile-slug", FakePlatform.TAKEN_SLUG);
        studio.waitUntil(
                "taken",
                () -> studio.shown("#profile-address") != null
                        && studio.shown("#profile-address").getStyleClass().contains("danger-text"));
        studio.type("#profile-slug", "quite-new");
        studio.waitUntil(
                "free", () -> studio.shown("#profile-address").getStyleClass().contains("success-text"));
    }

    @Test
    void aTierComesBackAsItWasAfterEscAndGoesOnCancel() throws Exception {
        studio.go("tiers", null);
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".button").stream()
                    .filter(Button.class::isInstance)
                    .map(Button.class::cast)
                    .filter(b -> "New tier".equals(b.getText()))
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
        studio.find("#tier-name");
        assertThat(StudioDriver.onFx(() -> studio.app().scene().getFocusOwner().getId()))
                .as("one types into the first field")
                .isEqualTo("tier-name");
        studio.type("#tier-name", "Workshop circle");
        studio.type("#tier-benefits", "One\nTwo");
        escape("#tier-name");
        newTier();
        assertThat(studio.text("#tier-name")).isEqualTo("Workshop circle");
        assertThat(studio.text("#tier-benefits")).isEqualTo("One\nTwo");
        studio.press("#tier-cancel");
        newTier();
        assertThat(studio.text("#tier-name")).isEmpty();
    }

    private void newTier() throws Exception {
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".button").stream()
                    .filter(Button.class::isInstance)
                    .map(Button.class::cast)
                    .filter(b -> "New tier".equals(b.getText()))
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
        studio.find("#tier-name");
    }

    @Test
    void aCodeComesBackWithItsDayAfterARestart() throws Exception {
        studio.go("discounts", "new");
        studio.type("#discount-code", "ADVENT");
        var until = (DatePicker) studio.find("#discount-until");
        StudioDriver.onFx(() -> {
            until.getEditor().setText("12/24/2026");
            return null;
        });
        Thread.sleep(600);
        studio.close();
        start();
        studio.find("#home-available");
        studio.go("discounts", "new");
        assertThat(studio.text("#discount-code")).isEqualTo("ADVENT");
        assertThat(StudioDriver.onFx(() -> ((DatePicker) studio.shown("#discount-until"))
                        .getEditor()
                        .getText()))
                .isEqualTo("12/24/2026");
    }

    /// An edited tier and code of which fans see the former state say so, and go out by the same action.
    @Test
    void aPublicTierIsPublishedFromItsDifference() throws Exception {
        Tier tier = studio.app().session().store().documents().list(Documents.TIER, Tier.class).stream()
                .filter(Tier::published)
                .findFirst()
                .orElseThrow();
        studio.go("tiers", null);
        studio.waitUntil("cards", () -> studio.shown(".card .button") != null);
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".button").stream()
                    .filter(Button.class::isInstance)
                    .map(Button.class::cast)
                    .filter(b -> "Edit".equals(b.getText()))
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
        String name = studio.text("#tier-name");
        studio.type("#tier-name", name + " plus");
        studio.press("#tier-save");
        studio.find("#change-name");
        assertThat(studio.app().session().api().tier(tier.id()).name()).doesNotContain("plus");
        studio.press("#changes-publish");
        studio.waitUntil(
                "published",
                () -> studio.app().session().store().documents().list(Documents.TIER, Tier.class).stream()
                                .anyMatch(t -> t.name().equals(name + " plus"))
                        && studio.app().session().edits().unpublished().list().isEmpty());
        assertThat(studio.app().session().store().documents().list(Documents.DISCOUNT, DiscountCode.class))
                .isNotEmpty();
    }

    /// The keyboard stays in the dialog; Enter presses its main button.
    @Test
    void aDialogHoldsTheKeyboardAndEnterPressesItsButton() throws Exception {
        studio.go("discounts", "new");
        studio.type("#discount-code", "SPRING");
        StudioDriver.onFx(() -> {
            studio.app().scene().lookup("#nav-home").requestFocus();
            return null;
        });
        studio.waitUntil("back in the dialog", () -> {
            for (Node n = studio.app().scene().getFocusOwner(); n != null; n = n.getParent()) {
                if ("dialog".equals(n.getId())) {
                    return true;
                }
            }
            return false;
        });
        assertThat(((Button) studio.find("#discount-save")).isDefaultButton()).isTrue();
    }

    private void room(boolean some) {
        var db = studio.app().session().store().db();
        long pages = some ? 1_000_000 : db.number("PRAGMA page_count");
        db.write(c -> {
            try (var st = c.createStatement()) {
                return st.execute("PRAGMA max_page_count = " + pages);
            }
        });
    }

    /// A form that the disk does not take stays open with every word in it, and saves when there is room.
    @Test
    void aFormThatTheDiskDoesNotTakeStays() throws Exception {
        studio.go("tiers", null);
        newTier();
        room(false);
        studio.type("#tier-name", "Full disk");
        studio.type("#tier-price", "5");
        studio.type("#tier-benefits", "One of ten benefits, told at some length.\n".repeat(10));
        var description = (javafx.scene.control.TextInputControl) studio.find("#tier-description");
        StudioDriver.onFx(() -> {
            description.setText("d".repeat(1_900));
            return null;
        });
        studio.press("#tier-save");
        studio.waitUntil(
                "it is said",
                () -> studio.shown("#tier-problem") instanceof javafx.scene.control.Label l
                        && l.getText().contains("disk"));
        assertThat(studio.text("#tier-name")).isEqualTo("Full disk");
        room(true);
        studio.press("#tier-save");
        studio.waitUntil(
                "saved once",
                () -> studio.app().session().store().documents().list(Documents.TIER, Tier.class).stream()
                                .filter(t -> t.name().equals("Full disk"))
                                .count()
                        == 1);
    }

    /// Ctrl+N again and again and nothing written: nothing is there. With the first word there is one.
    @Test
    void aNewProductThatNobodyTouchedWasNeverThere() throws Exception {
        int here = studio.app().session().store().products().list().size();
        int there = platform.allProducts().size();
        for (int i = 0; i < 3; i++) {
            studio.go("products", "new");
            studio.find("#editor-title");
        }
        studio.waitUntil(
                "one writes the title at once",
                () -> studio.app().scene().getFocusOwner() != null
                        && "editor-title"
                                .equals(studio.app().scene().getFocusOwner().getId()));
        studio.app().session().sync().runOnce();
        studio.go("home", null);
        Thread.sleep(1_500);
        assertThat(studio.app().session().store().products().list()).hasSize(here);
        assertThat(platform.allProducts()).hasSize(there);
        studio.go("products", "new");
        studio.type("#editor-title", "Written");
        studio.waitUntil("one", () -> platform.allProducts().size() == there + 1);
        assertThat(studio.app().session().store().products().list()).hasSize(here + 1);
    }

    /// What the server refuses of a draft is said in the editor, at the field.
    @Test
    void whatTheServerRefusesOfADraftIsSaidAtItsField() throws Exception {
        var draft = platform.allProducts().stream()
                .filter(p -> p.status() == gg.tap2.model.catalog.ProductStatus.DRAFT)
                .findFirst()
                .orElseThrow();
        studio.go("products", draft.id());
        studio.type("#editor-title", "");
        studio.waitUntil("said", () -> studio.shown("#editor-refusal") != null);
        var store = studio.app().session().store();
        long seq = store.outbox().find("product", draft.id()).orElseThrow().seq();
        store.outbox()
                .mark(seq, "failed", "Please check the fields.\ntitle: This is needed.\nfiles[0].title: Too long.");
        studio.app().session().edits().announce("product");
        studio.waitUntil(
                "in words",
                () -> studio.text("#editor-refusal").contains("Title: This is needed.")
                        && studio.text("#editor-refusal").contains("Files: Too long.")
                        && studio.shown("#editor-title").getStyleClass().contains("invalid"));
    }
}
