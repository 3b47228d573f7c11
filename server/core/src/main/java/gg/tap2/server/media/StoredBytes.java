package gg.tap2.server.media;

import java.io.IOException;
import java.io.InputStream;

/// A file that is looked into where it lies: an object in storage, or an archive that was found inside
/// another one.
interface StoredBytes {
    /// Bytes.
    long size();

    /// A stream that begins at a byte; the caller closes it.
    InputStream from(long offset) throws IOException;

    /// Up to `length` bytes from `offset`, fewer where the file ends.
    default byte[] read(long offset, int length) throws IOException {
        if (offset < 0 || offset >= size() || length <= 0) {
            return new byte[0];
        }
        try (InputStream in = from(offset)) {
            return in.readNBytes((int) Math.min(length, size() - offset));
        }
    }
}
