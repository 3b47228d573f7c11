package gg.tap2.studio.uploadqueue;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.uploads.Uploads;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The upload engine's codes as sentences.
public final class UploadTexts {
    private UploadTexts() {}

    /// Why an upload failed, phrased where the code is known. What the server said follows the code otherwise.
    public static String reason(Context ctx, @Nullable String error) {
        String[] parts = Objects.requireNonNullElse(error, "").split(": ", 2);
        String key = "uploads.error." + parts[0];
        return ctx.texts().has(key) ? ctx.text(key) : parts[parts.length - 1];
    }

    /// Why a file was not put into the queue.
    public static String notTaken(Context ctx, Uploads.NotAccepted e) {
        return ctx.text("uploads.not." + e.code(), e.name(), ctx.formats().size(e.limit()));
    }
}
