package gg.tap2.studio.uploads;

import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.UploadPurpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A journal row: which file, as it was when the upload began, and how far it is. `manifest` is the server's signed
/// JSON once ready. `replaces` is the ready upload that this file is a new version of: parts that are the same are
/// taken over inside storage, `reused` bytes of them.
public record UploadTask(
        UUID id,
        Path path,
        String fileName,
        long size,
        long mtimeMs,
        String contentType,
        UploadPurpose purpose,
        long partSize,
        UploadState state,
        int priority,
        @Nullable String sha256,
        @Nullable String error,
        @Nullable String manifest,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable UUID replaces,
        long reused) {
    /// The server's part size may differ from our own plan; its word counts.
    public PartPlan plan() {
        return new PartPlan(size, partSize, (int) ((size + partSize - 1) / partSize));
    }

    /// Whether the file is another one than when the upload began, by size and time, or cannot be read any more.
    boolean changedOnDisk() {
        try {
            return Files.size(path) != size || Files.getLastModifiedTime(path).toMillis() != mtimeMs;
        } catch (IOException e) {
            return true;
        }
    }
}
