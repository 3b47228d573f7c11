package gg.tap2.server.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Web pages elsewhere have no way to the stand-ins' controls; programs on this machine have.
final class GateTest {
    @TempDir
    static Path folder;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void aNameThatWasPointedHereIsRefused() throws IOException {
        for (URI base : bases()) {
            assertThat(status(base, "GET", "/sandbox", "Host: rebound.example")).isEqualTo(421);
            assertThat(status(base, "GET", "/sandbox", "Host: 127.0.0.1.rebound.example:80"))
                    .isEqualTo(421);
            assertThat(status(base, "GET", "/sandbox", "Host: 192.0.2.1")).isEqualTo(421);
            assertThat(status(base, "GET", "/sandbox", "Host: localhost:" + base.getPort()))
                    .isEqualTo(200);
            assertThat(status(base, "GET", "/sandbox", "Host: [::1]")).isEqualTo(200);
        }
    }

    @Test
    void pagesOfOtherSitesControlNothing() throws IOException {
        for (URI base : bases()) {
            String host = "Host: " + base.getAuthority();
            for (String site : List.of("cross-site", "same-site")) {
                for (String path : List.of("/sandbox/api/faults/clear", "/sandbox/api/clock", "/sandbox/api/refuse")) {
                    assertThat(status(base, "POST", path, host, "Sec-Fetch-Site: " + site))
                            .as(base + path)
                            .isEqualTo(403);
                    assertThat(status(base, "GET", path, host, "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: no-cors"))
                            .isEqualTo(403);
                }
            }
            assertThat(status(base, "POST", "/sandbox/api/faults/clear", host, "Origin: http://evil.example"))
                    .isEqualTo(403);
            assertThat(status(base, "POST", "/sandbox/api/faults/clear", host, "Origin: null"))
                    .isEqualTo(403);
            assertThat(status(
                            base,
                            "GET",
                            "/sandbox",
                            host,
                            "Sec-Fetch-Site: cross-site",
                            "Sec-Fetch-Mode: navigate",
                            "Sec-Fetch-Dest: iframe"))
                    .isEqualTo(403);
            assertThat(status(
                            base,
                            "GET",
                            "/sandbox",
                            host,
                            "Sec-Fetch-Site: cross-site",
                            "Sec-Fetch-Mode: navigate",
                            "Sec-Fetch-Dest: document"))
                    .as("a link that somebody follows")
                    .isEqualTo(200);
        }
        URI stripe = sandbox.stripe().baseUri();
        String host = "Host: " + stripe.getAuthority();
        assertThat(status(stripe, "POST", "/sandbox/api/faults/clear", host))
                .as("a program")
                .isEqualTo(200);
        assertThat(status(stripe, "POST", "/sandbox/api/faults/clear", host, "Origin: http://" + stripe.getAuthority()))
                .isEqualTo(200);
    }

    @Test
    void controlPagesAreFramedByNobodyElse() throws IOException {
        for (URI base : bases()) {
            assertThat(ask(base, "GET", "/sandbox", "Host: localhost"))
                    .contains("frame-ancestors 'self'")
                    .containsIgnoringCase("X-Frame-Options: SAMEORIGIN");
        }
    }

    private static List<URI> bases() {
        return List.of(
                sandbox.stripe().baseUri(),
                sandbox.flowPay().baseUri(),
                sandbox.mailbox().baseUri());
    }

    private static int status(URI base, String method, String path, String... headers) throws IOException {
        return Integer.parseInt(ask(base, method, path, headers).split(" ", 3)[1]);
    }

    private static String ask(URI base, String method, String path, String... headers) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                                    + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = new byte[8_192];
            int n = socket.getInputStream().read(head);
            return new String(head, 0, Math.max(0, n), StandardCharsets.UTF_8);
        }
    }
}
