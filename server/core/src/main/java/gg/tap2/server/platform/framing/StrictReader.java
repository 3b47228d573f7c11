package gg.tap2.server.platform.framing;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Supplier;

/// Feeds the server's parser from the socket through [MessageFraming].
final class StrictReader implements Supplier<byte[]> {
    private static final long BYTES_PER_SECOND = 8 * 1024;

    private final DataReader socket;
    private final Deadlines deadlines;
    private final Limits limits;
    private final MessageFraming framing = new MessageFraming();
    private boolean broken;
    private long waited;
    private long received;
    private boolean inBody;

    /// @param head how long a head may take from its first byte
    /// @param body how long reading a body may wait, plus a second for every 8 KiB that came
    /// @param idle how long a connection may wait for its next request
    record Limits(Duration head, Duration body, Duration idle) {}

    StrictReader(DataReader socket, Deadlines deadlines, Limits limits) {
        this.socket = socket;
        this.deadlines = deadlines;
        this.limits = limits;
    }

    @Override
    public byte[] get() {
        if (broken) {
            throw new CloseConnectionException("the connection ended with a bad request");
        }
        try {
            while (true) {
                boolean head = framing.isBetweenRequests() || framing.isInsideHead();
                if (head && inBody) {
                    inBody = false;
                    waited = 0;
                    received = 0;
                }
                byte[] out = framing.next();
                if (out.length > 0) {
                    if (head) {
                        inBody = true;
                        waited = 0;
                        received = 0;
                    }
                    return out;
                }
                byte[] more = read();
                received += more.length;
                framing.add(more);
            }
        } catch (BadFrameException e) {
            broken = true;
            throw RequestException.builder()
                    .type(EventType.BAD_REQUEST)
                    .status(Status.create(e.status()))
                    .setKeepAlive(false)
                    .message(e.getMessage())
                    .build();
        }
    }

    private byte[] read() {
        int ready = socket.available();
        if (ready > 0) {
            return socket.readBytes(ready);
        }
        boolean between = framing.isBetweenRequests();
        long allowed = between
                ? limits.idle().toNanos()
                : framing.isInsideHead()
                        ? limits.head().toNanos()
                        : limits.body().toNanos() + received / BYTES_PER_SECOND * 1_000_000_000L;
        long start = System.nanoTime();
        var wait = deadlines.begin(Math.max(1, allowed - (between ? 0 : waited)));
        boolean expired = false;
        try {
            socket.ensureAvailable();
        } catch (RuntimeException e) {
            broken = true;
            expired = deadlines.end(wait);
            throw expired ? new CloseConnectionException("too slow", e) : e;
        } finally {
            if (!broken) {
                expired = deadlines.end(wait);
            }
        }
        if (expired) {
            broken = true;
            throw new CloseConnectionException("too slow");
        }
        if (!between) {
            waited += System.nanoTime() - start;
        }
        return socket.readBytes(socket.available());
    }
}
