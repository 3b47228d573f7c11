package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// What proxies say about a request: in the end there is an address, never a name, and nobody who is no proxy is
/// believed. Three lines: `X-Forwarded-For`, `X-Forwarded-Proto`, `Forwarded`.
class ClientAddressFuzzTest {
    private static final String PROXY = "10.1.2.3";
    private static final TrustedProxies TRUSTED =
            new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8"), TrustedProxies.Header.AUTO);

    static Stream<byte[]> hints() {
        return Stream.of(
                        "203.0.113.7, 10.9.9.9\nhttps\n",
                        "2001:db8::1\n\nfor=192.0.2.60;proto=http;by=203.0.113.43",
                        "\n\nFor=\"[2001:db8:cafe::17]:4711\"; proto=https, for=10.1.1.1",
                        "unknown, 198.51.100.4:80\nHTTPS\nfor=_hidden",
                        "dead.beef, face, 1.2\n\nfor=1.2.3.4.5")
                .map(s -> s.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource
    @FuzzTest
    void hints(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", 3);
        var hints = new ClientAddress.Hints(line(lines, 0), line(lines, 1), line(lines, 2));
        ClientAddress client = ClientAddress.of(PROXY, false, hints, TRUSTED);
        assertThat(InetAddress.ofLiteral(client.ip()).getHostAddress()).isEqualTo(client.ip());
        assertThat(ClientAddress.of("203.0.113.9", true, hints, TRUSTED))
                .isEqualTo(new ClientAddress("203.0.113.9", true));
    }

    private static List<String> line(String[] lines, int i) {
        return i < lines.length && !lines[i].isEmpty() ? List.of(lines[i].split("\r")) : List.of();
    }
}
