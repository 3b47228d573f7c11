package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.LetGo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is typed by half, refused, or not understood is never taken for something else.
final class NothingByAccidentTest {
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

    private Product published() {
        return platform.allProducts().stream()
                .filter(p -> p.status() == ProductStatus.PUBLISHED && p.price() > 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHalfTypedPriceIsNeverOnSale() throws Exception {
        Product product = published();
        studio.go("products", product.id());
        studio.press("#editor-tab-price");
        for (String half : new String[] {"1", "1,234.56", "12,", "", "abc", "1.234,56"}) {
            studio.type("#editor-price", half);
            Thread.sleep(900);
            studio.app().session().sync().runOnce();
            assertThat(platform.product(product.id()).price())
                    .as("typing '%s'", half)
                    .isEqualTo(product.price());
        }
        studio.press("#editor-tab-content");
        studio.press("#editor-tab-price");
        Thread.sleep(900);
        studio.app().session().sync().runOnce();
        assertThat(platform.product(product.id()).price()).as("left as it is").isEqualTo(product.price());

        studio.type("#editor-price", "15");
        StudioDriver.onFx(() -> {
            ((TextField) studio.app().scene().lookup("#editor-price"))
                    .getOnAction()
                    .handle(null);
            return null;
        });
        studio.waitUntil("Enter takes it over", () -> studio.shown("#changes-bar") != null);
        Thread.sleep(900);
        studio.app().session().sync().runOnce();
        assertThat(platform.product(product.id()).price())
                .as("taken over is not published")
                .isEqualTo(product.price());
        publishChanges();
        studio.waitUntil("published", () -> platform.product(product.id()).price() == 1_500);
        studio.type("#editor-price", "0");
        studio.press("#editor-tab-content");
        studio.waitUntil("free is written", () -> studio.shown("#changes-publish") != null);
        publishChanges();
        studio.waitUntil(
                "free is published", () -> platform.product(product.id()).price() == 0);
    }

    private void publishChanges() throws Exception {
        studio.press("#changes-publish");
        studio.waitUntil("it can be undone", () -> studio.shown("#changes-undo") != null);
    }

    /// The difference is shown, goes out by one action, and can be taken back before.
    @Test
    void changesOfAPublishedProductAreShownPublishedAndUndone() throws Exception {
        Product product = published();
        studio.go("products", product.id());
        studio.type("#editor-title", product.title() + " NEW");
        studio.waitUntil("said", () -> studio.shown("#changes-bar") != null);
        studio.press("#changes-see");
        studio.find("#change-title");
        assertThat(studio.shows("#change-price")).isFalse();
        studio.press("#changes-close");
        publishChanges();
        studio.press("#changes-undo");
        studio.waitUntil("waits again", () -> studio.shown("#changes-publish") != null);
        studio.go("products", null);
        studio.waitUntil(
                "the list marks it",
                () -> studio.app().scene().getRoot().lookupAll(".badge").stream()
                        .filter(javafx.scene.control.Label.class::isInstance)
                        .anyMatch(
                                b -> ((javafx.scene.control.Label) b).getText().equals("Changes")));
        studio.go("products", product.id());
        studio.press("#changes-discard");
        studio.press("#confirm-yes");
        studio.waitUntil("gone", () -> studio.shown("#changes-bar") == null);
        assertThat(studio.text("#editor-title")).isEqualTo(product.title());
        assertThat(platform.product(product.id()).title()).isEqualTo(product.title());
    }

    @Test
    void whatTheServerRefusedIsNotPublishedAsIfItWereThere() throws Exception {
        Product product = published();
        studio.go("products", product.id());
        studio.press("#editor-publish");
        studio.waitUntil("hidden", () -> platform.product(product.id()).status() != ProductStatus.PUBLISHED);
        studio.type("#editor-title", product.title() + " NEW");
        studio.press("#editor-tab-price");
        studio.type("#editor-price", "0.30");
        studio.press("#editor-publish");
        studio.waitUntil(
                "the server refused",
                () -> studio.app().session().store().outbox().list().stream().anyMatch(e -> e.error() != null));
        Thread.sleep(500);
        assertThat(platform.product(product.id()).status()).isNotEqualTo(ProductStatus.PUBLISHED);
        assertThat(platform.product(product.id()).price()).isEqualTo(product.price());
    }

    @Test
    void aLimitThatIsNotUnderstoodIsNotUnlimited() throws Exception {
        studio.go("discounts", "new");
        studio.type("#discount-code", "ADVENT");
        studio.type("#discount-off", "50%");
        for (String limit : new String[] {"50 uses", "fifty", "-1", "1.5"}) {
            studio.type("#discount-max", limit);
            studio.press("#discount-save");
            studio.waitUntil("a word", () -> studio.shown("#discount-problem") != null);
            assertThat(studio.app().session().store().documents().list(Documents.DISCOUNT, DiscountCode.class))
                    .as(limit)
                    .noneMatch(d -> d.code().equals("ADVENT"));
        }
        studio.type("#discount-max", "50");
        studio.press("#discount-save");
        studio.waitUntil(
                "saved",
                () -> studio.app().session().store().documents().list(Documents.DISCOUNT, DiscountCode.class).stream()
                        .anyMatch(d ->
                                d.code().equals("ADVENT") && Integer.valueOf(50).equals(d.maxRedemptions())));
    }

    @Test
    void theLastDayOfACodeStaysWhereItIs() {
        Instant end = Instant.parse("2026-12-25T00:00:00Z");
        LocalDate day = gg.tap2.studio.discounts.DiscountsView.lastDay(end);
        assertThat(day).isEqualTo(LocalDate.of(2026, 12, 24));
        assertThat(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()).isEqualTo(end);
    }

    /// The second save comes while the first is on its way: it stays, waits, and is sent.
    @Test
    void aSecondSaveOnASlowLineIsNotLost() throws Exception {
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var once = new AtomicBoolean();
        platform.beforeAnswer = r -> {
            if (r.getMethod().equals("PUT")
                    && r.getUrl().encodedPath().equals(Routes.PROFILE)
                    && !once.getAndSet(true)) {
                arrived.countDown();
                try {
                    assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        bio("AAA first version");
        letGoPage();
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        bio("BBB second version");
        letGoPage();
        goOn.countDown();
        studio.waitUntil(
                "the second one waits for its own publication",
                () -> studio.app()
                        .session()
                        .edits()
                        .unpublished()
                        .find(Documents.PROFILE, Documents.ONLY)
                        .filter(c -> c.releaseAt() == null)
                        .isPresent());
        letGoPage();
        studio.waitUntil(
                "the second version is on the server",
                () -> studio.app().session().api().profile().bio().equals("BBB second version"));
        studio.waitUntil(
                "nothing waits", () -> studio.app().session().store().outbox().size() == 0);
    }

    private void letGoPage() {
        var unpublished = studio.app().session().edits().unpublished();
        unpublished.publish(Documents.PROFILE, Documents.ONLY, unpublished.now());
    }

    private void bio(String text) {
        var session = studio.app().session();
        var held = session.store()
                .documents()
                .find(Documents.PROFILE, Documents.ONLY, gg.tap2.model.catalog.CreatorProfile.class)
                .orElseThrow();
        var tree = Json.tree(Contents.of(held));
        tree.put("bio", text);
        session.edits().saveProfile(Json.fromTree(tree, gg.tap2.model.catalog.SaveProfile.class));
    }

    /// A price that nobody touched is no conflict, whether it was read from the store or never written.
    @Test
    void valuesAreComparedAndNotHowTheyWereWritten() {
        SaveProduct content = ProductCopy.contentOf(published());
        assertThat(Json.tree(content)).isEqualTo(Json.tree(Json.read(Json.write(content), SaveProduct.class)));
        assertThat(Json.tree(content).get("price"))
                .isEqualTo(Json.read(Json.write(content), com.fasterxml.jackson.databind.node.ObjectNode.class)
                        .get("price"));
    }

    /// One product at which the server fails waits alone; the next one and everything from the server come all the
    /// same.
    @Test
    void oneBadThingStopsOnlyItself() throws Exception {
        var products = platform.allProducts();
        Product bad = products.get(0);
        Product good = products.get(1);
        platform.failing = r -> r.getMethod().equals("PUT")
                && r.getUrl().encodedPath().endsWith(bad.id().toString());
        rename(bad, "Broken at the server");
        rename(good, "Goes through");
        studio.waitUntil(
                "the other one is there",
                () -> platform.product(good.id()).title().equals("Goes through"));
        studio.waitUntil(
                "and it is said", () -> studio.app().session().sync().state().trouble() != null);
        platform.failing = r -> false;
        for (int i = 0; i < 40 && !platform.product(bad.id()).title().equals("Broken at the server"); i++) {
            studio.app().session().sync().runOnce();
        }
        assertThat(platform.product(bad.id()).title()).isEqualTo("Broken at the server");
        assertThat(studio.app().session().sync().state().trouble()).isNull();
    }

    private void rename(Product product, String title) {
        var tree = Json.tree(ProductCopy.contentOf(product));
        tree.put("title", title);
        studio.app().session().edits().saveProduct(Json.fromTree(tree, SaveProduct.class));
        if (product.status() == ProductStatus.PUBLISHED) {
            LetGo.product(studio.app().session().edits(), product.id());
        }
    }

    /// Words typed without a pause are on the disk while typing goes on.
    @Test
    void whatIsTypedWithoutAPauseIsOnTheDisk() throws Exception {
        Product product = platform.allProducts().getFirst();
        platform.down = true;
        studio.go("products", product.id());
        var text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append("word ");
            String now = text.toString();
            studio.type("#editor-description", now);
            Thread.sleep(60);
        }
        String kept = studio.app()
                .session()
                .store()
                .products()
                .find(product.id())
                .orElseThrow()
                .content()
                .description();
        assertThat(kept.length()).isGreaterThan(text.length() / 2);
        platform.down = false;
    }
}
