package gg.tap2.server.catalog;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.server.platform.db.Tx;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the catalog asks of uploads. Implemented by media.
public interface Uploaded {
    /// A ready upload of that creator.
    record File(
            UUID id,
            UploadPurpose purpose,
            String fileName,
            String contentType,
            long size,
            @Nullable String sha256,
            @Nullable String publicUrl) {}

    /// The ready ones among the ids; foreign, unfinished and unknown ids are absent.
    Map<UUID, File> ready(Tx tx, UUID creatorId, Collection<UUID> ids);
}
