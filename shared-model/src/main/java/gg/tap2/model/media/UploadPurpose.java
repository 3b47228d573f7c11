package gg.tap2.model.media;

import java.util.Locale;

/// What an upload is for, with its size limit in bytes (source: the seed's MAX_FILE_SIZES).
public enum UploadPurpose {
    PRODUCT_FILE(2L << 30),
    COVER(10L << 20),
    AVATAR(5L << 20),
    BANNER(10L << 20),
    TIER_IMAGE(5L << 20);

    private final long maxBytes;

    UploadPurpose(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    public long maxBytes() {
        return maxBytes;
    }

    public boolean isImage() {
        return this != PRODUCT_FILE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
