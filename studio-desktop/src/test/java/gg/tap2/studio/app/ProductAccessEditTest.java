package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import java.util.UUID;
import javafx.scene.control.ComboBox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A creator says who gets a product: everybody who buys, members beside them, or members only.
final class ProductAccessEditTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private StudioDriver studio;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        studio = StudioDriver.start(dir.resolve("home"), platform.baseUrl());
        studio.signIn(FakePlatform.EMAIL, FakePlatform.PASSWORD);
        studio.waitUntil(
                "first sync",
                () -> studio.app().session() != null
                        && studio.app().session().sync().state().lastSynced() != null);
    }

    @AfterEach
    void close() throws Exception {
        studio.close();
        platform.close();
    }

    @SuppressWarnings("unchecked")
    private <T> ComboBox<T> box(String id) throws Exception {
        return StudioDriver.onFx(() -> (ComboBox<T>) studio.app().scene().lookup(id));
    }

    private <T> void choose(String id, T value) throws Exception {
        ComboBox<T> box = box(id);
        StudioDriver.onFx(() -> {
            box.setValue(value);
            return null;
        });
    }

    @Test
    void aDraftIsKeptForMembersAndSoldAgain() throws Exception {
        Product draft = platform.allProducts().stream()
                .filter(p -> p.status() == ProductStatus.DRAFT)
                .findFirst()
                .orElseThrow();
        studio.go("products", draft.id());
        studio.press("#editor-tab-access");
        choose("#editor-access", ProductAccess.MEMBERS_ONLY);
        studio.waitUntil(
                "for members",
                () -> platform.product(draft.id()).access() == ProductAccess.MEMBERS_ONLY
                        && platform.product(draft.id()).tierId() != null);
        ComboBox<UUID> tier = box("#editor-tier");
        UUID dearest = StudioDriver.onFx(() -> tier.getItems().getLast());
        choose("#editor-tier", dearest);
        studio.waitUntil(
                "its tier", () -> dearest.equals(platform.product(draft.id()).tierId()));
        assertThat(platform.product(draft.id()).access()).isEqualTo(ProductAccess.MEMBERS_ONLY);

        choose("#editor-access", ProductAccess.FOR_SALE);
        studio.waitUntil(
                "sold",
                () -> platform.product(draft.id()).access() == ProductAccess.FOR_SALE
                        && platform.product(draft.id()).tierId() == null);
        assertThat(StudioDriver.onFx(tier::isDisabled)).isTrue();
    }
}
