package gg.tap2.studio.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.Rehearsal.Outcome;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.rehearsal.Check.State;
import gg.tap2.studio.rehearsal.Check.Step;
import gg.tap2.studio.rehearsal.RehearsalViewModel.Verdict;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.testing.LetGo;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.testing.ViewModelFixture;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RehearsalViewModelTest {
    @TempDir
    Path dir;

    private ViewModelFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new ViewModelFixture(dir);
        fixture.context.session().uploads().start();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private RehearsalViewModel rehearsed(UUID id) {
        var vm = new RehearsalViewModel(fixture.context, id);
        vm.start();
        return vm;
    }

    private static State state(RehearsalViewModel vm, Step step) {
        return vm.checks().get().stream()
                .filter(c -> c.step() == step)
                .findFirst()
                .orElseThrow()
                .state();
    }

    private Product withFile() throws Exception {
        Product product = fixture.platform.allProducts().getFirst();
        var editor = new EditorViewModel(fixture.context);
        editor.open(product.id());
        editor.set("files", List.of());
        editor.files().addFiles(List.of(TestFiles.random(dir.resolve("Loops.zip"), 300_000, 5)));
        var uploads = fixture.context.session().uploads();
        for (int i = 0; i < 400 && uploads.list().getFirst().state() != UploadState.READY; i++) {
            Thread.sleep(25);
        }
        editor.close();
        LetGo.product(fixture.context.session().edits(), product.id());
        fixture.context.session().sync().runOnce();
        return fixture.platform.product(product.id());
    }

    @Test
    void everyFileIsFetchedAndComparedByItsHash() throws Exception {
        Product product = withFile();
        RehearsalViewModel vm = rehearsed(product.id());
        assertThat(vm.checks().get()).filteredOn(c -> c.state() == State.FAILED).isEmpty();
        assertThat(state(vm, Step.FILES)).isEqualTo(State.OK);
        assertThat(state(vm, Step.PAYMENT)).isEqualTo(State.OK);

        Path stored =
                fixture.platform.uploads().object(product.files().getFirst().uploadId());
        byte[] bytes = Files.readAllBytes(stored);
        bytes[1_000] ^= 1;
        Files.write(stored, bytes);
        RehearsalViewModel damaged = rehearsed(product.id());
        assertThat(state(damaged, Step.FILES)).isEqualTo(State.FAILED);
        assertThat(damaged.verdict().get()).isEqualTo(Verdict.NOT_READY);
    }

    @Test
    void aLiveServerChargesNobodyAndSaysSo() throws Exception {
        Product product = withFile();
        fixture.platform.rehearsalOutcome = Outcome.NOT_CHARGED;
        RehearsalViewModel vm = rehearsed(product.id());
        assertThat(state(vm, Step.PAYMENT)).isEqualTo(State.SKIPPED);
        assertThat(vm.verdict().get()).isEqualTo(Verdict.READY_WITH_WARNINGS);
        fixture.platform.rehearsalOutcome = Outcome.FAILED;
        assertThat(rehearsed(product.id()).verdict().get()).isEqualTo(Verdict.NOT_READY);
    }

    @Test
    void offlineEndsItWithAWordAndLeavesTheRestUnchecked() {
        Product product = fixture.platform.allProducts().getFirst();
        fixture.platform.down = true;
        RehearsalViewModel vm = rehearsed(product.id());
        assertThat(vm.verdict().get()).isEqualTo(Verdict.NOT_READY);
        assertThat(state(vm, Step.PAYMENT)).isEqualTo(State.FAILED);
        assertThat(state(vm, Step.FILES)).isEqualTo(State.SKIPPED);
    }

    /// Fans get what is published; the editor's unpublished changes are named and not tested in its place.
    @Test
    void unpublishedChangesAreNotPartOfIt() throws Exception {
        Product product = withFile();
        var editor = new EditorViewModel(fixture.context);
        editor.open(product.id());
        editor.set("title", "Not yet");
        editor.close();
        RehearsalViewModel vm = rehearsed(product.id());
        assertThat(state(vm, Step.SYNC)).isEqualTo(State.WARNING);
        assertThat(state(vm, Step.FILES)).isEqualTo(State.OK);
        assertThat(fixture.platform.product(product.id()).title()).isEqualTo(product.title());
    }

    @Test
    void deadLinksAreNamed() {
        Product product = fixture.platform.allProducts().getFirst();
        var tree = Json.tree(ProductCopy.contentOf(product));
        tree.put(
                "description",
                "See [this](http://127.0.0.1:1/nothing) and [that](" + fixture.platform.baseUrl() + "/@mira).");
        fixture.platform.editElsewhere(product.id(), Json.fromTree(tree, gg.tap2.model.catalog.SaveProduct.class));
        RehearsalViewModel vm = rehearsed(product.id());
        assertThat(state(vm, Step.LINKS)).isEqualTo(State.WARNING);
        assertThat(vm.checks().get())
                .filteredOn(c -> c.step() == Step.LINKS)
                .allSatisfy(c ->
                        assertThat(c.detail()).contains("127.0.0.1:1/nothing").doesNotContain("@mira"));
    }

    @Test
    void pagesAreReadAsWords() {
        assertThat(RehearsalRun.plain("<h1>Tea &amp;\n toast</h1><script>x<y</script><p>1 &lt; 2</p>"))
                .isEqualTo("Tea & toast 1 < 2");
    }
}
