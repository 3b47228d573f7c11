package gg.tap2.server.library;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Links that fetch files without an account: seven days, and five sessions for each file. A session is a
/// window of 24 hours, so that ranges, retries and resumes are free. Access is asked for again at every fetch,
/// so a refund ends a link at once.
public final class DownloadLinks {
    public static final Duration LIFETIME = Duration.ofDays(7);
    public static final int SESSIONS = 5;
    private static final Duration WINDOW = Duration.ofHours(24);

    private final Db db;
    private final InstantSource clock;
    private final Entitlements entitlements;
    private final Hmac key;

    DownloadLinks(Db db, InstantSource clock, Entitlements entitlements, Hmac key) {
        this.db = db;
        this.clock = clock;
        this.entitlements = entitlements;
        this.key = key;
    }

    public record Link(UUID id, String token, Instant expiresAt) {
        public String path(UUID fileId) {
            return "/dl/" + token + "/" + fileId;
        }
    }

    /// A file in storage, ready to be handed out.
    public record Item(UUID fileId, String storageKey, String fileName, String contentType, long size) {}

    /// A new link for somebody who may open the product.
    ///
    /// @throws ApiException 404 for others
    public Link issue(UUID fanId, UUID productId) {
        return db.inTransaction(tx -> {
            if (!entitlements.mayOpen(tx, fanId, productId)) {
                throw ApiException.notFound();
            }
            return insert(tx, fanId, productId, null);
        });
    }

    private Link insert(Tx tx, UUID fanId, UUID productId, @Nullable UUID paymentId) {
        Instant now = clock.instant();
        UUID id = Ids.next(clock);
        String token = token(id);
        tx.sql("""
                        INSERT INTO download_links (id, token_hash, product_id, fan_id, payment_id, file_ids, created_at, expires_at)
                        VALUES (:id, :hash, :product, :fan, CAST(:payment AS uuid),
                          ARRAY(SELECT f.id FROM product_files f WHERE f.product_id = :product), :now, :expires)""")
                .set("payment", paymentId == null ? null : paymentId.toString())
                .set("id", id)
                .set("hash", RandomTokens.hash(token))
                .set("product", productId)
                .set("fan", fanId)
                .set("now", now)
                .set("expires", now.plus(LIFETIME))
                .update();
        return new Link(id, token, now.plus(LIFETIME));
    }

    private String token(UUID id) {
        return key.sign("download|" + id);
    }

    /// What a payment's thank-you page shows, however often it is opened: its link of the last seven days, or a
    /// new one. The link opens what this payment bought. It ends with the payment, also where the same address
    /// bought the product another time.
    ///
    /// @throws ApiException 404 when the payment opens nothing (any more)
    public Link ofPayment(UUID fanId, UUID productId, UUID paymentId) {
        return db.inTransaction(tx -> {
            tx.sql("SELECT id FROM payments WHERE id = :id FOR UPDATE")
                    .set("id", paymentId)
                    .exists();
            if (!entitlements.paymentOpens(tx, paymentId, productId)) {
                throw ApiException.notFound();
            }
            return tx.sql("""
                            SELECT id, expires_at FROM download_links WHERE payment_id = :payment AND product_id = :product
                            AND fan_id = :fan AND expires_at > :now ORDER BY created_at DESC LIMIT 1""")
                    .set("payment", paymentId)
                    .set("product", productId)
                    .set("fan", fanId)
                    .set("now", clock.instant())
                    .first(r -> new Link(r.uuid("id"), token(r.uuid("id")), r.instant("expires_at")))
                    .orElseGet(() -> insert(tx, fanId, productId, paymentId));
        });
    }

    /// A token of its own that opens a payment's thank-you page and receipt, for one mail.
    public String issueForPayment(Tx tx, UUID paymentId) {
        String token = RandomTokens.next();
        tx.sql("INSERT INTO payment_links (token_hash, payment_id, created_at) VALUES (:hash, :payment, :now)")
                .set("hash", RandomTokens.hash(token))
                .set("payment", paymentId)
                .set("now", clock.instant())
                .update();
        return token;
    }

    /// Whether the token is one that was mailed for that payment.
    public boolean opensPayment(UUID paymentId, String token) {
        return db.read(tx -> tx.sql("SELECT 1 FROM payment_links WHERE payment_id = :payment AND token_hash = :hash")
                .set("payment", paymentId)
                .set("hash", RandomTokens.hash(token))
                .exists());
    }

    private record Row(
            UUID id, UUID fanId, UUID productId, @Nullable UUID paymentId, Instant expiresAt) {}

    /// What a link opens, without counting; for HEAD.
    ///
    /// @throws ApiException 404 for unknown tokens and files, 410 when the link ran out or access ended
    public Item look(String token, UUID fileId) {
        return db.read(tx -> item(tx, usable(tx, token, false).productId(), fileId));
    }

    /// Takes a session for the files, or joins the running ones. All or none.
    ///
    /// @throws ApiException 404, 410 as [#look], and 410 when a file's sessions are used up
    public List<Item> use(String token, @Nullable UUID fileId, @Nullable String ip) {
        return db.inTransaction(tx -> {
            Row link = usable(tx, token, true);
            List<Item> items =
                    fileId == null ? items(tx, link.productId()) : List.of(item(tx, link.productId(), fileId));
            for (Item i : items) {
                count(tx, link, i.fileId(), ip);
            }
            return items;
        });
    }

    private void count(Tx tx, Row link, UUID fileId, @Nullable String ip) {
        Instant now = clock.instant();
        record Used(int count, boolean running) {}
        Used used = tx.sql("""
                        SELECT count(*) AS n, coalesce(max(started_at) > :since, FALSE) AS running
                        FROM download_sessions WHERE link_id = :link AND file_id = :file""")
                .set("since", now.minus(WINDOW))
                .set("link", link.id())
                .set("file", fileId)
                .one(r -> new Used(r.integer("n"), r.bool("running")));
        if (!used.running()) {
            if (used.count() >= SESSIONS) {
                throw ApiException.of(410, "download_used_up", SESSIONS);
            }
            tx.sql(
                            "INSERT INTO download_sessions (link_id, file_id, number, started_at) VALUES (:link, :file, :number, :now)")
                    .set("link", link.id())
                    .set("file", fileId)
                    .set("number", used.count() + 1)
                    .set("now", now)
                    .update();
        }
        log(tx, link.productId(), link.fanId(), fileId, link.id(), used.running() ? "resume" : "start", ip);
    }

    private void log(Tx tx, UUID product, UUID fan, UUID file, @Nullable UUID link, String kind, @Nullable String ip) {
        tx.sql("""
                        INSERT INTO download_log (id, product_id, fan_id, file_id, link_id, kind, ip_address, at)
                        VALUES (:id, :product, :fan, :file, CAST(:link AS uuid), :kind, :ip, :now)""")
                .set("id", Ids.next(clock))
                .set("product", product)
                .set("fan", fan)
                .set("file", file)
                .set("link", link)
                .set("kind", kind)
                .set("ip", ip)
                .set("now", clock.instant())
                .update();
    }

    private Row usable(Tx tx, String token, boolean lock) {
        Row link = tx.sql(
                        "SELECT id, fan_id, product_id, payment_id, expires_at FROM download_links WHERE token_hash = :hash"
                                + (lock ? " FOR UPDATE" : ""))
                .set("hash", RandomTokens.hash(token))
                .first(r -> new Row(
                        r.uuid("id"),
                        r.uuid("fan_id"),
                        r.uuid("product_id"),
                        r.uuidOrNull("payment_id"),
                        r.instant("expires_at")))
                .orElseThrow(ApiException::notFound);
        if (!clock.instant().isBefore(link.expiresAt())) {
            throw ApiException.of(410, "download_expired");
        }
        UUID payment = link.paymentId();
        if (payment == null
                ? !entitlements.mayOpen(tx, link.fanId(), link.productId())
                : !entitlements.paymentOpens(tx, payment, link.productId())) {
            throw ApiException.of(410, "download_revoked");
        }
        return link;
    }

    /// A file for its owner: not counted, but logged.
    ///
    /// @throws ApiException 404 when the fan may not open it
    public List<Item> forOwner(UUID fanId, UUID productId, @Nullable UUID fileId, @Nullable String ip) {
        return db.inTransaction(tx -> {
            if (!entitlements.mayOpen(tx, fanId, productId)) {
                throw ApiException.notFound();
            }
            List<Item> items = fileId == null ? items(tx, productId) : List.of(item(tx, productId, fileId));
            items.forEach(i -> log(tx, productId, fanId, i.fileId(), null, "owner", ip));
            return items;
        });
    }

    private static Item item(Tx tx, UUID productId, UUID fileId) {
        return items(tx, productId).stream()
                .filter(i -> i.fileId().equals(fileId))
                .findFirst()
                .orElseThrow(ApiException::notFound);
    }

    static List<Item> items(Tx tx, UUID productId) {
        return tx.sql("""
                        SELECT f.id, u.storage_key, u.file_name, u.content_type, u.size FROM product_files f
                        JOIN uploads u ON u.id = f.upload_id WHERE f.product_id = :product ORDER BY f.position""")
                .set("product", productId)
                .list(r -> new Item(
                        r.uuid("id"),
                        r.text("storage_key"),
                        r.text("file_name"),
                        r.text("content_type"),
                        r.number("size")));
    }

    /// Who fetched what of a product, for its creator; without the reader's network address.
    public record Fetch(Instant at, UUID fanId, UUID fileId, String kind) {}

    public List<Fetch> log(UUID creatorId, UUID productId, int limit) {
        return db.read(tx -> tx.sql("""
                        SELECT l.at, coalesce(m.fan_id, l.fan_id) AS fan_id, l.file_id, l.kind FROM download_log l
                        LEFT JOIN merged_fans m ON m.guest_id = l.fan_id JOIN products p ON p.id = l.product_id
                        WHERE p.creator_id = :creator AND p.id = :product ORDER BY l.at DESC LIMIT :limit""")
                .set("creator", creatorId)
                .set("product", productId)
                .set("limit", limit)
                .list(r -> new Fetch(r.instant("at"), r.uuid("fan_id"), r.uuid("file_id"), r.text("kind"))));
    }
}
