package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.testing.Newcomers;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.uploads.UploadState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javafx.scene.control.Button;
import javafx.scene.control.RadioButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The window against the real server in the same process: PostgreSQL, object storage and signatures included.
final class RealServerFlowTest {
    private static final String EMAIL = "mira@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path dir;

    @Test
    void signInCreateUploadPublishAndMerge() throws Exception {
        try (ServerApp server = Launcher.start(ServerConfig.load(
                null, Map.of(), Map.of(Key.DATA_DIR, dir.resolve("server").toString(), Key.HTTP_PORT, "0")))) {
            String url = server.localUrl();
            Newcomers.confirmed(
                    url,
                    Launcher.sandbox(server).orElseThrow().mailbox().baseUri().toString(),
                    new RegisterRequest(EMAIL, PASSWORD, Role.CREATOR, "Mira Sol", "mira-sol", "en"));
            try (var studio = StudioDriver.start(dir.resolve("home"), url)) {
                studio.signIn(EMAIL, PASSWORD);
                studio.waitUntil(
                        "first sync",
                        () -> studio.app().session() != null
                                && studio.app().session().sync().state().lastSynced() != null);
                UUID id = createAndPublish(studio);
                mergeTwoEdits(studio, id);
                connectBank(studio);
                checkStatement(studio, server);
                uploadHalf(studio);
            }
            try (var studio = StudioDriver.start(dir.resolve("home"), url)) {
                studio.waitUntil(
                        "resumed and ready",
                        () -> studio.app().session() != null
                                && studio.app().session().uploads().list().stream()
                                        .allMatch(t -> t.state() == UploadState.READY));
                Path file = dir.resolve("Album.zip");
                var task = studio.app().session().uploads().list().stream()
                        .filter(t -> t.path().equals(file.toAbsolutePath()))
                        .findFirst()
                        .orElseThrow();
                assertThat(task.sha256()).isEqualTo(TestFiles.sha256(file));
                newVersion(studio, file, task.id());
            }
        }
    }

    /// One byte changed in the middle of 48 MiB: only its part and the last one, with the checksum, are sent.
    private void newVersion(StudioDriver studio, Path file, UUID before) throws Exception {
        TestFiles.zip(file, 48 << 20, 20 << 20);
        var uploads = studio.app().session().uploads();
        UUID id = uploads.add(file, gg.tap2.model.media.UploadPurpose.PRODUCT_FILE, before)
                .id();
        studio.waitUntil("the new version", () -> uploads.find(id).orElseThrow().state() == UploadState.READY);
        var task = uploads.find(id).orElseThrow();
        assertThat(task.sha256()).isEqualTo(TestFiles.sha256(file));
        assertThat(task.reused()).isEqualTo(task.size() - (8 << 20) - task.size() % (8 << 20));
    }

    /// The bank's page is the stand-in's; what a visitor does there in the browser is done by its form.
    private static void connectBank(StudioDriver studio) throws Exception {
        studio.go("bankaccounts", null);
        studio.press("#bank-connect");
        studio.type("#bank-holder", "Mira Sol");
        ScreenshotTest.save(studio, "bank-visit");
        var pages = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        studio.app().browseWith(pages::add);
        studio.press("#bank-open");
        studio.waitUntil("the browser", () -> !pages.isEmpty());
        String page = pages.remove();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            var answer = http.send(
                    java.net.http.HttpRequest.newBuilder(java.net.URI.create(page))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("bank=ins_109508&account=checking"))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(303);
        }
        var documents = studio.app().session().store().documents();
        studio.waitUntil(
                "connected",
                () -> documents.list(Documents.BANK_ACCOUNT, BankAccount.class).stream()
                        .anyMatch(a -> a.verificationStatus().equals("verified")
                                && a.last4().equals("6789")));
        studio.waitUntil("the dialog is closed", () -> studio.shown("#bank-open") == null);
        ScreenshotTest.save(studio, "bank-connected");
    }

    /// A month's signed file, fetched and checked; then with one digit changed.
    private void checkStatement(StudioDriver studio, ServerApp server) throws Exception {
        UUID creator = server.db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = 'mira-sol'")
                        .one(r -> r.uuid("id")));
        server.db().transact(tx -> {
            var now = server.clock().instant();
            server.ledger().open(tx, creator, Currency.USD, now);
            server.ledger()
                    .post(
                            tx,
                            new Journal(
                                    creator,
                                    Currency.USD,
                                    "test_funds",
                                    creator.toString(),
                                    now,
                                    "test",
                                    null,
                                    List.of(
                                            Line.of("x", AccountKind.STRIPE_CLEARING, 4_200),
                                            Line.of("x", AccountKind.AVAILABLE, -4_200)),
                                    0,
                                    null));
        });
        Path file = dir.resolve("month.signed.json");
        studio.go("statements", null);
        String month = java.time.YearMonth.from(server.clock().instant().atOffset(java.time.ZoneOffset.UTC))
                .toString();
        studio.target.set(file);
        studio.press("#statement-" + month + "-signed");
        studio.waitUntil("saved", () -> java.nio.file.Files.exists(file));
        studio.files.set(List.of(file));
        studio.press("#statement-check");
        var verdict = studio.find("#statement-verdict");
        assertThat(verdict.getStyleClass()).contains("success-text");
        ScreenshotTest.save(studio, "statements-checked");
        String text = java.nio.file.Files.readString(file);
        java.nio.file.Files.writeString(file, text.replaceFirst("4200", "9200"));
        studio.press("#statement-check");
        studio.waitUntil(
                "found out",
                () -> studio.shown("#statement-verdict") != null
                        && studio.shown("#statement-verdict").getStyleClass().contains("danger-text"));
        ScreenshotTest.save(studio, "statements-tampered");
    }

    /// Closes in the middle of a large upload.
    private void uploadHalf(StudioDriver studio) throws Exception {
        Path file = TestFiles.zip(dir.resolve("Album.zip"), 48 << 20);
        var uploads = studio.app().session().uploads();
        uploads.bandwidth().setLimit(12_000_000);
        UUID id = uploads.add(file, gg.tap2.model.media.UploadPurpose.PRODUCT_FILE)
                .id();
        studio.waitUntil(
                "half way",
                () -> uploads.progress(uploads.find(id).orElseThrow()).sent() > 20 << 20);
        assertThat(uploads.find(id).orElseThrow().state()).isEqualTo(UploadState.RUNNING);
    }

    private UUID createAndPublish(StudioDriver studio) throws Exception {
        Path file = TestFiles.zip(dir.resolve("Loops.zip"), 20 << 20);
        studio.go("products", "new");
        studio.type("#editor-title", "Rainy loops");
        studio.type("#editor-description", "# Rain\n\nRecorded in **November**.");
        studio.press("#editor-tab-price");
        studio.type("#editor-price", "12.50");
        studio.press("#editor-tab-files");
        studio.files.set(List.of(file));
        StudioDriver.onFx(() -> {
            studio.app().scene().getRoot().lookupAll(".drop-zone").stream()
                    .flatMap(zone -> zone.lookupAll(".button").stream())
                    .map(Button.class::cast)
                    .findFirst()
                    .orElseThrow()
                    .fire();
            return null;
        });
        var session = studio.app().session();
        studio.waitUntil("upload ready", () -> {
            var task = session.uploads().list().getFirst();
            assertThat(task.state()).as(String.valueOf(task.error())).isNotEqualTo(UploadState.FAILED);
            return task.state() == UploadState.READY;
        });
        var task = session.uploads().list().getFirst();
        assertThat(task.sha256()).isEqualTo(TestFiles.sha256(file));
        assertThat(session.api().manifest(task.id()).sha256()).isEqualTo(TestFiles.sha256(file));
        studio.press("#editor-rehearse");
        studio.waitUntil("rehearsed", () -> !studio.shown("#rehearsal-again").isDisabled());
        for (String step : List.of("sync", "payment", "product_page", "buyer_page", "files")) {
            var line = studio.find("#rehearsal-" + step);
            assertThat(line.getStyleClass())
                    .as(() -> step + ": " + line.lookupAll(".hint")
                            + session.store().outbox().list() + session.sync().state())
                    .contains("state-ok");
        }
        studio.press("#rehearsal-publish");
        studio.waitUntil(
                "published",
                () -> session.store().products().list().stream()
                        .anyMatch(p -> p.title().equals("Rainy loops") && p.status() == ProductStatus.PUBLISHED));
        UUID id = session.store().products().list().getFirst().id();
        Product stored = session.api().product(id);
        assertThat(stored.status()).isEqualTo(ProductStatus.PUBLISHED);
        assertThat(stored.price()).isEqualTo(1_250);
        assertThat(stored.files()).extracting(f -> f.sha256()).containsExactly(TestFiles.sha256(file));
        return id;
    }

    private void mergeTwoEdits(StudioDriver studio, UUID id) throws Exception {
        var session = studio.app().session();
        session.sync().setPaused(true);
        studio.go("products", id);
        studio.type("#editor-title", "Mine");
        studio.press("#editor-tab-price");
        studio.type("#editor-price", "20");
        studio.waitUntil("kept here", () -> session.store().outbox().size() == 1);
        Product now = session.api().product(id);
        var content = ProductCopy.contentOf(now);
        var tree = gg.tap2.studio.platform.Json.tree(content);
        tree.put("title", "Theirs").put("description", "Theirs too");
        session.api()
                .saveProduct(
                        id,
                        gg.tap2.studio.platform.Json.fromTree(tree, gg.tap2.model.catalog.SaveProduct.class),
                        now.version());
        session.sync().setPaused(false);
        session.sync().runOnce();
        studio.press("#editor-merge");
        studio.find("#merge-theirs-title");
        StudioDriver.onFx(() -> {
            ((RadioButton) studio.app().scene().lookup("#merge-theirs-title")).fire();
            return null;
        });
        studio.press("#merge-done");
        studio.press("#changes-publish");
        studio.waitUntil("merged on the server", () -> session.api().product(id).price() == 2_000);
        Product merged = session.api().product(id);
        assertThat(merged.title()).isEqualTo("Theirs");
        assertThat(merged.description()).isEqualTo("Theirs too");
    }
}
