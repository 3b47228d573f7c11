package gg.tap2.server.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// A client that costs next to nothing, because it shares the machine with what it measures: prepared bytes
/// over kept connections, answers read by their `Content-Length`.
final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private boolean retryAfter;

    RawHttp(URI base) throws IOException {
        this.socket = new Socket(base.getHost(), base.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        this.out = socket.getOutputStream();
    }

    static byte[] request(URI base, String method, String path, Map<String, String> headers, byte[] body) {
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(base.getAuthority())
                .append("\r\n");
        headers.forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] h = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(h, h.length + body.length);
        System.arraycopy(body, 0, all, h.length, body.length);
        return all;
    }

    /// Sends one prepared request and reads its whole answer.
    ///
    /// @return the status
    int exchange(byte[] request) throws IOException {
        retryAfter = false;
        out.write(request);
        out.flush();
        int status = Integer.parseInt(line().substring(9, 12));
        int length = -1;
        boolean chunked = false;
        for (String l = line(); !l.isEmpty(); l = line()) {
            int colon = l.indexOf(':');
            String name = l.substring(0, colon);
            if (name.equalsIgnoreCase("content-length")) {
                length = Integer.parseInt(l.substring(colon + 1).strip());
            } else if (name.equalsIgnoreCase("transfer-encoding")) {
                chunked = true;
            } else if (name.equalsIgnoreCase("retry-after")) {
                retryAfter = true;
            }
        }
        if (chunked) {
            for (int n = Integer.parseInt(line(), 16); n > 0; n = Integer.parseInt(line(), 16)) {
                in.skipNBytes(n);
                line();
            }
            line();
        } else if (length > 0) {
            in.skipNBytes(length);
        }
        return status;
    }

    /// Whether the last answer said when to come back.
    boolean saidRetryAfter() {
        return retryAfter;
    }

    private String line() throws IOException {
        var text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// What a closed loop saw.
    ///
    /// @param perSecond requests answered in a second
    /// @param times nanoseconds of each
    record Load(double perSecond, long[] times) {}

    /// Closed loop: `connections` at once until `count` requests are answered with 2xx.
    static Load closedLoop(URI base, int connections, int count, IntFunction<byte[]> requests) throws Exception {
        var next = new AtomicInteger();
        var times = new long[count];
        long started = System.nanoTime();
        inParallel(connections, i -> {
            try (var http = new RawHttp(base)) {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    long begun = System.nanoTime();
                    require2xx(http.exchange(requests.apply(n)));
                    times[n] = System.nanoTime() - begun;
                }
            }
        });
        return new Load(count / ((System.nanoTime() - started) / 1e9), times);
    }

    /// Open loop: request `n` is due at `n / rate` seconds whether or not earlier ones were answered, and its
    /// time counts from when it was due, so a server that falls behind cannot hide it.
    ///
    /// @return nanoseconds of each
    static long[] openLoop(URI base, int connections, double rate, int count, IntFunction<byte[]> requests)
            throws Exception {
        var times = new long[count];
        var next = new AtomicInteger();
        long started = System.nanoTime() + 50_000_000;
        inParallel(connections, i -> {
            try (var http = new RawHttp(base)) {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    long due = started + (long) (n * 1e9 / rate);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        java.util.concurrent.locks.LockSupport.parkNanos(left);
                    }
                    require2xx(http.exchange(requests.apply(n)));
                    times[n] = System.nanoTime() - due;
                }
            }
        });
        return times;
    }

    interface Work {
        void run(int index) throws Exception;
    }

    /// Runs `work` on `n` threads at once and waits for all.
    static void inParallel(int n, Work work) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                int index = i;
                all.add(pool.submit(() -> {
                    work.run(index);
                    return true;
                }));
            }
            for (var f : all) {
                f.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception x ? x : e;
        }
    }

    private static void require2xx(int status) {
        if (status / 100 != 2) {
            throw new IllegalStateException("the server answered " + status);
        }
    }
}
