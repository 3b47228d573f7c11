package gg.tap2.server.media;

import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.s3.ObjectStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Reads a completed object: size, SHA-256 of the whole and of each part, then content against the claimed type,
/// for which an archive is read once more. Then the upload is READY with a signed manifest, or REFUSED and its object
/// deleted.
final class UploadChecker {
    private final Db db;
    private final InstantSource clock;
    private final ObjectStorage storage;
    private final ContentInspector inspector;
    private final Images images;
    private final ManifestSigner signer;
    private final UploadStore store = new UploadStore();

    private final MalwareGate malware;

    UploadChecker(
            Db db,
            InstantSource clock,
            ObjectStorage storage,
            OtherFiles others,
            Images images,
            ManifestSigner signer,
            MalwareGate malware) {
        this.malware = malware;
        this.db = db;
        this.clock = clock;
        this.storage = storage;
        this.inspector = new ContentInspector(storage, others);
        this.images = images;
        this.signer = signer;
    }

    void check(UploadRow row) {
        Optional<Long> size = storage.size(row.storageKey());
        if (size.isEmpty()) {
            refuse(row, "object_missing");
            return;
        }
        if (size.get() != row.plan().size()) {
            refuse(row, "size_mismatch");
            return;
        }
        if (row.refusal() != null) {
            refuse(row, row.refusal());
            return;
        }
        // First of all that reads the bytes: while there is no verdict, nothing else is done for nothing.
        String infected = malware.found(row, storage);
        if (infected != null) {
            refuseInfected(row, infected);
            return;
        }
        Hashes hashes = hash(row);
        if (!hashes.whole().equals(row.declaredSha256())) {
            refuse(row, "checksum_mismatch");
            return;
        }
        for (int i = 0; i < Math.min(row.partSha256().size(), hashes.parts().size()); i++) {
            String claimed = row.partSha256().get(i);
            if (!claimed.isEmpty() && !claimed.equals(hashes.parts().get(i))) {
                refuse(row, "checksum_mismatch");
                return;
            }
        }
        String publicUrl;
        ContentInspector.Finding found;
        try {
            found = inspector.inspect(row);
            publicUrl = row.purpose().isImage() ? images.publish(row) : null;
        } catch (Refusal e) {
            refuse(row, e.code());
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant now = clock.instant();
        var unsigned = new UploadManifest(
                row.id(),
                row.fileName(),
                row.plan().size(),
                found.contentType(),
                hashes.whole(),
                row.plan().partSize(),
                hashes.parts(),
                now,
                signer.keyId(),
                null);
        var manifest = new UploadManifest(
                row.id(),
                row.fileName(),
                row.plan().size(),
                found.contentType(),
                hashes.whole(),
                row.plan().partSize(),
                hashes.parts(),
                now,
                signer.keyId(),
                signer.sign(unsigned.canonical()));
        db.transact(tx -> store.ready(tx, row.id(), publicUrl, manifest, Listings.of(found.entries()), now));
    }

    private void refuse(UploadRow row, String code) {
        db.transact(tx -> store.end(tx, row.id(), UploadStatus.REFUSED, code, clock.instant()));
        storage.delete(row.storageKey());
    }

    private void refuseInfected(UploadRow row, String found) {
        db.transact(tx -> {
            store.end(tx, row.id(), UploadStatus.REFUSED, "malware", clock.instant());
            malware.note(tx, row, found);
        });
        storage.delete(row.storageKey());
    }

    private record Hashes(String whole, List<String> parts) {}

    private Hashes hash(UploadRow row) {
        var parts = new ArrayList<String>();
        try (InputStream in = storage.open(row.storageKey())) {
            var whole = MessageDigest.getInstance("SHA-256");
            var part = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[256 * 1024];
            long left = row.plan().partSize();
            int n;
            long total = 0;
            while ((n = in.read(buffer, 0, (int) Math.min(buffer.length, left))) > 0) {
                whole.update(buffer, 0, n);
                part.update(buffer, 0, n);
                total += n;
                left -= n;
                if (left == 0) {
                    parts.add(HexFormat.of().formatHex(part.digest()));
                    left = row.plan().partSize();
                }
            }
            if (total % row.plan().partSize() != 0) {
                parts.add(HexFormat.of().formatHex(part.digest()));
            }
            return new Hashes(HexFormat.of().formatHex(whole.digest()), List.copyOf(parts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
