package gg.tap2.studio.sync;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.testing.LetGo;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.testing.ViewModelFixture;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are still on their way stay behind, and follow when they have arrived.
final class SendableTest {
    @TempDir
    Path dir;

    @Test
    void wordsGoAtOnceAndTheFileWhenItIsReady() throws Exception {
        try (var fixture = new ViewModelFixture(dir)) {
            var session = fixture.context.session();
            Product product = fixture.platform.allProducts().getFirst();
            var editor = new EditorViewModel(fixture.context);
            editor.open(product.id());
            editor.set("title", "With more");
            UUID replaced = product.files().getFirst().id();
            editor.files().replaceFile(replaced, TestFiles.random(dir.resolve("New.zip"), 90_000, 1));
            editor.files().addFiles(List.of(TestFiles.random(dir.resolve("Extra.zip"), 90_000, 2)));
            LetGo.product(session.edits(), product.id());
            session.sync().runOnce();
            Product half = fixture.platform.product(product.id());
            assertThat(half.title()).isEqualTo("With more");
            assertThat(half.files()).hasSize(product.files().size());
            assertThat(half.files().getFirst().uploadId())
                    .isEqualTo(product.files().getFirst().uploadId());
            session.sync().runOnce();
            assertThat(fixture.platform.product(product.id()).version())
                    .as("nothing is sent twice")
                    .isEqualTo(half.version());

            session.uploads().start();
            for (int i = 0;
                    i < 400 && session.uploads().list().stream().anyMatch(t -> t.state() != UploadState.READY);
                    i++) {
                Thread.sleep(25);
            }
            session.sync().runOnce();
            Product whole = fixture.platform.product(product.id());
            assertThat(whole.files()).hasSize(product.files().size() + 1);
            assertThat(whole.files().getFirst().id()).isEqualTo(replaced);
            assertThat(whole.files().getFirst().sha256()).isNotNull();
            assertThat(session.store().outbox().size()).isZero();
            editor.close();
        }
    }

    @Test
    void aFileThatBeginsAnewTakesTheDraftWithIt() throws Exception {
        try (var fixture = new ViewModelFixture(dir)) {
            var session = fixture.context.session();
            Product product = fixture.platform.allProducts().getFirst();
            var editor = new EditorViewModel(fixture.context);
            editor.open(product.id());
            editor.files().addFiles(List.of(TestFiles.random(dir.resolve("Extra.zip"), 90_000, 2)));
            UUID before = session.uploads().list().getFirst().id();
            LetGo.product(session.edits(), product.id());
            session.uploads().restart(before);
            UUID after = session.uploads().list().getFirst().id();
            assertThat(after).isNotEqualTo(before);
            SaveProduct shown =
                    java.util.Objects.requireNonNull(editor.content().get());
            assertThat(shown.files())
                    .extracting(SaveProduct.FileRef::uploadId)
                    .contains(after)
                    .doesNotContain(before);
            assertThat(session.store().outbox().list().getFirst().content())
                    .as("what was let go")
                    .contains(after.toString())
                    .doesNotContain(before.toString());
            editor.close();
        }
    }
}
