package gg.tap2.studio.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists tell the truth about what is not on the screen, and stay as they were arranged.
final class ListsTest {
    private static final int MANY = 12_000;

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

    private Sale sale() {
        return studio.app().session().store().sales().recent(1).getFirst();
    }

    private void manySales() {
        var tree = Json.tree(sale());
        List<Sale> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tree.put(
                            "paymentId",
                            UUID.nameUUIDFromBytes(("sale" + i).getBytes(UTF_8)).toString())
                    .put("title", "Ökolied Nr. %06d".formatted(i))
                    .put(
                            "createdAt",
                            Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i).toString());
            all.add(Json.fromTree(tree, Sale.class));
        }
        studio.app().session().store().sales().save(all);
    }

    @SuppressWarnings("unchecked")
    private <R> TableView<R> table(String id) throws Exception {
        return (TableView<R>) studio.find(id);
    }

    private void search(String text) throws Exception {
        studio.type(".search-field", text);
    }

    /// A tax return is made from this file.
    @Test
    void searchAndExportCoverEverySale() throws Exception {
        manySales();
        long inStore = studio.app().session().store().sales().count();
        assertThat(inStore).isGreaterThan(MANY);
        studio.go("sales", null);
        studio.waitUntil("rows", () -> studio.shown("#sales-part") != null);
        assertThat(studio.text("#sales-part"))
                .as("what is shown of how many")
                .contains("5,000")
                .contains("%,d".formatted(inStore));
        Path file = dir.resolve("sales.csv");
        studio.target.set(file);
        press("Export CSV");
        studio.waitUntil("written", () -> Files.exists(file));
        try (var lines = Files.lines(file)) {
            assertThat(lines.count()).isEqualTo(inStore + 1);
        }
        search("000000 ökolied");
        studio.waitUntil(
                "the oldest one",
                () -> this.<Sale>table("#sales-table").getItems().size() == 1);
        assertThat(studio.shows("#sales-part")).isFalse();
        search("no such thing");
        studio.find("#sales-no-match");
    }

    private void press(String text) throws Exception {
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".button").stream()
                    .filter(Button.class::isInstance)
                    .map(Button.class::cast)
                    .filter(b -> text.equals(b.getText()) && StudioDriver.visible(b))
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
    }

    @Test
    void theOrderStaysWhenSomethingComesAndAfterARestart() throws Exception {
        studio.go("products", null);
        TableView<ProductRow> table = table("#product-table");
        studio.waitUntil("rows", () -> table.getItems().size() > 5);
        StudioDriver.onFx(() -> {
            TableColumn<ProductRow, ?> price = table.getColumns().get(2);
            price.setSortType(TableColumn.SortType.DESCENDING);
            table.getSortOrder().setAll(List.of(price));
            return null;
        });
        assertByPrice(table);
        UUID chosen = StudioDriver.onFx(() -> {
            table.getSelectionModel().clearAndSelect(3);
            return table.getSelectionModel().getSelectedItem().id();
        });
        var product = platform.allProducts().getLast();
        var tree =
                Json.tree(ProductCopy.contentOf(product)).put("price", 77_700).put("title", "Changed elsewhere");
        platform.editElsewhere(product.id(), Json.fromTree(tree, SaveProduct.class));
        studio.app().session().sync().runOnce();
        studio.waitUntil(
                "it came",
                () -> table.getItems().stream().anyMatch(p -> p.title().equals("Changed elsewhere")));
        assertByPrice(table);
        studio.waitUntil(
                "the selection",
                () -> table.getSelectionModel().getSelectedItem() != null
                        && table.getSelectionModel().getSelectedItem().id().equals(chosen));
        Thread.sleep(900);
        studio.close();
        start();
        studio.find("#home-available");
        studio.go("products", null);
        TableView<ProductRow> again = table("#product-table");
        studio.waitUntil("rows again", () -> again.getItems().size() > 5);
        assertByPrice(again);
    }

    private static void assertByPrice(TableView<ProductRow> table) throws Exception {
        assertThat(StudioDriver.onFx(
                        () -> table.getItems().stream().map(ProductRow::price).toList()))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void thePaletteFindsPeopleSalesTiersAndCodes() throws Exception {
        Sale sale = studio.app().session().store().sales().recent(200).stream()
                .filter(s -> s.fanName() != null && s.fanId() != null)
                .findFirst()
                .orElseThrow();
        studio.press("#open-palette");
        studio.type("#palette-field", sale.fanName());
        studio.waitUntil("the person", () -> texts("#palette").contains(sale.fanName()));
        studio.type("#palette-field", "zzzz qqqq");
        studio.find("#palette-nothing");
        var tier = studio.app()
                .session()
                .api()
                .tier(studio.app()
                        .session()
                        .store()
                        .documents()
                        .list("tier", gg.tap2.model.catalog.Tier.class)
                        .getFirst()
                        .id());
        studio.type("#palette-field", tier.name());
        studio.waitUntil("the tier", () -> texts("#palette").contains(tier.name()));
    }

    private List<String> texts(String root) {
        Node node = studio.shown(root);
        return node == null
                ? List.of()
                : node.lookupAll(".label").stream()
                        .filter(Label.class::isInstance)
                        .map(l -> ((Label) l).getText())
                        .toList();
    }
}
