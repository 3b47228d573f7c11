package gg.tap2.studio.products;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.testing.ViewModelFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderViewModelTest {
    @TempDir
    Path dir;

    private ViewModelFixture fixture;
    private EditorViewModel editor;
    private FolderViewModel vm;
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        fixture = new ViewModelFixture(dir.resolve("fixture"));
        Product product = fixture.platform.allProducts().getFirst();
        editor = new EditorViewModel(fixture.context);
        editor.open(product.id());
        editor.set("files", List.of());
        vm = new FolderViewModel(editor, fixture.context);
        folder = Files.createDirectories(dir.resolve("album"));
        TestFiles.random(folder.resolve("01 Rain.mp3"), 5_000, 1);
        TestFiles.random(folder.resolve("02 Tram.mp3"), 5_000, 2);
        Files.writeString(folder.resolve("notes.exe"), "not for sale");
    }

    @AfterEach
    void close() {
        editor.close();
        fixture.close();
    }

    private List<SaveProduct.FileRef> files() {
        return Drafts.files(Objects.requireNonNull(editor.content().get()));
    }

    @Test
    void aFolderBecomesTheFilesAndItsChangesAreOfferedThenTaken() throws Exception {
        vm.bind(folder);
        assertThat(Objects.requireNonNull(vm.difference().get()).added()).hasSize(2);
        assertThat(files()).as("looking changes nothing").isEmpty();
        vm.takeOver();
        assertThat(files()).extracting(SaveProduct.FileRef::title).containsExactly("01 Rain", "02 Tram");
        assertThat(Objects.requireNonNull(vm.difference().get()).isEmpty()).isTrue();
        UUID rain = files().getFirst().id();
        UUID firstUpload = files().getFirst().uploadId();

        TestFiles.random(folder.resolve("01 Rain.mp3"), 6_000, 3);
        Files.delete(folder.resolve("02 Tram.mp3"));
        TestFiles.random(folder.resolve("03 Roof.mp3"), 5_000, 4);
        vm.open();
        var d = Objects.requireNonNull(vm.difference().get());
        assertThat(d.changed()).containsOnlyKeys(rain);
        assertThat(d.added()).hasSize(1);
        assertThat(d.gone()).hasSize(1);
        vm.takeOver();
        assertThat(files()).extracting(SaveProduct.FileRef::title).containsExactly("01 Rain", "03 Roof");
        assertThat(files().getFirst().id()).as("a new version keeps its place").isEqualTo(rain);
        assertThat(editor.files()
                        .upload(files().getFirst().uploadId())
                        .orElseThrow()
                        .replaces())
                .isEqualTo(firstUpload);
    }

    @Test
    void aFolderThatIsAwayIsNoEmptyOne() throws Exception {
        vm.bind(folder);
        vm.takeOver();
        Files.move(folder, dir.resolve("elsewhere"));
        vm.open();
        assertThat(vm.difference().get()).isNull();
        assertThat(fixture.told).anyMatch(t -> t.startsWith("failed"));
        assertThat(files()).hasSize(2);
    }
}
