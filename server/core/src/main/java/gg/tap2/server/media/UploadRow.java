package gg.tap2.server.media;

import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.model.media.UploadStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `uploads`.
record UploadRow(
        UUID id,
        UUID creatorId,
        UploadPurpose purpose,
        UploadStatus status,
        String fileName,
        String contentType,
        PartPlan plan,
        String storageKey,
        String multipartId,
        @Nullable String declaredSha256,
        @Nullable String sha256,
        List<String> partSha256,
        @Nullable String refusal,
        @Nullable String publicUrl,
        Instant createdAt,
        Instant expiresAt) {
    Upload toUpload(List<Upload.StoredPart> parts, @Nullable String uploadUrl) {
        return new Upload(
                id,
                status,
                fileName,
                plan.size(),
                contentType,
                purpose,
                plan.partSize(),
                plan.partCount(),
                parts,
                sha256,
                refusal,
                null,
                uploadUrl,
                storageKey,
                publicUrl,
                createdAt,
                expiresAt);
    }
}
