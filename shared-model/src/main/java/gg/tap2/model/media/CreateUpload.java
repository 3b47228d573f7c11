package gg.tap2.model.media;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Announces a file. `sha256` may be sent now, if known, or on completion. A file that is to be sold may be of any
/// type: `contentType` is then `application/octet-stream`, and the stored type is found out from name and content.
public record CreateUpload(
        @Nullable UUID id,
        String fileName,
        long size,
        String contentType,
        UploadPurpose purpose,
        @Nullable String sha256)
        implements Validated {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}(;.{0,80})?");

    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("fileName", fileName, 1, 255)
                .required("purpose", purpose)
                .required("contentType", contentType)
                .matches("sha256", sha256, SHA256, "invalid");
        if (purpose == null || contentType == null) {
            return v;
        }
        v.range("size", size, 1, purpose.maxBytes());
        if (purpose.isImage()) {
            v.check(
                    FileTypes.isChecked(contentType) && contentType.startsWith("image/"),
                    "contentType",
                    "picture_type",
                    contentType);
        } else {
            v.check(MEDIA_TYPE.matcher(contentType).matches(), "contentType", "invalid");
        }
        if (fileName != null) {
            v.check(FileTypes.isPlainName(fileName), "fileName", "file_name");
            v.check(
                    !FileTypes.isChecked(contentType) || FileTypes.fits(fileName, contentType),
                    "fileName",
                    "file_ending",
                    contentType);
        }
        return v;
    }
}
