package gg.tap2.model.media;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload and the parts that storage holds. `uploadUrl` presigns part 1; `fileKey` is the storage key and
/// `fileUrl` the address of a ready image (files of products have none: they are delivered by links).
/// `refusal` is a stable code such as `checksum_mismatch` when refused, `refusalText` says in the caller's language why
/// and what helps.
public record Upload(
        UUID id,
        UploadStatus status,
        String fileName,
        long size,
        String contentType,
        UploadPurpose purpose,
        long partSize,
        int partCount,
        List<StoredPart> parts,
        @Nullable String sha256,
        @Nullable String refusal,
        @Nullable String refusalText,
        @Nullable String uploadUrl,
        String fileKey,
        @Nullable String fileUrl,
        Instant createdAt,
        Instant expiresAt) {
    /// The same with the refusal in words.
    public Upload told(String text) {
        return new Upload(
                id,
                status,
                fileName,
                size,
                contentType,
                purpose,
                partSize,
                partCount,
                parts,
                sha256,
                refusal,
                text,
                uploadUrl,
                fileKey,
                fileUrl,
                createdAt,
                expiresAt);
    }

    /// A part as storage lists it.
    public record StoredPart(int partNumber, long size, String etag) {}
}
