package gg.tap2.studio.sync;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.api.TokenStore;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.testing.DemoData;
import gg.tap2.studio.testing.FakePlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Edits of what fans see wait, whatever happens to the studio, until the creator lets them go.
final class UnpublishedTest {
    @TempDir
    Path dir;

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(later.get());
    private FakePlatform platform;
    private CreatorApi api;
    private StudioStore store;
    private Sync sync;
    private Product product;

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
        product = platform.allProducts().stream()
                .filter(p -> p.status() == ProductStatus.PUBLISHED && p.price() > 0)
                .findFirst()
                .orElseThrow();
    }

    private void start() {
        store = StudioStore.open(dir.resolve("s.db"), InstantSource.system());
        sync = new Sync(api, store, clock);
    }

    private void restart() {
        sync.close();
        store.close();
        start();
    }

    @AfterEach
    void close() {
        sync.close();
        store.close();
        platform.close();
    }

    private SaveProduct with(Product p, String field, Object value) {
        var tree = Json.tree(ProductCopy.contentOf(p));
        tree.set(field, Json.MAPPER.valueToTree(value));
        return Json.fromTree(tree, SaveProduct.class);
    }

    private Unpublished unpublished() {
        return sync.edits().unpublished();
    }

    private Product theirs() {
        return platform.product(product.id());
    }

    /// The server's clock decides, so the whole world moves on.
    private void secondsLater(long seconds) {
        Instant due = unpublished().now().plusSeconds(seconds);
        store.db()
                .update(
                        "UPDATE outbox SET release_at = release_at - ? WHERE release_at IS NOT NULL",
                        Duration.between(unpublished().now(), due).toMillis());
    }

    @Test
    void nothingGoesOutBeforeTheCreatorSaysSo() {
        sync.edits().saveProduct(with(product, "price", 123L));
        sync.edits().saveProduct(with(product, "price", 1_234L));
        SyncState state = sync.runOnce();
        assertThat(theirs().price()).isEqualTo(product.price());
        assertThat(state.waiting()).as("nothing waits for the connection").isZero();
        var change = unpublished().find(Edits.PRODUCT, product.id()).orElseThrow();
        assertThat(change.fields()).containsExactly("price");
        assertThat(change.before().get("price").asLong()).isEqualTo(product.price());
        assertThat(change.after().get("price").asLong()).isEqualTo(1_234);

        restart();
        sync.runOnce();
        assertThat(theirs().price()).as("after a restart").isEqualTo(product.price());
        assertThat(unpublished().list())
                .singleElement()
                .satisfies(c -> assertThat(c.fields()).containsExactly("price"));

        assertThat(unpublished().publish(Edits.PRODUCT, product.id(), null)).isPresent();
        sync.runOnce();
        assertThat(theirs().price()).as("it can be undone for ten seconds").isEqualTo(product.price());
        secondsLater(11);
        sync.runOnce();
        assertThat(theirs().price()).isEqualTo(1_234);
        assertThat(unpublished().list()).isEmpty();
        assertThat(store.outbox().size()).isZero();
    }

    @Test
    void whatWasLetGoIsTakenBack() {
        sync.edits().saveProduct(with(product, "title", "Too early"));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        assertThat(unpublished().takeBack(Edits.PRODUCT, product.id())).isTrue();
        secondsLater(60);
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        assertThat(unpublished().find(Edits.PRODUCT, product.id())).isPresent();
    }

    /// What goes out is what was on the screen when the creator said so.
    @Test
    void laterEditsWaitForTheNextTime() {
        sync.edits().saveProduct(with(product, "price", 2_000L));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        sync.edits().saveProduct(with(product, "price", 2L));
        secondsLater(11);
        sync.runOnce();
        assertThat(theirs().price()).isEqualTo(2_000);
        sync.runOnce();
        assertThat(theirs().price()).as("the half-typed one stays here").isEqualTo(2_000);
        assertThat(unpublished()
                        .find(Edits.PRODUCT, product.id())
                        .orElseThrow()
                        .after()
                        .get("price")
                        .asLong())
                .isEqualTo(2);
        assertThat(unpublished().takeBack(Edits.PRODUCT, product.id())).isFalse();
    }

    @Test
    void aTimeIsKeptOverARestart() {
        sync.edits().saveProduct(with(product, "title", "At nine"));
        unpublished().publish(Edits.PRODUCT, product.id(), unpublished().now().plus(Duration.ofHours(3)));
        restart();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        secondsLater(3 * 3600 + 1);
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("At nine");
    }

    @Test
    void discardingShowsWhatFansSee() {
        sync.edits().saveProduct(with(product, "title", "Never mind"));
        unpublished().discard(Edits.PRODUCT, product.id());
        assertThat(store.products().find(product.id()).orElseThrow().content().title())
                .isEqualTo(product.title());
        assertThat(store.outbox().size()).isZero();
    }

    @Test
    void typingBackToWhatFansSeeLeavesNothingToPublish() {
        sync.edits().saveProduct(with(product, "title", "Other"));
        sync.edits().saveProduct(with(product, "title", product.title()));
        assertThat(unpublished().list()).isEmpty();
        assertThat(store.outbox().size()).isZero();
        assertThat(store.products().find(product.id()).orElseThrow().working()).isNull();
    }

    @Test
    void anotherMachinesChangeMergesIntoTheDifference() {
        sync.edits().saveProduct(with(product, "title", "Mine"));
        platform.editElsewhere(product.id(), with(theirs(), "description", "Theirs"));
        sync.runOnce();
        var change = unpublished().find(Edits.PRODUCT, product.id()).orElseThrow();
        assertThat(change.fields()).containsExactly("title");
        assertThat(change.after().get("description").asText()).isEqualTo("Theirs");
        assertThat(theirs().title()).isEqualTo(product.title());
    }

    /// Both sides changed what was let go: it waits for the creator, and nothing of the other side is undone unseen.
    @Test
    void whatWasLetGoAndMeetsTheSameFieldIsAskedAboutAgain() {
        sync.edits().saveProduct(with(product, "price", 3_000L));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        platform.editElsewhere(product.id(), with(theirs(), "price", 5_100L));
        secondsLater(11);
        sync.runOnce();
        sync.runOnce();
        assertThat(theirs().price()).isEqualTo(5_100);
        assertThat(store.conflicts().find(Edits.PRODUCT, product.id())).isPresent();
    }

    @Test
    void aProductThatIsHiddenMeanwhileIsADraftAgain() {
        sync.edits().saveProduct(with(product, "title", "As a draft"));
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        api.unpublish(product.id());
        sync.runOnce();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("As a draft");
    }

    @Test
    void aRefusalKeepsTheWordsAndTheNextEditWaitsAgain() {
        sync.edits().saveProduct(with(product, "title", ""));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        secondsLater(11);
        sync.runOnce();
        var refused = unpublished().find(Edits.PRODUCT, product.id()).orElseThrow();
        assertThat(refused.error()).isNotNull();
        sync.edits().saveProduct(with(product, "title", "Better"));
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        secondsLater(11);
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("Better");
    }

    @Test
    void anAnswerThatWasLostIsNotAskedAbout() {
        sync.edits().saveProduct(with(product, "title", "Got through"));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        secondsLater(11);
        platform.loseAnswerNext.set(1);
        sync.runOnce();
        sync.runOnce();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("Got through");
        assertThat(store.outbox().size()).isZero();
        assertThat(store.conflicts().list()).isEmpty();
    }

    @Test
    void whoLeavesDoesNotTakeBackWhatTheyLetGo() {
        sync.start();
        sync.edits().saveProduct(with(product, "title", "Last word"));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        sync.close();
        assertThat(theirs().title()).isEqualTo("Last word");
        sync = new Sync(api, store, clock);
    }

    @Test
    void tiersCodesAndThePageWaitAlike() {
        Tier tier = store.documents().list(Documents.TIER, Tier.class).stream()
                .filter(Tier::published)
                .findFirst()
                .orElseThrow();
        var tierTree = Json.tree(Contents.of(tier)).put("price", tier.price() + 100);
        sync.edits().saveTier(Json.fromTree(tierTree, SaveTier.class));
        DiscountCode code = store.documents().list(Documents.DISCOUNT, DiscountCode.class).stream()
                .filter(DiscountCode::active)
                .findFirst()
                .orElseThrow();
        var codeTree = Json.tree(Contents.of(code)).put("maxRedemptions", 7);
        sync.edits().saveDiscount(Json.fromTree(codeTree, SaveDiscountCode.class));
        CreatorProfile page = api.profile();
        assertThat(page.published()).isTrue();
        var pageTree = Json.tree(Contents.of(page)).put("bio", "Half a sen");
        sync.edits().saveProfile(Json.fromTree(pageTree, SaveProfile.class));
        sync.runOnce();
        assertThat(api.tier(tier.id()).price()).isEqualTo(tier.price());
        assertThat(api.profile().bio()).isEqualTo(page.bio());
        assertThat(unpublished().list())
                .extracting(Unpublished.Change::kind)
                .containsExactlyInAnyOrder("tier", "discount", "profile");
        for (var change : unpublished().list()) {
            unpublished().publish(change.kind(), change.id(), null);
        }
        secondsLater(11);
        sync.runOnce();
        assertThat(api.tier(tier.id()).price()).isEqualTo(tier.price() + 100);
        assertThat(api.profile().bio()).isEqualTo("Half a sen");
        assertThat(store.outbox().size()).isZero();
    }

    /// A tier that was changed elsewhere keeps that change when this machine's edit of another field goes out.
    @Test
    void aTierMergesByFieldWhenItIsPulled() {
        Tier tier = store.documents().list(Documents.TIER, Tier.class).stream()
                .filter(Tier::published)
                .findFirst()
                .orElseThrow();
        sync.edits().saveTier(Json.fromTree(Json.tree(Contents.of(tier)).put("name", "Mine"), SaveTier.class));
        api.saveTier(
                tier.id(),
                Json.fromTree(Json.tree(Contents.of(tier)).put("price", tier.price() + 700), SaveTier.class),
                tier.version());
        sync.runOnce();
        assertThat(unpublished().find(Documents.TIER, tier.id()).orElseThrow().fields())
                .containsExactly("name");
        unpublished().publish(Documents.TIER, tier.id(), null);
        secondsLater(11);
        sync.runOnce();
        assertThat(api.tier(tier.id()).name()).isEqualTo("Mine");
        assertThat(api.tier(tier.id()).price()).isEqualTo(tier.price() + 700);
    }

    private Outbox.Entry row(String kind, Object id) {
        return store.outbox().find(kind, id).orElseThrow();
    }

    /// An edit of a draft is on its way when another machine publishes that draft: from then on fans see it, so the
    /// edit waits like any other.
    @Test
    void anEditOfADraftThatIsPublishedElsewhereWaits() {
        Product draft = platform.allProducts().stream()
                .filter(p -> p.status() == ProductStatus.DRAFT)
                .findFirst()
                .orElseThrow();
        sync.edits().saveProduct(with(draft, "title", "Half a ti"));
        api.publish(draft.id());
        sync.runOnce();
        sync.runOnce();
        assertThat(platform.product(draft.id()).status()).isEqualTo(ProductStatus.PUBLISHED);
        assertThat(platform.product(draft.id()).title()).isEqualTo(draft.title());
        assertThat(unpublished().find(Edits.PRODUCT, draft.id()).orElseThrow().fields())
                .containsExactly("title");
    }

    /// What this machine's clock says before the server was asked decides nothing.
    @Test
    void aClockThatIsADayAheadAtTheStartSendsNothingEarly() {
        sync.edits().saveProduct(with(product, "title", "Tomorrow"));
        unpublished().publish(Edits.PRODUCT, product.id(), unpublished().now().plus(Duration.ofHours(3)));
        later.set(Duration.ofDays(1));
        restart();
        sync.runOnce();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        later.set(Duration.ofDays(2));
        sync.runOnce();
        assertThat(theirs().title()).as("set while the studio runs").isEqualTo(product.title());
        secondsLater(3 * 3600 + 1);
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("Tomorrow");
    }

    /// Deleted on another machine, with words here that are nowhere else: they stay, it is said, and discarding them
    /// ends it.
    @Test
    void whatIsDeletedElsewhereKeepsItsWordsUntilTheyAreDiscarded() {
        sync.edits().saveProduct(with(product, "title", "Nowhere else"));
        api.deleteProduct(product.id(), null);
        sync.runOnce();
        var change = unpublished().find(Edits.PRODUCT, product.id()).orElseThrow();
        assertThat(change.after().get("title").asText()).isEqualTo("Nowhere else");
        assertThat(change.error()).isEqualTo(Outbox.GONE);
        assertThat(unpublished().publish(Edits.PRODUCT, product.id(), null)).isEmpty();
        sync.edits().saveProduct(with(product, "title", "Still here"));
        assertThat(row(Edits.PRODUCT, product.id()).error()).isEqualTo(Outbox.GONE);
        sync.runOnce();
        unpublished().discard(Edits.PRODUCT, product.id());
        assertThat(store.products().find(product.id())).isEmpty();
        assertThat(store.outbox().size()).isZero();
    }

    /// The same when nobody said so before the publication.
    @Test
    void publishingWhatIsGoneSaysThatItIsGone() {
        sync.edits().saveProduct(with(product, "title", "Too late"));
        unpublished().publish(Edits.PRODUCT, product.id(), unpublished().now());
        api.deleteProduct(product.id(), null);
        sync.runOnce();
        assertThat(row(Edits.PRODUCT, product.id()).error()).isEqualTo(Outbox.GONE);
        assertThat(store.products().find(product.id()).orElseThrow().content().title())
                .isEqualTo("Too late");
    }

    /// A publication that is called off says why.
    @Test
    void aTiersPublicationThatIsCalledOffSaysSo() {
        Tier tier = store.documents().list(Documents.TIER, Tier.class).stream()
                .filter(Tier::published)
                .findFirst()
                .orElseThrow();
        sync.edits().saveTier(Json.fromTree(Json.tree(Contents.of(tier)).put("name", "Mine"), SaveTier.class));
        unpublished().publish(Documents.TIER, tier.id(), unpublished().now().plus(Duration.ofHours(3)));
        api.saveTier(
                tier.id(),
                Json.fromTree(Json.tree(Contents.of(tier)).put("name", "Theirs"), SaveTier.class),
                tier.version());
        sync.runOnce();
        var change = unpublished().find(Documents.TIER, tier.id()).orElseThrow();
        assertThat(change.releaseAt()).isNull();
        assertThat(change.error()).isEqualTo(Outbox.CALLED_OFF);
        assertThat(change.after().get("name").asText()).isEqualTo("Mine");
    }

    /// The studio was killed after the answer was written and before the outbox was, and somebody else went on from
    /// there: nothing breaks, and nothing of theirs is undone.
    @Test
    void aKillBetweenTheAnswerAndTheOutboxUndoesNothing() {
        sync.edits().saveProduct(with(product, "title", "Sent"));
        unpublished().publish(Edits.PRODUCT, product.id(), unpublished().now());
        var content = row(Edits.PRODUCT, product.id());
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("Sent");
        store.db()
                .update(
                        "INSERT INTO outbox (kind, entity_id, op, idempotency_key, attempts, created_at, release_at, content)"
                                + " VALUES ('product', ?, 'save', 'again', 1, 0, 1, ?)",
                        product.id(),
                        content.content());
        platform.editElsewhere(product.id(), with(theirs(), "title", "Theirs since"));
        sync.runOnce();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo("Theirs since");
        assertThat(store.outbox().size()).isZero();
    }

    /// Without a network nothing was sent, so it can still be taken back.
    @Test
    void whatNeverLeftIsTakenBack() {
        sync.edits().saveProduct(with(product, "title", "In a tunnel"));
        unpublished().publish(Edits.PRODUCT, product.id(), null);
        secondsLater(11);
        var nowhere = new ApiClient(
                HttpUrl.get("http://127.0.0.1:1/"),
                ApiClient.http(),
                TokenStore.inMemory(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                InstantSource.system());
        nowhere.tokens()
                .save(new gg.tap2.model.accounts.Tokens(
                        "a",
                        Instant.now().plusSeconds(9_000),
                        "r",
                        Instant.now().plusSeconds(9_000)));
        try (var offline = new Sync(new CreatorApi(nowhere), store, clock)) {
            assertThat(offline.runOnce().online()).isFalse();
        }
        assertThat(unpublished().find(Edits.PRODUCT, product.id()).orElseThrow().begun())
                .isFalse();
        assertThat(unpublished().takeBack(Edits.PRODUCT, product.id())).isTrue();
    }

    /// A second program on the same store, such as the command line, ends nobody's ten seconds.
    @Test
    void anotherProgramThatEndsLeavesTheTenSecondsAlone() {
        sync.edits().saveProduct(with(product, "title", "Wait"));
        Instant due = unpublished().publish(Edits.PRODUCT, product.id(), null).orElseThrow();
        new Sync(api, store, clock).close();
        assertThat(row(Edits.PRODUCT, product.id()).releaseAt())
                .isEqualTo(due.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    }

    /// A store of the version before: what waited there for something public is an unpublished change now.
    @Test
    void aStoreOfTheVersionBeforeGoesOn() throws Exception {
        sync.edits().saveProduct(with(product, "title", "Typed in the old one"));
        store.db().update("ALTER TABLE outbox DROP COLUMN release_at");
        store.db().update("ALTER TABLE outbox DROP COLUMN content");
        store.db().write(c -> {
            try (var s = c.createStatement()) {
                return s.execute("PRAGMA user_version = 2");
            }
        });
        restart();
        sync.runOnce();
        assertThat(theirs().title()).isEqualTo(product.title());
        assertThat(unpublished().find(Edits.PRODUCT, product.id()).orElseThrow().fields())
                .containsExactly("title");
    }

    /// Somebody who types while another machine's change comes in writes over what they saw, and not over that.
    @Test
    void whatCameInWhileSomebodyTypedIsNotWrittenOver() {
        SaveProduct seen = ProductCopy.contentOf(product);
        sync.edits().saveProduct(with(product, "description", "One"), seen);
        platform.editElsewhere(product.id(), with(theirs(), "title", "Theirs"));
        sync.runOnce();
        sync.edits().saveProduct(with(product, "description", "One two"), with(product, "description", "One"));
        assertThat(unpublished().find(Edits.PRODUCT, product.id()).orElseThrow().fields())
                .containsExactly("description");
        assertThat(store.products().find(product.id()).orElseThrow().content().title())
                .isEqualTo("Theirs");
        CreatorProfile page = api.profile();
        var typed = Json.fromTree(Json.tree(Contents.of(page)).put("displayName", "Me"), SaveProfile.class);
        sync.edits().saveProfile(typed, Contents.of(page));
        api.saveProfile(
                Json.fromTree(Json.tree(Contents.of(page)).put("bio", "Theirs"), SaveProfile.class), page.version());
        sync.runOnce();
        sync.edits()
                .saveProfile(
                        Json.fromTree(Json.tree(Contents.of(page)).put("displayName", "Me too"), SaveProfile.class),
                        typed);
        assertThat(unpublished()
                        .find(Documents.PROFILE, Documents.ONLY)
                        .orElseThrow()
                        .fields())
                .containsExactly("displayName");
    }
}
