package gg.tap2.model.media;

import java.util.Locale;

public enum UploadStatus {
    PENDING,
    /// Complete in storage; size, checksum and content are being checked.
    CHECKING,
    READY,
    REFUSED,
    ABORTED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
