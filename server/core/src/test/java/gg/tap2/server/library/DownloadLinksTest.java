package gg.tap2.server.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DownloadLinksTest {
    private final MutableClock clock = new MutableClock();
    private final Db db = TestDatabase.open();
    private final Entitlements entitlements = new Entitlements(db, clock);
    private final DownloadLinks links = new DownloadLinks(db, clock, entitlements, new Hmac(new byte[32]));
    private final UUID creator = Ids.next();
    private final UUID fan = Ids.next();
    private final UUID product = Ids.next();
    private final UUID file = Ids.next();

    @BeforeEach
    void seed() {
        UUID user = Ids.next();
        UUID upload = Ids.next();
        db.transact(tx -> {
            tx.sql(
                            "INSERT INTO users (id, email, role, created_at, updated_at) VALUES (:id, 'c@example.com', 'creator', now(), now())")
                    .set("id", user)
                    .update();
            tx.sql(
                            "INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at) VALUES (:id, :user, 'mara', 'Mara', now(), now())")
                    .set("id", creator)
                    .set("user", user)
                    .update();
            tx.sql("INSERT INTO fans (id, guest_email, created_at) VALUES (:id, 'f@example.com', now())")
                    .set("id", fan)
                    .update();
            tx.sql(
                            "INSERT INTO products (id, creator_id, title, type, price_cents, currency, status, created_at, updated_at) VALUES (:id, :creator, 'Pack', 'download', 500, 'USD', 'published', now(), now())")
                    .set("id", product)
                    .set("creator", creator)
                    .update();
            tx.sql(
                            "INSERT INTO uploads (id, creator_id, purpose, status, file_name, content_type, size, part_size, part_count, storage_key, created_at, expires_at) VALUES (:id, :creator, 'product_file', 'ready', 'a.zip', 'application/zip', 9, 9, 1, 'k', now(), now())")
                    .set("id", upload)
                    .set("creator", creator)
                    .update();
            tx.sql(
                            "INSERT INTO product_files (id, product_id, upload_id, position, title) VALUES (:id, :product, :upload, 0, 'A')")
                    .set("id", file)
                    .set("product", product)
                    .set("upload", upload)
                    .update();
            tx.sql(
                            "INSERT INTO grants (id, product_id, fan_id, source, granted_at) VALUES (:id, :product, :fan, 'grant', now())")
                    .set("id", Ids.next())
                    .set("product", product)
                    .set("fan", fan)
                    .update();
        });
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static void refused(Callable<?> work, String code) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private long sessions() {
        return db.read(
                tx -> tx.sql("SELECT count(*) AS n FROM download_sessions").one(r -> r.number("n")));
    }

    @Test
    void manyAtOnceTakeOneSession() throws Exception {
        var link = links.issue(fan, product);
        // As many as there are connections; more would only wait for one.
        try (var pool = Executors.newFixedThreadPool(10)) {
            var work = new ArrayList<Callable<Object>>();
            for (int i = 0; i < 50; i++) {
                work.add(() -> links.use(link.token(), file, "127.0.0.1"));
            }
            for (var f : pool.invokeAll(work)) {
                f.get();
            }
        }
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void fiveWindowsAndNoMore() {
        var link = links.issue(fan, product);
        for (int i = 0; i < 5; i++) {
            links.use(link.token(), file, null);
            links.use(link.token(), file, null);
            clock.advance(Duration.ofHours(24));
        }
        refused(() -> links.use(link.token(), file, null), "download_used_up");
        assertThat(sessions()).isEqualTo(5);
        assertThat(links.use(links.issue(fan, product).token(), file, null)).hasSize(1);
    }

    @Test
    void lookingNeverCountsAndSevenDaysEndALink() {
        var link = links.issue(fan, product);
        assertThat(links.look(link.token(), file).fileName()).isEqualTo("a.zip");
        assertThat(sessions()).isZero();
        clock.advance(Duration.ofDays(7));
        refused(() -> links.use(link.token(), file, null), "download_expired");
    }

    @Test
    void takingTheGrantAwayEndsTheLink() {
        var link = links.issue(fan, product);
        assertThat(entitlements.revoke(creator, product, fan)).isEqualTo(1);
        refused(() -> links.use(link.token(), file, null), "download_revoked");
        refused(() -> links.issue(fan, product), "not_found");
    }

    @Test
    void strangersGetNothing() {
        refused(() -> links.use("nonsense", file, null), "not_found");
        refused(() -> links.use(links.issue(fan, product).token(), Ids.next(), null), "not_found");
        refused(() -> links.issue(Ids.next(), product), "not_found");
        refused(() -> entitlements.revoke(Ids.next(), product, fan), "not_found");
    }

    @Test
    void fileNamesCannotLeaveTheirHeader() {
        assertThat(Delivery.disposition("attachment", "../a\r\nX: \"ü\".zip"))
                .doesNotContain("\r", "\n", "/")
                .contains("filename*=UTF-8''")
                .contains("%C3%BC");
    }
}
