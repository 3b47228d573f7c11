package gg.tap2.studio.uploads;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Plain HTTP/1.1 where the kernel copies file to socket (`sendfile`): no byte passes the heap. A watchdog closes a
/// connection that moved nothing for a minute, so that a dead network is noticed in either direction.
final class ZeroCopyTransport implements PartTransport {
    private static final int CONNECT_MS = 8_000;
    private static final int ANSWER_MS = 60_000;
    private static final long STALLED_NS = 60_000_000_000L;
    private static final long CHUNK = 1L << 20;
    private static final int MAX_BODY = 64 << 10;

    private final Map<String, Deque<Connection>> idle = new ConcurrentHashMap<>();
    private final Set<Connection> busy = ConcurrentHashMap.newKeySet();
    private final Thread watchdog =
            Thread.ofPlatform().daemon().name("upload-watchdog").start(this::watch);

    private static final class Connection {
        final SocketChannel channel;
        final InputStream in;
        volatile long lastMove = System.nanoTime();

        Connection(InetSocketAddress address) throws IOException {
            channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(address, CONNECT_MS);
                channel.socket().setSoTimeout(ANSWER_MS);
                in = new BufferedInputStream(channel.socket().getInputStream());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Closing is all that is wanted.
            }
        }
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    @Override
    public String put(URI url, FileChannel file, long offset, long length, Bandwidth bandwidth, LongConsumer sent)
            throws IOException, InterruptedException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        String key = url.getHost() + ":" + port;
        Connection held =
                idle.computeIfAbsent(key, k -> new ConcurrentLinkedDeque<>()).pollFirst();
        if (held != null) {
            try {
                return put(held, key, url, file, offset, length, bandwidth, sent);
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                // The server may have closed the idle connection: once more on a new one.
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return put(
                new Connection(new InetSocketAddress(url.getHost(), port)),
                key,
                url,
                file,
                offset,
                length,
                bandwidth,
                sent);
    }

    private String put(
            Connection connection,
            String key,
            URI url,
            FileChannel file,
            long offset,
            long length,
            Bandwidth bandwidth,
            LongConsumer sent)
            throws IOException, InterruptedException {
        boolean reusable = false;
        busy.add(connection);
        try {
            connection.lastMove = System.nanoTime();
            String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
            byte[] head = ("PUT " + target + " HTTP/1.1\r\nHost: " + key + "\r\nContent-Length: " + length
                            + "\r\nUser-Agent: Tap2Studio/0.1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            Answer answer;
            try {
                var buffer = ByteBuffer.wrap(head);
                while (buffer.hasRemaining()) {
                    connection.channel.write(buffer);
                }
                transfer(connection, file, offset, length, bandwidth, sent);
                answer = read(connection);
            } catch (java.nio.channels.ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                answer = early(connection, e);
            }
            if (answer.status() / 100 != 2) {
                throw new Refused(answer.status(), answer.body());
            }
            String etag = answer.headers().get("etag");
            if (etag == null) {
                throw new IOException("storage sent no ETag");
            }
            reusable = !"close".equalsIgnoreCase(answer.headers().get("connection"));
            return etag;
        } finally {
            busy.remove(connection);
            if (reusable) {
                idle.computeIfAbsent(key, k -> new ConcurrentLinkedDeque<>()).addFirst(connection);
            } else {
                connection.close();
            }
        }
    }

    private static void transfer(
            Connection connection, FileChannel file, long offset, long length, Bandwidth bandwidth, LongConsumer sent)
            throws IOException, InterruptedException {
        long done = 0;
        while (done < length) {
            long allowed = bandwidth.take(Math.min(CHUNK, length - done));
            long moved = file.transferTo(offset + done, allowed, connection.channel);
            if (moved <= 0) {
                throw new EOFException("the file became shorter");
            }
            done += moved;
            connection.lastMove = System.nanoTime();
            sent.accept(done);
        }
    }

    /// A server that refuses may answer before it has read everything, and close: its answer says more than the
    /// broken pipe.
    private static Answer early(Connection connection, IOException cause) throws IOException {
        try {
            connection.channel.socket().setSoTimeout(500);
            return read(connection);
        } catch (IOException e) {
            throw cause;
        }
    }

    private static Answer read(Connection connection) throws IOException {
        String status = line(connection.in);
        while (status.startsWith("HTTP/1.1 100")) {
            while (!line(connection.in).isEmpty()) {}
            status = line(connection.in);
        }
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP answer");
        }
        Map<String, String> headers = new HashMap<>();
        for (String l = line(connection.in); !l.isEmpty(); l = line(connection.in)) {
            int colon = l.indexOf(':');
            if (colon > 0) {
                headers.put(
                        l.substring(0, colon).toLowerCase(Locale.ROOT),
                        l.substring(colon + 1).strip());
            }
        }
        connection.lastMove = System.nanoTime();
        return new Answer(Integer.parseInt(words[1]), headers, body(connection.in, headers));
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        var text = new StringBuilder();
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            while (true) {
                int size = Integer.parseInt(line(in).split(";")[0].strip(), 16);
                if (size == 0) {
                    while (!line(in).isEmpty()) {}
                    return text.toString();
                }
                text.append(new String(exactly(in, size), StandardCharsets.UTF_8));
                line(in);
            }
        }
        @Nullable String length = headers.get("content-length");
        int size = length == null ? 0 : Integer.parseInt(length);
        return new String(exactly(in, size), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        if (size > MAX_BODY) {
            throw new IOException("answer too long: " + size);
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        var out = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed");
            }
            if (c != '\r') {
                out.append((char) c);
            }
            if (out.length() > 16_384) {
                throw new IOException("header too long");
            }
        }
        return out.toString();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(1_000);
                long now = System.nanoTime();
                busy.stream().filter(c -> now - c.lastMove > STALLED_NS).forEach(Connection::close);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        watchdog.interrupt();
        busy.forEach(Connection::close);
        idle.values().forEach(q -> q.forEach(Connection::close));
        idle.clear();
    }
}
