package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// HTML forms: what was read, written again and read again is the same, or the body is refused with 400.
class FormFuzzTest {
    static Stream<byte[]> form() {
        return Stream.of(
                        "email=a%40example.com&password=s+e+c%C3%A9",
                        "tag=a&tag=b&tag=&&=x&flag", "a=%F0%9F%8E%A8&b=%ff%fe", "broken=%zz", "a=b=c&%3D=%26")
                .map(s -> s.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource
    @FuzzTest
    void form(byte[] bytes) {
        Map<String, List<String>> fields;
        try {
            fields = Bodies.form(bytes);
        } catch (ApiException e) {
            assertThat(e.status()).isEqualTo(400);
            return;
        }
        String again = fields.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(v -> encode(e.getKey()) + "=" + encode(v)))
                .collect(Collectors.joining("&"));
        assertThat(Bodies.form(again.getBytes(StandardCharsets.US_ASCII))).isEqualTo(fields);
    }

    private static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }
}
