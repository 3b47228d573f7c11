package gg.tap2.server.media;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.s3.ObjectStorage;
import java.time.InstantSource;

/// Builds uploads and images, and registers their routes.
public final class MediaFeature implements AutoCloseable {
    /// Bytes a creator may store: 200 GiB.
    private static final long QUOTA = 200L << 30;

    private final Uploads uploads;
    private final Images images;
    private final Texts texts;

    /// @param programs whether programs and scripts are taken outside of archives
    public MediaFeature(
            Db db,
            InstantSource clock,
            ObjectStorage storage,
            ManifestSigner signer,
            Texts texts,
            boolean programs,
            MalwareGate malware) {
        var others = new OtherFiles(programs);
        this.images = new Images(storage);
        this.texts = texts;
        this.uploads = new Uploads(
                db,
                clock,
                storage,
                new UploadChecker(db, clock, storage, others, images, signer, malware),
                others,
                QUOTA);
    }

    public void register(Routing routing) {
        new MediaRoutes(uploads, images, texts).register(routing);
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
