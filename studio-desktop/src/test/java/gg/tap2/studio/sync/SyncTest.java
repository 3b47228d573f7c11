package gg.tap2.studio.sync;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.api.TokenStore;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import gg.tap2.studio.testing.LetGo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyncTest {
    @TempDir
    Path dir;

    private FakePlatform platform;
    private CreatorApi api;
    private StudioStore store;
    private Sync sync;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        var client = new ApiClient(
                HttpUrl.get(platform.baseUrl()),
                ApiClient.http(),
                TokenStore.inMemory(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                InstantSource.system());
        new SignIn(client).password(FakePlatform.EMAIL, FakePlatform.PASSWORD, "test");
        api = new CreatorApi(client);
        start();
        sync.runOnce();
    }

    private void start() {
        store = StudioStore.open(dir.resolve("s.db"), InstantSource.system());
        sync = new Sync(api, store, InstantSource.system());
    }

    @AfterEach
    void close() {
        sync.close();
        store.close();
        platform.close();
    }

    private SaveProduct with(Product p, String field, String value) {
        var tree = Json.tree(ProductCopy.contentOf(p));
        tree.put(field, value);
        return Json.fromTree(tree, SaveProduct.class);
    }

    @Test
    void firstPullBringsEverything() {
        assertThat(store.products().list()).hasSize(8);
        assertThat(store.sales().count()).isGreaterThan(300);
        assertThat(store.documents().count("subscriber")).isEqualTo(12);
        assertThat(sync.state().online()).isTrue();
    }

    @Test
    void disjointEditsMergeByThemselves() {
        Product p = platform.allProducts().getFirst();
        platform.down = true;
        sync.edits().saveProduct(with(p, "title", "Mine"));
        assertThat(sync.runOnce().online()).isFalse();
        platform.editElsewhere(p.id(), with(p, "description", "Theirs"));
        platform.down = false;
        sync.runOnce();
        assertThat(platform.product(p.id()).title()).as("not published yet").isEqualTo(p.title());
        LetGo.product(sync.edits(), p.id());
        sync.runOnce();
        assertThat(platform.product(p.id()).title()).isEqualTo("Mine");
        assertThat(platform.product(p.id()).description()).isEqualTo("Theirs");
        assertThat(store.outbox().size()).isZero();
        assertThat(store.products().find(p.id()).orElseThrow().working()).isNull();
    }

    @Test
    void aCreateWhoseAnswerWasLostIsNotMadeTwice() {
        SaveProduct fresh = DemoData.product("Once only", 700);
        sync.edits().saveProduct(fresh);
        platform.loseAnswerNext.set(1);
        sync.runOnce();
        sync.runOnce();
        assertThat(platform.allProducts().stream().filter(x -> x.title().equals("Once only")))
                .hasSize(1);
        assertThat(store.outbox().size()).isZero();
    }

    @Test
    void aRefusedEditIsKeptAndDoesNotHoldUpOthers() {
        Product first = platform.allProducts().getFirst();
        Product second = platform.allProducts().get(1);
        sync.edits().saveProduct(with(first, "title", ""));
        sync.edits().saveProduct(with(second, "title", "Goes through"));
        LetGo.product(sync.edits(), first.id());
        LetGo.product(sync.edits(), second.id());
        SyncState state = sync.runOnce();
        assertThat(state.refused()).isEqualTo(1);
        assertThat(platform.product(second.id()).title()).isEqualTo("Goes through");
        assertThat(store.products().find(first.id()).orElseThrow().working()).isNotNull();
        sync.edits().saveProduct(with(first, "title", "Better"));
        LetGo.product(sync.edits(), first.id());
        sync.runOnce();
        assertThat(platform.product(first.id()).title()).isEqualTo("Better");
    }

    @Test
    void expiredAccessIsRenewedOnceAndServerTroubleIsSurvived() {
        platform.expireAccess();
        int before = platform.refreshes.get();
        assertThat(sync.runOnce().online()).isTrue();
        assertThat(platform.refreshes.get()).isEqualTo(before + 1);
        platform.failNext.set(50);
        assertThat(sync.runOnce().trouble()).isNotNull();
        platform.failNext.set(0);
        assertThat(sync.runOnce().trouble()).isNull();
    }

    /// A clock that is ten days ahead costs one refresh and not one for each call.
    @Test
    void aWrongClockDoesNotRefreshBeforeEachCall() throws Exception {
        var client = new ApiClient(
                HttpUrl.get(platform.baseUrl()),
                ApiClient.http(),
                TokenStore.inMemory(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                () -> java.time.Instant.now().plus(Duration.ofDays(10)));
        new SignIn(client).password(FakePlatform.EMAIL, FakePlatform.PASSWORD, "test");
        var wrong = new CreatorApi(client);
        int before = platform.refreshes.get();
        for (int i = 0; i < 20; i++) {
            wrong.profile();
        }
        assertThat(platform.refreshes.get() - before).isLessThanOrEqualTo(1);
        platform.expireAccess();
        wrong.profile();
        assertThat(platform.refreshes.get() - before)
                .as("a refused one is renewed")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void deletedElsewhereIsDeletedHere() {
        Product p = platform.allProducts().getLast();
        api.deleteProduct(p.id(), null);
        sync.runOnce();
        assertThat(store.products().find(p.id())).isEmpty();
    }

    @Test
    void aDamagedStoreKeepsTheDraftsAndComesBackFromTheServer() throws Exception {
        Product p = platform.allProducts().getFirst();
        platform.down = true;
        sync.edits().saveProduct(with(p, "title", "Unsent draft"));
        store.saveSetting("me", "{}");
        LetGo.product(sync.edits(), p.id());
        sync.close();
        store.close();
        Path file = dir.resolve("s.db");
        byte[] bytes = Files.readAllBytes(file);
        int damaged = 0;
        for (int page = 4096; page + 4096 <= bytes.length; page += 4096) {
            String text = new String(bytes, page, 4096, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (text.split("EURsucceeded|EUR.{0,6}succeeded", -1).length > 5) {
                java.util.Arrays.fill(bytes, page, page + 4096, (byte) 0xA5);
                damaged++;
            }
        }
        assertThat(damaged).as("pages of sales").isGreaterThan(3);
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        start();
        assertThat(store.damagedCopy()).isPresent();
        sync.close();
        store.close();
        start();
        assertThat(store.damagedCopy()).as("until somebody was told").isPresent();
        store.repairTold();
        assertThat(store.damagedCopy()).isEmpty();
        assertThat(store.findSetting("me"))
                .as("who it is, for a start without a connection")
                .isPresent();
        platform.down = false;
        sync.runOnce();
        assertThat(store.sales().count()).isGreaterThan(300);
        assertThat(platform.product(p.id()).title()).isEqualTo("Unsent draft");
    }
}
