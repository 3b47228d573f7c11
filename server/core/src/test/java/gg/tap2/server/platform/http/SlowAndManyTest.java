package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.config.Key;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Slow senders and slow readers keep only themselves waiting.
final class SlowAndManyTest {
    private static final String HONEST = PlainServer.post("/hook", "application/json", "{\"id\":1}");
    private static final String SLOW_HOOK = "POST /hook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{";

    private final PlainServer server =
            new PlainServer(Map.of(Key.HTTP_MAX_REQUESTS, "4", Key.HTTP_CONNECTIONS_PER_ADDRESS, "100"), r -> {
                r.add(new Route(
                        io.helidon.http.Method.POST,
                        "/hook",
                        Access.WEBHOOK,
                        c -> {
                            if (!new String(c.rawBody(), StandardCharsets.UTF_8).contains("id")) {
                                throw ApiException.badRequest("bad_request");
                            }
                            c.ok(Map.of("received", c.rawBody().length));
                        },
                        false,
                        512 * 1024,
                        false));
                r.post("/api/v1/echo", Access.PUBLIC, c -> c.ok(Map.of("bytes", c.rawBody().length)));
                r.get("/api/v1/ping", Access.PUBLIC, c -> c.ok(true));
                r.get("/large", Access.PUBLIC, c -> c.send(200, "application/octet-stream", new byte[32 << 20]));
                r.get("/small", Access.PUBLIC, c -> c.stream("text/plain", out -> out.write(new byte[20_000])));
                r.get(
                        "/stream",
                        Access.PUBLIC,
                        c -> c.stream("application/octet-stream", out -> {
                            for (int i = 0; i < 4_000; i++) {
                                out.write(new byte[8_192]);
                            }
                        }));
            });
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket s : open) {
            s.close();
        }
        server.close();
    }

    @Test
    void slowBodiesOfWebhooksStopNobodyElse() throws Exception {
        for (int i = 0; i < 90; i++) {
            open.add(server.open("127.9.0.1", SLOW_HOOK));
        }
        assertThat(server.status("127.9.0.2", HONEST)).isEqualTo(200);
        // Behind the same address, too: the oldest of the slow ones makes room.
        Thread.sleep(1_100);
        for (int i = 0; i < 5; i++) {
            assertThat(server.status("127.9.0.1", HONEST)).isEqualTo(200);
        }
    }

    @Test
    void slowBodiesTakeNoPlaceAmongRequests() throws Exception {
        for (int i = 0; i < 30; i++) {
            open.add(server.open(
                    "127.9.1." + (1 + i % 3),
                    "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"));
        }
        Thread.sleep(200);
        assertThat(server.get("/api/v1/ping")).startsWith("HTTP/1.1 200");
        assertThat(server.status("127.9.1.1", PlainServer.post("/api/v1/echo", "application/json", "{}")))
                .isEqualTo(200);
    }

    @Test
    void slowReadersTakeNoPlaceAmongRequests() throws Exception {
        for (int i = 0; i < 12; i++) {
            open.add(lazy("127.9.2." + (1 + i / 4), i % 2 == 0 ? "/large" : "/stream"));
        }
        Thread.sleep(500);
        long begun = System.nanoTime();
        assertThat(server.get("/api/v1/ping")).startsWith("HTTP/1.1 200");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void oneNetworkHasSoManyStreamsAndOthersHaveTheirOwn() throws Exception {
        for (int i = 0; i < 8; i++) {
            open.add(lazy("127.9.3.1", "/stream"));
        }
        Thread.sleep(500);
        assertThat(server.ask("127.9.3.1", "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("Retry-After");
        assertThat(until("127.9.3.2", "/small")).isEqualTo(200);
        open.removeLast().close();
        open.removeLast().close();
        assertThat(until("127.9.3.1", "/small")).isEqualTo(200);
    }

    @Test
    void oneNetworkHasSoManyConnections() throws Exception {
        for (int i = 0; i < 100; i++) {
            open.add(server.open("127.9.4.1", "GET / HT"));
        }
        assertThat(server.ask("127.9.4.1", "")).startsWith("HTTP/1.1 429");
        assertThat(server.get("/api/v1/ping")).startsWith("HTTP/1.1 200");
        for (Socket s : open) {
            s.close();
        }
        open.clear();
        assertThat(until("127.9.4.1", "/api/v1/ping")).isEqualTo(200);
    }

    @Test
    void aNetworkWithoutSignedEventsIsNotReadForLong() throws Exception {
        String unsigned = PlainServer.post("/hook", "application/json", "{}");
        assertThat(server.status("127.9.5.2", HONEST)).isEqualTo(200);
        int[] seen = new int[500];
        for (int i = 0; i < 130; i++) {
            seen[server.status("127.9.5.1", unsigned)]++;
            seen[server.status("127.9.5.2", unsigned)]++;
        }
        assertThat(seen[429]).as("of the unknown network").isPositive();
        assertThat(server.status("127.9.5.1", unsigned)).isEqualTo(429);
        assertThat(server.status("127.9.5.2", HONEST))
                .as("of one that has sent signed events")
                .isEqualTo(200);
        assertThat(server.status("127.9.5.3", HONEST)).isEqualTo(200);
    }

    private int until(String from, String path) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            int status =
                    server.status(from, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            if (status == 200 || System.nanoTime() > end) {
                return status;
            }
            Thread.sleep(100);
        }
    }

    /// Asks and never reads.
    private Socket lazy(String from, String path) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.http.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }
}
