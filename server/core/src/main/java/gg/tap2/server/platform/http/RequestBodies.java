package gg.tap2.server.platform.http;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Reads bodies before their requests count among those handled at once, so that slow senders keep only themselves
/// waiting. Each network has so many bodies on their way; where it has more, the oldest of its own makes room.
final class RequestBodies {
    static final int PER_NETWORK = 32;
    private static final Duration YOUNG = Duration.ofSeconds(1);
    private static final int PIECE = 8 * 1024;
    /// What every body may hold without asking; a provider's events are smaller.
    private static final int FREE = 16 * 1024;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, ArrayDeque<Reading>> readings = new HashMap<>();

    RequestBodies(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// A body on its way. Interrupting a virtual thread that waits on a socket closes the socket.
    private static final class Reading {
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private boolean over;
        private boolean displaced;

        private synchronized void displace() {
            if (!over) {
                displaced = true;
                thread.interrupt();
            }
        }

        private synchronized boolean end() {
            over = true;
            return displaced;
        }
    }

    /// @throws ApiException 413 beyond the route's limit, 429 when the network sends too many at once
    byte[] read(ServerRequest request, Route route, String network) {
        int max = route.maxBody();
        if (max == 0 || !request.content().hasEntity()) {
            return new byte[0];
        }
        long declared = request.headers().contentLength().orElse(0);
        if (declared > max) {
            throw ApiException.of(413, "body_too_large", max);
        }
        var reading = begin(network);
        long held = 0;
        boolean displaced = false;
        try (var in = request.content().inputStream()) {
            var body = new ByteArrayOutputStream(Math.clamp(declared, 256, PIECE));
            byte[] piece = new byte[(int) Math.min(PIECE, max + 1L)];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                body.write(piece, 0, n);
                if (body.size() > max) {
                    throw ApiException.of(413, "body_too_large", max);
                }
                long more = Math.max(0, body.size() - FREE) - held;
                held += more;
                if (more > 0 && bytes.addAndGet(more) > mostBytes) {
                    throw ApiException.unavailable("overloaded", 2);
                }
            }
            return body.toByteArray();
        } catch (IOException e) {
            displaced = end(network, reading);
            if (displaced) {
                throw new CloseConnectionException("made room for another", e);
            }
            throw ApiException.badRequest("body_unreadable");
        } catch (RuntimeException e) {
            displaced = end(network, reading);
            throw displaced ? new CloseConnectionException("made room for another", e) : e;
        } finally {
            bytes.addAndGet(-held);
            if (end(network, reading)) {
                Thread.interrupted();
                if (!displaced) {
                    throw new CloseConnectionException("made room for another");
                }
            }
        }
    }

    private Reading begin(String network) {
        synchronized (readings) {
            var mine = readings.computeIfAbsent(network, n -> new ArrayDeque<>());
            if (mine.size() >= PER_NETWORK) {
                @Nullable Reading oldest = mine.peekFirst();
                if (oldest == null || System.nanoTime() - oldest.since < YOUNG.toNanos()) {
                    throw ApiException.tooMany(1);
                }
                mine.removeFirst();
                oldest.displace();
            }
            var reading = new Reading();
            mine.addLast(reading);
            return reading;
        }
    }

    private boolean end(String network, Reading reading) {
        synchronized (readings) {
            var mine = readings.get(network);
            if (mine != null) {
                mine.remove(reading);
                if (mine.isEmpty()) {
                    readings.remove(network);
                }
            }
        }
        return reading.end();
    }

    int underWay() {
        synchronized (readings) {
            return readings.values().stream().mapToInt(ArrayDeque::size).sum();
        }
    }
}
