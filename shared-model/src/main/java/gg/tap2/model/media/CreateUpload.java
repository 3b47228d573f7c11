package gg.tap2.model.media;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Announces a file. `sha256` may be sent now, if known, or on completion.
public record CreateUpload(
        @Nullable UUID id,
        String fileName,
        long size,
        String contentType,
        UploadPurpose purpose,
        @Nullable String sha256)
        implements Validated {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("fileName", fileName, 1, 255)
                .required("purpose", purpose)
                .required("contentType", contentType)
                .matches("sha256", sha256, SHA256, "invalid");
        if (purpose != null && contentType != null) {
            v.range("size", size, 1, purpose.maxBytes())
                    .check(FileTypes.isAllowed(contentType, purpose), "contentType", "file_type", contentType);
            v.check(
                    fileName == null
                            || !FileTypes.isAllowed(contentType, purpose)
                            || (FileTypes.isPlainName(fileName) && FileTypes.fits(fileName, contentType)),
                    "fileName",
                    "file_name");
        }
        return v;
    }
}
