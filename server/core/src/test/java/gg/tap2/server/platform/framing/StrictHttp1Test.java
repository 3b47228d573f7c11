package gg.tap2.server.platform.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Time limits of the framing on a real socket, with limits that a test need not wait ten seconds for.
final class StrictHttp1Test {
    private static final Duration HEAD = Duration.ofMillis(1_000);
    private static final Duration BODY = Duration.ofMillis(2_000);
    /// Between two bytes: far less than any limit, so that only the whole can be too slow.
    private static final int GAP_MS = 100;

    private static WebServer server;

    @BeforeAll
    static void start() {
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(200))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new StrictHttp1(100, a -> Optional.empty(), HEAD, BODY, Duration.ofSeconds(5)))
                .routing(HttpRouting.builder().any((req, res) -> {
                    req.content().as(byte[].class);
                    res.send("read");
                }))
                .build()
                .start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void aTrickledHeadAndATrickledBodyAreCut() throws Exception {
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            var head = both.submit(() -> trickled("GET / HTTP/1.1\r\nHost: x\r\nX: "));
            var body = both.submit(() -> trickled("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n"));
            assertThat(head.get()).isBetween(HEAD.minusMillis(GAP_MS), Duration.ofSeconds(8));
            assertThat(body.get()).isBetween(BODY.minusMillis(GAP_MS), Duration.ofSeconds(8));
        }
    }

    @Test
    void aRequestThatEndsInTimeIsAnswered() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5_000);
            for (byte b : "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            for (int i = 0; i < 3; i++) {
                Thread.sleep(GAP_MS);
                socket.getOutputStream().write('a');
            }
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void theServersOwnLimitsAreTenAndTwentySeconds() {
        assertThat(StrictHttp1.HEAD).isEqualTo(Duration.ofSeconds(10));
        assertThat(StrictHttp1.BODY).isEqualTo(Duration.ofSeconds(20));
    }

    /// Sends a byte in each gap until the server closes the connection; how long that took.
    private static Duration trickled(String start) throws Exception {
        long began = System.nanoTime();
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(GAP_MS);
            while (System.nanoTime() - began < Duration.ofSeconds(30).toNanos()) {
                try {
                    socket.getOutputStream().write('a');
                    if (socket.getInputStream().read() < 0) {
                        break;
                    }
                } catch (SocketTimeoutException e) {
                    continue;
                } catch (IOException e) {
                    break;
                }
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
