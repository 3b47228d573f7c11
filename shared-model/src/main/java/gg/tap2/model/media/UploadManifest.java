package gg.tap2.model.media;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The server's signed word about a stored file. `signature` is base64url Ed25519 by key `keyId` over
/// [#canonical()]; the public key is in the server's key set.
public record UploadManifest(
        UUID uploadId,
        String fileName,
        long size,
        String contentType,
        String sha256,
        long partSize,
        List<String> partSha256,
        Instant completedAt,
        String keyId,
        @Nullable String signature) {
    /// The signed bytes, as text: one field a line, UTF-8.
    public String canonical() {
        return String.join(
                "\n",
                "tap2-upload-manifest-v1",
                uploadId.toString(),
                fileName,
                Long.toString(size),
                contentType,
                sha256,
                Long.toString(partSize),
                String.join(",", partSha256),
                completedAt.toString(),
                keyId);
    }
}
