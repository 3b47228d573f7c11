package gg.tap2.studio.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Storage that streams parts to disk and can be told to fail like a real one on a bad day.
public final class FakeStorage implements AutoCloseable {
    public final AtomicInteger denyNext = new AtomicInteger();
    public final AtomicInteger breakNext = new AtomicInteger();
    public final AtomicInteger loseReplyNext = new AtomicInteger();
    public final AtomicLong received = new AtomicLong();
    public final AtomicInteger puts = new AtomicInteger();
    public volatile long delayPerPartMs;
    /// The port that addresses of parts name, when something stands before the storage; 0 for its own.
    public volatile int reachedBy;
    private final Map<String, String> etags = new ConcurrentHashMap<>();
    private final Path folder;
    private final HttpServer http;

    public FakeStorage(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    public String url(String upload, int part, long salt) {
        int port = reachedBy == 0 ? port() : reachedBy;
        return "http://127.0.0.1:" + port + "/" + upload + "/" + part + "?sig=" + salt;
    }

    public int port() {
        return http.getAddress().getPort();
    }

    public String objectUrl(String upload) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/object/" + upload;
    }

    void copy(String from, String to, int part) throws IOException {
        Files.copy(part(from, part), part(to, part));
        etags.put(to + "/" + part, etags.get(from + "/" + part));
    }

    public Path part(String upload, int number) {
        return folder.resolve(upload + "-" + number);
    }

    public String etag(String upload, int number) {
        return etags.get(upload + "/" + number);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (exchange.getRequestMethod().equals("GET")) {
            Path object = folder.resolveSibling("object-" + path[2]);
            exchange.sendResponseHeaders(200, Files.size(object));
            Files.copy(object, exchange.getResponseBody());
            exchange.close();
            return;
        }
        puts.incrementAndGet();
        if (take(denyNext)) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "<Error><Code>AccessDenied</Code></Error>".getBytes();
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return;
        }
        boolean broken = take(breakNext);
        Path temp = Files.createTempFile(folder, "in", ".part");
        long total = 0;
        try (InputStream in = exchange.getRequestBody();
                var out = Files.newOutputStream(temp)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                total += n;
                received.addAndGet(n);
                if (broken && total > 100_000) {
                    exchange.close();
                    return;
                }
            }
        }
        // Looked at again and again, so that a test may end it at once.
        long begun = System.nanoTime();
        while ((System.nanoTime() - begun) / 1_000_000 < delayPerPartMs) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        // As S3 does for a part: the same bytes have the same tag, also when a late repeat arrives.
        String etag = "\"" + md5(temp) + "\"";
        Files.move(temp, part(path[1], Integer.parseInt(path[2])), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        etags.put(path[1] + "/" + path[2], etag);
        if (take(loseReplyNext)) {
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static String md5(Path file) throws java.io.IOException {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
