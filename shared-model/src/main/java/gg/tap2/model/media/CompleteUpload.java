package gg.tap2.model.media;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Completes an upload: every part with the ETag that storage answered, its own SHA-256 and the whole file's.
public record CompleteUpload(List<CompletedPart> parts, String sha256) implements Validated {
    public record CompletedPart(
            int partNumber, String etag, @Nullable String sha256) {}

    @Override
    public Violations validate() {
        return Violations.none()
                .check(parts != null && !parts.isEmpty(), "parts", "required")
                .text("sha256", sha256, 64, 64);
    }
}
