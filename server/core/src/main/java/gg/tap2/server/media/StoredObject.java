package gg.tap2.server.media;

import gg.tap2.server.s3.ObjectStorage;
import java.io.InputStream;

/// An object in the bucket, read by ranges.
record StoredObject(ObjectStorage storage, String key, long size) implements StoredBytes {
    @Override
    public InputStream from(long offset) {
        return storage.open(key, offset);
    }

    @Override
    public byte[] read(long offset, int length) {
        if (offset < 0 || offset >= size || length <= 0) {
            return new byte[0];
        }
        return storage.read(key, offset, (int) Math.min(length, size - offset));
    }
}
