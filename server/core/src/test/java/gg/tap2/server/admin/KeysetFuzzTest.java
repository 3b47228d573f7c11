package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.server.platform.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Cursors of the admin's lists: one of ours leads back to where it was, everything else is refused with 422, and
/// what is taken is a time that the database knows.
class KeysetFuzzTest {
    static Stream<byte[]> cursor() {
        return Stream.of(
                        Keyset.cursor(Instant.parse("2026-11-01T12:00:00.123456Z"), new UUID(7, 9)),
                        encode("+1000000000-12-31T23:59:59.999999999Z|00000000-0000-0000-0000-000000000000"),
                        encode("-999999999-01-01T00:00:00Z|0-0-0-0-0"),
                        encode("2026-11-01T12:00:00Z"),
                        "not base64!")
                .map(s -> s.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encode(String text) {
        return java.util.Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource
    @FuzzTest
    void cursor(byte[] bytes) {
        Keyset k;
        try {
            k = Keyset.of(new String(bytes, StandardCharsets.ISO_8859_1), 50);
        } catch (ApiException e) {
            assertThat(e.status()).isEqualTo(422);
            return;
        }
        assertThat(k.at()).isBetween(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
        assertThat(Keyset.of(Keyset.cursor(k.at(), k.id()), 50)).isEqualTo(k);
    }
}
