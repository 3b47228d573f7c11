package gg.tap2.studio.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A bad line between two programs: narrow, slow to answer, cut at random places, sometimes dead without a word. It
/// counts what goes up, which is how tests know what was sent twice.
public final class RoughNetwork implements AutoCloseable {
    private static final int CHUNK = 32 << 10;

    /// Bytes sent towards the server by all connections so far.
    public final AtomicLong up = new AtomicLong();
    /// Connections that were reset in the middle.
    public final AtomicInteger cuts = new AtomicInteger();
    /// How many of the next chunks begin a silence: the connection stays open, nothing passes any more.
    public final AtomicInteger silenceNext = new AtomicInteger();
    /// Bytes per second of the whole line upwards; 0 for as fast as it goes.
    public volatile long bytesPerSecond;
    /// Delay of every connection's first byte in either direction, milliseconds.
    public volatile int latencyMs;
    /// A connection is reset after this many bytes on average; 0 for never.
    public volatile long meanBytesToCut;

    private final ServerSocket server;
    private final int target;
    private final Random random;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private long free = System.nanoTime();

    /// @param target port on loopback
    public RoughNetwork(int target, long seed) {
        this.target = target;
        this.random = new Random(seed);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("rough-network").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                open.add(near);
                Thread.ofPlatform().daemon().start(() -> connect(near));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket near) {
        try (var far = new Socket()) {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
            open.add(far);
            Thread.ofPlatform().daemon().start(() -> pump(far, near, false));
            pump(near, far, true);
        } catch (IOException e) {
            reset(near);
        } finally {
            open.remove(near);
        }
    }

    private void pump(Socket from, Socket to, boolean upwards) {
        byte[] buffer = new byte[CHUNK];
        long cutAt = upwards && meanBytesToCut > 0 ? between(meanBytesToCut) : Long.MAX_VALUE;
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (passed == 0 && latencyMs > 0) {
                    LockSupport.parkNanos(latencyMs * 1_000_000L);
                }
                passed += n;
                if (upwards) {
                    throttle(n);
                    if (silenceNext.getAndUpdate(s -> Math.max(0, s - 1)) > 0) {
                        silence(from);
                        return;
                    }
                    up.addAndGet(n);
                    if (passed >= cutAt) {
                        cuts.incrementAndGet();
                        break;
                    }
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side is gone; the other is told.
        }
        reset(from);
        reset(to);
    }

    private static void silence(Socket from) {
        while (!from.isClosed()) {
            LockSupport.parkNanos(50_000_000L);
        }
    }

    private synchronized long between(long mean) {
        return (long) (mean * (0.2 + 1.6 * random.nextDouble()));
    }

    private void throttle(int bytes) {
        long rate = bytesPerSecond;
        if (rate <= 0) {
            return;
        }
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            free = Math.max(free, now) + bytes * 1_000_000_000L / rate;
            wait = free - now;
        }
        LockSupport.parkNanos(wait);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(RoughNetwork::reset);
    }
}
