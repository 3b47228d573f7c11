package gg.tap2.server.platform.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFramingTest {
    private static final String TWO = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"
            + "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz"
            + "GET /c HTTP/1.1\r\nHost: x\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    void whatIsWellFormedPassesUnchangedHoweverItArrives(int step) {
        var framing = new MessageFraming();
        var out = new ByteArrayOutputStream();
        byte[] all = TWO.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < all.length; i += step) {
            framing.add(java.util.Arrays.copyOfRange(all, i, Math.min(all.length, i + step)));
            for (byte[] b = framing.next(); b.length > 0; b = framing.next()) {
                out.writeBytes(b);
            }
        }
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(TWO);
        assertThat(framing.isBetweenRequests()).isTrue();
    }

    @Test
    void neverGivesBytesOfTheNextRequestTogetherWithThisOne() {
        var framing = new MessageFraming();
        framing.add(TWO.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(framing.next(), StandardCharsets.US_ASCII))
                .startsWith("POST /a")
                .endsWith("\r\n\r\n");
        assertThat(new String(framing.next(), StandardCharsets.US_ASCII)).endsWith("0\r\n\r\n");
        assertThat(new String(framing.next(), StandardCharsets.US_ASCII)).startsWith("POST /b");
        assertThat(new String(framing.next(), StandardCharsets.US_ASCII)).isEqualTo("xyz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 1",
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1\r\nContent-Length: 2",
                "Content-Length: 1, 1",
                "Content-Length: +1",
                "Content-Length: -1",
                "Content-Length: 0x1",
                "Content-Length: 1 1",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: Chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
                "Host: y",
                "X: a\r\n folded",
                "X: a\nY: b",
                "X: a\rY: b",
                "X: \u0000",
                "no colon",
                ": empty",
                "Bad Name: x"
            })
    void ambiguousHeadsAreRefused(String headers) {
        assertThatThrownBy(() -> read("POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n"))
                .isInstanceOf(BadFrameException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\n\r\n",
                "POST / HTTP/2.0\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST  / HTTP/1.1 \r\nHost: x\r\n\r\n",
                "POST /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /\r\nHost: x\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\n\n",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void badRequestLinesAreRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadFrameException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "-1\r\n",
                "+1\r\n",
                "\r\n",
                " 1\r\n",
                "1 \r\n",
                "1;a=b\r\n",
                "1\na",
                "0x1\r\n",
                "fffffffff\r\n",
                "1\r\nab",
                "1\r\na\n",
                "0\r\nTrailer: x\r\n\r\n",
                "0\r\n\n"
            })
    void badChunksAreRefused(String body) {
        assertThatThrownBy(() -> read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body))
                .isInstanceOf(BadFrameException.class);
    }

    @Test
    void anEndlessHeadIsRefused() {
        assertThatThrownBy(() -> read("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(30_000)))
                .isInstanceOfSatisfying(
                        BadFrameException.class, e -> assertThat(e.status()).isEqualTo(431));
    }

    private static void read(String text) {
        var framing = new MessageFraming();
        framing.add(text.getBytes(StandardCharsets.ISO_8859_1));
        while (framing.next().length > 0) {}
    }
}
