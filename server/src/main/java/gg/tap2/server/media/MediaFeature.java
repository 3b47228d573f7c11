package gg.tap2.server.media;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.s3.ObjectStorage;
import java.time.InstantSource;

/// Builds uploads and images, and registers their routes.
public final class MediaFeature implements AutoCloseable {
    /// Bytes a creator may store: 200 GiB.
    private static final long QUOTA = 200L << 30;

    private final Uploads uploads;
    private final Images images;

    public MediaFeature(Db db, InstantSource clock, ObjectStorage storage, ManifestSigner signer, MalwareGate malware) {
        this.images = new Images(storage);
        this.uploads =
                new Uploads(db, clock, storage, new UploadChecker(db, clock, storage, images, signer, malware), QUOTA);
    }

    public void register(Routing routing) {
        new MediaRoutes(uploads, images).register(routing);
    }

    public Uploads uploads() {
        return uploads;
    }

    public Images images() {
        return images;
    }

    @Override
    public void close() {
        uploads.close();
    }
}
