package gg.tap2.server.platform.framing;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;

/// Ends a connection whose other side does not read. Waiting is allowed for a while and for what each byte earns, so a
/// slow line may take a large file, but nobody holds an answer open without end.
final class TimedWriter implements DataWriter {
    private static final long BYTES_PER_SECOND = 4 * 1024;

    private final DataWriter to;
    private final Deadlines deadlines;
    private final long most;
    private long allowed;

    /// @param patience how long writes may wait in all before bytes earn more
    TimedWriter(DataWriter to, Deadlines deadlines, Duration patience) {
        this.to = to;
        this.deadlines = deadlines;
        this.allowed = patience.toNanos();
        this.most = allowed * 2;
    }

    @Override
    public void write(BufferData... buffers) {
        int bytes = 0;
        for (BufferData b : buffers) {
            bytes += b.available();
        }
        timed(bytes, () -> to.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        timed(buffer.available(), () -> to.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
        int bytes = 0;
        for (BufferData b : buffers) {
            bytes += b.available();
        }
        timed(bytes, () -> to.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        timed(buffer.available(), () -> to.writeNow(buffer));
    }

    private void timed(int bytes, Runnable write) {
        long earned = bytes * 1_000_000_000L / BYTES_PER_SECOND;
        long start = System.nanoTime();
        var wait = deadlines.begin(Math.max(1, allowed + earned));
        boolean expired = false;
        boolean written = false;
        try {
            write.run();
            written = true;
        } catch (RuntimeException e) {
            if (deadlines.end(wait)) {
                throw new CloseConnectionException("reads too slowly", e);
            }
            throw e;
        } finally {
            if (written) {
                expired = deadlines.end(wait);
            }
        }
        allowed = Math.min(most, allowed + earned - (System.nanoTime() - start));
        if (expired || allowed <= 0) {
            throw new CloseConnectionException("reads too slowly");
        }
    }
}
