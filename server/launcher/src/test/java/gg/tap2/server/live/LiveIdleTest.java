package gg.tap2.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two thousand open streams outlive the idle timeout, and a change reaches all. What they cost is told by
/// `./tap2 bench live`.
@Tag("slow")
final class LiveIdleTest {
    private static final int STREAMS = 2_000;

    @Test
    void twoThousandIdleStreamsStayOpenAndAllAreTold() throws Exception {
        var server = TestServer.get();
        var creator = server.creator();
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                // One after the other: two thousand requests at once are more than a server takes, and are told so.
                Socket s = connect(server.app().port(), creator.accessToken());
                open.add(s);
                readUntil(s, "event: changes");
            }
            Thread.sleep(75_000);
            long told = System.nanoTime();
            server.changed(creator);
            for (Socket s : open) {
                readUntil(s, "event: changes");
            }
            System.out.printf("live: a change reached all of them in %d ms%n", (System.nanoTime() - told) / 1_000_000);
        } finally {
            for (Socket s : open) {
                s.close();
            }
        }
    }

    private static Socket connect(int port, String token) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET " + Routes.EVENTS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                                + "\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void readUntil(Socket s, String text) throws IOException {
        InputStream in = s.getInputStream();
        var seen = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (seen.indexOf(text) < 0) {
            int n = in.read(buffer);
            assertThat(n).as("open: " + seen).isPositive();
            seen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
    }
}
