package gg.tap2.studio.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Waits on a port of this computer for the system browser to come back (RFC 8252). Only what carries our state is the
/// answer; a stranger's request changes nothing.
final class Loopback implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final String donePage;
    private final CompletableFuture<Map<String, String>> back = new CompletableFuture<>();

    /// @param donePage the sentence that the browser shows at the end
    Loopback(String donePage) throws IOException {
        this.donePage = donePage;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String redirect() {
        return "http://127.0.0.1:" + port() + "/callback";
    }

    void listen(String state) {
        server.createContext("/callback", exchange -> answer(exchange, state));
        server.start();
    }

    /// What came back, by name. Blocks for at most five minutes.
    ///
    /// @throws IOException when nothing came back in time
    Map<String, String> await() throws IOException, InterruptedException {
        try {
            return back.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the browser did not come back", e);
        }
    }

    private void answer(HttpExchange exchange, String state) throws IOException {
        Map<String, String> query = parse(exchange.getRequestURI().getRawQuery());
        boolean ours = state.equals(query.get("state"));
        byte[] page = ("<!doctype html><meta charset=utf-8><title>Tap2 Studio</title>"
                        + "<body style='font:16px system-ui;display:grid;place-items:center;height:90vh'><p>"
                        + (ours ? donePage : "404"))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(ours ? 200 : 404, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
        if (ours) {
            back.complete(query);
        }
    }

    private static Map<String, String> parse(@Nullable String rawQuery) {
        Map<String, String> out = new HashMap<>();
        for (String pair : (rawQuery == null ? "" : rawQuery).split("&")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                out.put(
                        URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    /// A new secret of 64 characters.
    static String secret() {
        byte[] random = new byte[48];
        new SecureRandom().nextBytes(random);
        return BASE64.encodeToString(random);
    }

    /// What may be known of a verifier (RFC 7636, S256).
    static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(1);
    }
}
