package gg.tap2.studio.app;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unpublished changes as they look, in both languages: in the editor, as a difference, in the lists, on the page.
final class ChangesScreenshotTest {
    @TempDir
    Path dir;

    @Test
    void unpublishedChangesInBothLanguages() throws Exception {
        Path out = Path.of("target/screenshots");
        Files.createDirectories(out);
        for (String language : List.of("en", "de")) {
            try (var platform = new FakePlatform(dir.resolve(language))) {
                DemoData.fill(platform);
                try (var studio = StudioDriver.startIn(language, dir.resolve("home-" + language), platform.baseUrl())) {
                    studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
                    studio.waitUntil(
                            "first sync",
                            () -> studio.app().session() != null
                                    && studio.app().session().sync().state().lastSynced() != null);
                    edit(studio, platform);
                    studio.go("home", null);
                    ScreenshotTest.save(studio, "changes-home-" + language);
                    studio.go("products", null);
                    ScreenshotTest.save(studio, "changes-list-" + language);
                    studio.go("products", platform.allProducts().getFirst().id());
                    studio.find("#changes-see");
                    ScreenshotTest.save(studio, "changes-editor-" + language);
                    studio.press("#changes-see");
                    studio.find("#changes-list");
                    ScreenshotTest.save(studio, "changes-difference-" + language);
                    studio.press("#changes-close");
                    studio.press("#changes-later");
                    studio.find("#changes-schedule");
                    ScreenshotTest.save(studio, "changes-later-" + language);
                    studio.go("profile", null);
                    studio.find("#changes-see");
                    ScreenshotTest.save(studio, "changes-page-" + language);
                    studio.go("tiers", null);
                    ScreenshotTest.save(studio, "changes-tiers-" + language);
                }
            }
        }
    }

    private static void edit(StudioDriver studio, FakePlatform platform) {
        var edits = studio.app().session().edits();
        var product = Json.tree(ProductCopy.contentOf(platform.allProducts().getFirst()));
        product.put("title", "Lisbon Nights sample pack, second edition")
                .put("price", 3_900)
                .put("description", product.get("description").asText() + " Now with forty more recordings.");
        product.putArray("tags").add("samples").add("lisbon");
        edits.saveProduct(Json.fromTree(product, SaveProduct.class));
        var page = studio.app()
                .session()
                .store()
                .documents()
                .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                .orElseThrow();
        edits.saveProfile(Json.fromTree(
                Json.tree(Contents.of(page)).put("bio", page.bio() + "\n\nNew: live sets."), SaveProfile.class));
    }
}
