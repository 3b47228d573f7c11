package gg.tap2.studio.products;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.studio.testing.LetGo;
import gg.tap2.studio.testing.ViewModelFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EditorViewModelTest {
    @TempDir
    Path dir;

    private ViewModelFixture fixture;
    private EditorViewModel vm;
    private Product product;

    @BeforeEach
    void open() throws Exception {
        fixture = new ViewModelFixture(dir);
        product = fixture.platform.allProducts().getFirst();
        vm = new EditorViewModel(fixture.context);
        vm.open(product.id());
    }

    @AfterEach
    void close() {
        vm.close();
        fixture.close();
    }

    private void letGo() {
        LetGo.product(fixture.context.session().edits(), product.id());
        fixture.context.session().sync().runOnce();
    }

    private String storedTitle() {
        return fixture.context
                .session()
                .store()
                .products()
                .find(product.id())
                .orElseThrow()
                .content()
                .title();
    }

    @Test
    void everyEditIsOnDiskAtOnceAndReachesTheServer() {
        vm.set("title", "Edited");
        assertThat(storedTitle()).isEqualTo("Edited");
        assertThat(vm.saved().get()).isEqualTo(EditorViewModel.Saved.UNPUBLISHED);
        fixture.context.session().sync().runOnce();
        assertThat(fixture.platform.product(product.id()).title()).isEqualTo(product.title());
        letGo();
        assertThat(fixture.platform.product(product.id()).title()).isEqualTo("Edited");
        assertThat(vm.saved().get()).isEqualTo(EditorViewModel.Saved.SAVED);
    }

    @Test
    void undoAndRedoGoOverFieldsAndAreSaved() {
        vm.set("title", "One");
        vm.set("price", 9_900L);
        vm.undo();
        assertThat(Objects.requireNonNull(vm.content().get()).price()).isEqualTo(product.price());
        assertThat(Objects.requireNonNull(vm.content().get()).title()).isEqualTo("One");
        vm.undo();
        assertThat(storedTitle()).isEqualTo(product.title());
        assertThat(vm.canUndo().get()).isFalse();
        vm.redo();
        vm.redo();
        assertThat(Objects.requireNonNull(vm.content().get()).price()).isEqualTo(9_900);
        assertThat(vm.canRedo().get()).isFalse();
    }

    @Test
    void brokenValuesAreNamedAndKept() {
        vm.set("price", 20L);
        assertThat(vm.problems().byField()).containsKey("price");
        assertThat(Objects.requireNonNull(fixture.context
                                .session()
                                .store()
                                .products()
                                .find(product.id())
                                .orElseThrow()
                                .working())
                        .price())
                .isEqualTo(20);
    }

    @Test
    void theSimulatorSpeaksLikeTheBooks() {
        var quote = vm.quote(1_000);
        assertThat(quote.platformFee().minor()).isZero();
        assertThat(quote.net().minor() + quote.processingFee().minor()).isEqualTo(1_000);
    }

    @Test
    void publishingOfflineSaysSoAndKeepsTheDraft() {
        fixture.platform.down = true;
        vm.set("title", "Later");
        vm.publish(false);
        assertThat(fixture.told).anyMatch(t -> t.startsWith("failed"));
        assertThat(storedTitle()).isEqualTo("Later");
        fixture.platform.down = false;
        vm.publish(false);
        assertThat(fixture.platform.product(product.id()).status()).isEqualTo(ProductStatus.UNPUBLISHED);
        assertThat(fixture.platform.product(product.id()).title()).isEqualTo("Later");
    }

    @Test
    void anEarlierVersionComesBackAsAnEdit() {
        String original = product.title();
        vm.set("title", "Second");
        letGo();
        vm.loadRevisions(list -> vm.restore(list.getFirst()));
        assertThat(Objects.requireNonNull(vm.content().get()).title()).isEqualTo(original);
        vm.undo();
        assertThat(Objects.requireNonNull(vm.content().get()).title()).isEqualTo("Second");
    }

    @Test
    void filesThatCannotBeReadAreRefusedWithoutTouchingTheList() {
        int before = Drafts.files(Objects.requireNonNull(vm.content().get())).size();
        vm.files().addFiles(List.of(dir.resolve("nothing.zip")));
        assertThat(Drafts.files(Objects.requireNonNull(vm.content().get()))).hasSize(before);
        assertThat(fixture.told).anyMatch(t -> t.startsWith("notice"));
    }

    @Test
    void whatIsTypedAfterTheTwoSidesMetIsMergedToo() {
        vm.set("title", "Mine");
        var tree = gg.tap2.studio.platform.Json.tree(gg.tap2.studio.store.ProductCopy.contentOf(product));
        tree.put("title", "Theirs");
        fixture.platform.editElsewhere(
                product.id(), gg.tap2.studio.platform.Json.fromTree(tree, gg.tap2.model.catalog.SaveProduct.class));
        fixture.context.session().sync().runOnce();
        vm.set("price", 2_000L);
        var conflict = vm.conflict().orElseThrow();
        assertThat(conflict.mine().path("price").asLong()).isEqualTo(2_000);
        assertThat(conflict.mine().path("title").asText()).isEqualTo("Mine");
    }

    @Test
    void whatIsDeletedElsewhereIsSaidAndNobodyTypesIntoIt() {
        fixture.context.session().api().deleteProduct(product.id(), null);
        fixture.context.session().sync().runOnce();
        assertThat(vm.content().get()).isNull();
        assertThat(fixture.told).anyMatch(t -> t.startsWith("notice") && t.contains(product.title()));
    }

    /// Hidden while its changes are scheduled: publishing it says what to do about them.
    @Test
    void publishingWhatHasScheduledChangesSaysSo() {
        vm.set("title", "On Friday");
        var unpublished = fixture.context.session().edits().unpublished();
        unpublished.publish("product", product.id(), unpublished.now().plusSeconds(90_000));
        vm.publish(false);
        fixture.told.clear();
        vm.publish(true);
        assertThat(fixture.told).anyMatch(t -> t.contains("NotSent"));
        assertThat(fixture.platform.product(product.id()).status()).isEqualTo(ProductStatus.UNPUBLISHED);
        var e = org.assertj.core.api.Assertions.catchThrowableOfType(
                gg.tap2.studio.sync.NotSentException.class,
                () -> fixture.context.session().edits().requireSent(List.of(product.id())));
        assertThat(gg.tap2.studio.ui.Failures.phrase(fixture.context.texts(), e))
                .contains("scheduled");
    }

    /// What another device wrote comes in while somebody types, before the editor has heard of it.
    @Test
    void typingGoesOverWhatWasSeenAndNotOverWhatCameIn() {
        vm.set("description", "One");
        var theirs = gg.tap2.studio.platform.Json.tree(product);
        theirs.put("title", "Theirs").put("version", product.version() + 1);
        var store = fixture.context.session().store();
        var copy = store.products().find(product.id()).orElseThrow();
        var working = gg.tap2.studio.platform.Json.tree(Objects.requireNonNull(copy.working()));
        working.put("title", "Theirs");
        store.products().saveBase(List.of(gg.tap2.studio.platform.Json.fromTree(theirs, Product.class)));
        store.products()
                .saveWorking(
                        product.id(),
                        gg.tap2.studio.platform.Json.fromTree(working, gg.tap2.model.catalog.SaveProduct.class),
                        product.currency(),
                        java.time.Instant.EPOCH);
        vm.set("description", "One two");
        assertThat(storedTitle()).isEqualTo("Theirs");
    }
}
