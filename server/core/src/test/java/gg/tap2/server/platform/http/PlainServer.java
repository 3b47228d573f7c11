package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The pipeline with routes of a test's own, and clients that come from any loopback address and write what they like.
final class PlainServer implements AutoCloseable {
    private final Db db = TestDatabase.open();
    final HttpServer http;

    final MutableClock clock = new MutableClock();

    PlainServer(Map<Key, String> settings, Consumer<Routing> routes) {
        this(
                settings,
                routes,
                new SecurityHeaders(new SecurityHeaders.Origins(
                        URI.create("https://js.stripe.com"), URI.create("http://127.0.0.1:1"), List.of())));
    }

    PlainServer(Map<Key, String> settings, Consumer<Routing> routes, SecurityHeaders headers) {
        var all = new EnumMap<Key, String>(Key.class);
        all.put(Key.HTTP_PORT, "0");
        all.putAll(settings);
        var config = ServerConfig.load(null, Map.of(), all);
        var routing = new Routing();
        routes.accept(routing);
        http = new HttpServer(
                        config,
                        db,
                        clock,
                        new Texts(),
                        routing,
                        request -> null,
                        List.of(),
                        headers,
                        (a, l, id, who) -> (a.status() + " " + a.message()).getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        Tracing.off())
                .start();
    }

    /// A connection from a loopback address, with what is written at once.
    Socket open(String from, String text) throws IOException {
        var socket = new Socket(InetAddress.getByName("127.0.0.1"), http.port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    /// The whole answer to a request that asks for the connection to be closed.
    String ask(String from, String request) throws IOException {
        try (var socket = open(from, request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    int status(String from, String request) throws IOException {
        try (var socket = open(from, request)) {
            String line = new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.split(" ", 3)[1]);
        }
    }

    String get(String path) throws IOException {
        return get(path, "");
    }

    /// @param headers each with its line end
    String get(String path, String headers) throws IOException {
        return ask(
                "127.0.0.1",
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
    }

    static String post(String path, String type, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Override
    public void close() {
        http.close();
        db.close();
    }
}
