package gg.tap2.studio.uploads;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/// Puts a range of a file to a presigned URL.
interface PartTransport extends AutoCloseable {
    /// Storage answered, but not with success.
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String body) {
            super("storage answered " + status + (body.isBlank() ? "" : ": " + body.strip()));
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /// Returns the ETag. `sent` is told every few hundred kilobytes. Stops when the thread is interrupted.
    String put(URI url, FileChannel file, long offset, long length, Bandwidth bandwidth, LongConsumer sent)
            throws IOException, InterruptedException;

    @Override
    void close();
}
