package gg.tap2.server.platform.framing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever comes over a connection: it passes unchanged or is refused, and neither depends on how the bytes were
/// cut into packets.
class FramingFuzzTest {
    private record Read(byte[] passed, @Nullable Integer status, boolean between) {}

    static Stream<byte[]> requests() {
        return Stream.of(
                        "GET /c HTTP/1.1\r\nHost: x\r\n\r\n",
                        "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyzGET / HTTP/1.0\r\n\r\n",
                        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nT: x\r\n\r\n")
                .map(s -> s.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource
    @FuzzTest
    void requests(byte[] bytes) {
        Read whole = read(bytes, bytes.length);
        Read cut = read(bytes, 1);
        assertThat(cut.status()).isEqualTo(whole.status());
        // What passes before a refusal is up to the packets.
        if (whole.status() == null) {
            assertThat(cut.passed()).isEqualTo(whole.passed());
        }
        assertThat(isStart(whole.passed(), bytes) && isStart(cut.passed(), bytes))
                .as("only what came passes")
                .isTrue();
        if (whole.status() == null && whole.between()) {
            assertThat(whole.passed())
                    .as("nothing is kept back between requests")
                    .isEqualTo(bytes);
        }
    }

    private static boolean isStart(byte[] start, byte[] of) {
        return start.length <= of.length && Arrays.equals(start, 0, start.length, of, 0, start.length);
    }

    private static Read read(byte[] bytes, int step) {
        var framing = new MessageFraming();
        var out = new ByteArrayOutputStream();
        try {
            for (int i = 0; i < bytes.length; i += step) {
                framing.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + step)));
                for (byte[] b = framing.next(); b.length > 0; b = framing.next()) {
                    out.writeBytes(b);
                }
            }
        } catch (BadFrameException e) {
            return new Read(out.toByteArray(), e.status(), false);
        }
        return new Read(out.toByteArray(), null, framing.isBetweenRequests());
    }
}
