package gg.tap2.server.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// clamd, by its command INSTREAM. A file that is larger than clamd takes in one stream goes in several that overlap,
/// so that nothing hides across a border. Only the two answers that clamd's manual names are verdicts.
final class ClamAv implements MalwareScanner {
    private static final int CHUNK = 64 * 1024;
    private static final int OVERLAP = 1 << 20;
    private static final int LONGEST_ANSWER = 4 * 1024;
    private static final Pattern ANSWER = Pattern.compile("stream: (?:(OK)|([\\x21-\\x7e][\\x20-\\x7e]{0,199}) FOUND)");

    private final SocketAddress address;
    private final long most;
    private final Duration patience;

    /// @param address `tcp://host:port` or `unix:/path`
    /// @param most bytes that clamd takes in one stream, its `StreamMaxLength`
    /// @param patience how long clamd may take over any one step
    ClamAv(String address, long most, Duration patience) {
        this.address = parse(address);
        this.most = most;
        this.patience = patience;
    }

    private static SocketAddress parse(String address) {
        if (address.startsWith("unix:/")) {
            return UnixDomainSocketAddress.of(address.substring("unix:".length()));
        }
        var uri = java.net.URI.create(address);
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
    }

    @Override
    public Verdict scan(InputStream in) throws IOException {
        byte[] kept = new byte[0];
        while (true) {
            var window = new Window(in, kept);
            Verdict verdict = stream(window);
            if (verdict instanceof Verdict.Infected || window.ended) {
                return verdict;
            }
            kept = window.tail();
        }
    }

    /// One stream's share of the file: what the last one ended with, and then as much as fits.
    private final class Window {
        private final InputStream in;
        private final byte[] ring = new byte[(int) Math.min(OVERLAP, most / 4)];
        private int end;
        private int held;
        private byte @Nullable [] before;
        private long sent;
        private boolean ended;

        Window(InputStream in, byte[] kept) {
            this.in = in;
            this.before = kept.length == 0 ? null : kept;
            remember(kept);
        }

        /// The next bytes; null at the end of the window.
        byte @Nullable [] next() throws IOException {
            byte[] first = before;
            if (first != null) {
                before = null;
                sent += first.length;
                return first;
            }
            int room = (int) Math.min(CHUNK, most - sent);
            if (room <= 0) {
                return null;
            }
            byte[] chunk = in.readNBytes(room);
            if (chunk.length < room) {
                ended = true;
            }
            sent += chunk.length;
            remember(chunk);
            return chunk.length == 0 ? null : chunk;
        }

        /// Keeps the end of what has passed.
        private void remember(byte[] chunk) {
            int length = Math.min(chunk.length, ring.length);
            int from = chunk.length - length;
            int first = Math.min(length, ring.length - end);
            System.arraycopy(chunk, from, ring, end, first);
            System.arraycopy(chunk, from + first, ring, 0, length - first);
            end = (end + length) % ring.length;
            held = Math.min(ring.length, held + length);
        }

        byte[] tail() {
            byte[] out = new byte[held];
            int from = (end - held + ring.length) % ring.length;
            int first = Math.min(held, ring.length - from);
            System.arraycopy(ring, from, out, 0, first);
            System.arraycopy(ring, 0, out, first, held - first);
            return out;
        }
    }

    private Verdict stream(Window window) throws IOException {
        try (SocketChannel clamd = open();
                var watch = new Watch(clamd, patience)) {
            try {
                clamd.connect(resolved());
                watch.touch();
                return ask(clamd, window, watch);
            } catch (ClosedChannelException e) {
                throw watch.ranOut() ? new IOException("clamd took too long", e) : e;
            }
        }
    }

    /// The address of now: clamd may have moved since the server started.
    private SocketAddress resolved() throws IOException {
        if (!(address instanceof InetSocketAddress named)) {
            return address;
        }
        var now = new InetSocketAddress(named.getHostString(), named.getPort());
        if (now.isUnresolved()) {
            throw new UnknownHostException("the name of clamd's host leads nowhere: " + named.getHostString());
        }
        return now;
    }

    private static Verdict ask(SocketChannel clamd, Window window, Watch watch) throws IOException {
        try {
            send(clamd, window, watch);
        } catch (IOException e) {
            // clamd answers at once and closes when it has had enough; what it said counts more than the closing.
            String said = answer(clamd, watch);
            if (!said.isEmpty()) {
                return verdict(said);
            }
            throw e;
        }
        return verdict(answer(clamd, watch));
    }

    private SocketChannel open() throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static void send(SocketChannel clamd, Window window, Watch watch) throws IOException {
        write(clamd, watch, ByteBuffer.wrap("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII)));
        for (byte[] chunk = window.next(); chunk != null; chunk = window.next()) {
            // Reading from storage is none of clamd's time.
            watch.touch();
            write(
                    clamd,
                    watch,
                    ByteBuffer.allocate(4 + chunk.length)
                            .putInt(chunk.length)
                            .put(chunk)
                            .flip());
        }
        write(clamd, watch, ByteBuffer.allocate(4).putInt(0).flip());
    }

    private static void write(SocketChannel clamd, Watch watch, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            clamd.write(bytes);
            watch.touch();
        }
    }

    /// Up to the zero byte that ends it; empty when clamd closed without a word.
    private static String answer(SocketChannel clamd, Watch watch) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST_ANSWER);
        while (bytes.hasRemaining() && clamd.read(bytes) >= 0) {
            int end = bytes.position() - 1;
            if (end >= 0 && bytes.get(end) == 0) {
                return new String(bytes.array(), 0, end, StandardCharsets.ISO_8859_1);
            }
        }
        if (watch.ranOut()) {
            throw new IOException("clamd took too long");
        }
        return "";
    }

    private static Verdict verdict(String said) throws IOException {
        var m = ANSWER.matcher(said);
        if (!m.matches()) {
            throw new IOException(
                    said.startsWith("INSTREAM size limit exceeded")
                            ? "clamd's StreamMaxLength is smaller than malware.stream-max"
                            : "clamd gave no verdict");
        }
        return m.group(1) != null ? new Verdict.Clean() : new Verdict.Infected(m.group(2));
    }

    /// Closes a connection on which nothing moves for too long.
    private static final class Watch implements AutoCloseable {
        private final SocketChannel channel;
        private final Duration patience;
        private final Thread thread;
        private volatile long touched = System.nanoTime();
        private volatile boolean over;

        Watch(SocketChannel channel, Duration patience) {
            this.channel = channel;
            this.patience = patience;
            this.thread = Thread.ofVirtual().name("clamd-watch").start(this::run);
        }

        void touch() {
            touched = System.nanoTime();
        }

        boolean ranOut() {
            return over;
        }

        private void run() {
            try {
                while (System.nanoTime() - touched < patience.toNanos()) {
                    Thread.sleep(Math.max(10, patience.toMillis() / 20));
                }
                over = true;
                channel.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                // It is of no use any more, closed or not.
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
