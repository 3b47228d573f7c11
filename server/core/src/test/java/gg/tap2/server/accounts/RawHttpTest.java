package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes on a socket against the running server.
class RawHttpTest {
    static final String POST = "POST /api/v1/test/echo HTTP/1.1\r\nHost: x\r\n";
    static AccountsServer s;

    @BeforeAll
    static void start() {
        s = new AccountsServer();
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    /// Everything the server says until it closes the connection.
    private static String talk(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", s.server.port())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var said = new java.io.ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(said);
            } catch (java.net.SocketTimeoutException e) {
                throw new IOException("still open after: " + said, e);
            }
            return said.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void ordinaryRequestsOnOneConnectionStillWork() throws IOException {
        String get = "GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\n";
        String said = talk(POST + "Content-Length: 3\r\n\r\nabc" + POST
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n" + get + "Connection: close\r\n\r\n");
        assertThat(said).contains("{\"bytes\":3}").contains("{\"bytes\":2}").contains("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: +3\r\n\r\nabc",
                "Content-Length: -1\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n"
            })
    void whatReadersCouldDisagreeOnIs400AndTheConnectionCloses(String rest) throws IOException {
        String said = talk(POST + rest + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(said)
                .startsWith("HTTP/1.1 400")
                .doesNotContain("HTTP/1.1 404")
                .doesNotContain("xception");
        assertThat(said.toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
        assertThat(said.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @Test
    void aBodyBeyondTheRoutesLimitIs413AndTheConnectionCloses() throws IOException {
        assertThat(talk(POST + "Content-Length: 300000\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(talk(POST + "Content-Length: 5000000000\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        assertThat(talk("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000)))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void http2UpgradesAreNotTaken() throws IOException {
        String said = talk("GET /api/v1/auth/me HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
                + "GET / HTTP/1.1\r\n\r\n");
        assertThat(said).contains("HTTP/1.1 401").doesNotContain("101");
        assertThat(talk("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 400");
    }
}
