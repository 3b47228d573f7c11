package gg.tap2.server.library;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.server.billing.RehearsalPayments;
import gg.tap2.server.catalog.Products;
import gg.tap2.server.catalog.Profiles;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.s3.ObjectStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Lets a creator go a buyer's whole way through a product that is not public yet: pay, see both pages, fetch every
/// file. Nothing is granted and nothing is booked; the pages open by a signed token that ends with the storage
/// addresses.
public final class Rehearsals {
    private static final Duration VALID = Duration.ofMinutes(30);

    private final Db db;
    private final InstantSource clock;
    private final Products products;
    private final Profiles profiles;
    private final ObjectStorage storage;
    private final RehearsalPayments payments;
    private final Hmac key;

    Rehearsals(
            Db db,
            InstantSource clock,
            Products products,
            Profiles profiles,
            ObjectStorage storage,
            RehearsalPayments payments,
            Hmac key) {
        this.db = db;
        this.clock = clock;
        this.products = products;
        this.profiles = profiles;
        this.storage = storage;
        this.payments = payments;
        this.key = key;
    }

    /// The creator's own files, straight from storage: for a rehearsal, and to take along in an archive.
    ///
    /// @throws ApiException 404 when the product is not this creator's
    public List<Rehearsal.File> files(UUID creatorId, UUID productId) {
        return files(products.get(creatorId, productId));
    }

    private List<Rehearsal.File> files(Product product) {
        var files = new ArrayList<Rehearsal.File>();
        for (DownloadLinks.Item item : db.read(tx -> DownloadLinks.items(tx, product.id()))) {
            String url = storage.presignGet(
                    item.storageKey(),
                    "application/octet-stream",
                    Delivery.disposition("attachment", item.fileName()),
                    VALID);
            product.files().stream()
                    .filter(f -> f.id().equals(item.fileId()))
                    .forEach(f ->
                            files.add(new Rehearsal.File(f.id(), f.title(), f.fileName(), f.size(), f.sha256(), url)));
        }
        return List.copyOf(files);
    }

    /// @throws ApiException 404 when the product is not this creator's
    public Rehearsal start(UUID creatorId, UUID productId) {
        Product product = products.get(creatorId, productId);
        Instant expires = clock.instant().plus(VALID);
        String text = productId + "." + expires.getEpochSecond();
        String page = "/rehearsal/" + text + "." + key.sign(text);
        return new Rehearsal(
                productId,
                product.version(),
                payments.pay(product),
                "/@" + profiles.get(creatorId).slug(),
                page,
                page + "/library",
                files(product),
                expires);
    }

    /// The product that a page's token opens.
    ///
    /// @throws ApiException 404 for a wrong or old token
    public Product open(String token) {
        String[] parts = token.split("\\.", 3);
        if (parts.length != 3 || !key.verify(parts[0] + "." + parts[1], parts[2])) {
            throw ApiException.notFound();
        }
        if (clock.instant().getEpochSecond() >= Long.parseLong(parts[1])) {
            throw ApiException.notFound();
        }
        UUID id = UUID.fromString(parts[0]);
        return db.read(tx -> products.findAny(tx, id)).orElseThrow(ApiException::notFound);
    }
}
