package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tags in front of music come to an end, whatever they say of themselves.
final class MediaSignaturesTest {
    private static boolean isMp3(byte[] file) {
        return assertTimeoutPreemptively(Duration.ofSeconds(5), () -> MediaSignatures.isMp3(file));
    }

    private static byte[] beginning(String tag, int... bytes) {
        byte[] out = new byte[64 << 10];
        byte[] name = tag.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, out, 0, name.length);
        for (int i = 0; i < bytes.length; i++) {
            out[name.length + i] = (byte) bytes[i];
        }
        return out;
    }

    @Test
    void aTagWhoseLengthLeadsBackIsNoMusic() {
        assertThat(isMp3(beginning("ID3", 3, 0, 0, 0, 0, 0, 0xF6)))
                .as("minus ten")
                .isFalse();
        assertThat(isMp3(beginning("ID3", 3, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF))).isFalse();
    }

    @Test
    void aTagWithoutALengthEnds() {
        byte[] file = beginning("APETAGEX");
        file[4_000] = 'x';
        assertThat(isMp3(file)).isFalse();
    }

    /// Whatever stands behind the names of tags, the answer comes.
    @Test
    void everyTagEnds() {
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            byte[] file = new byte[256];
            random.nextBytes(file);
            for (int at = 0; at < 200; at += 8 + random.nextInt(40)) {
                byte[] tag = (random.nextBoolean() ? "ID3" : "APETAGEX").getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(tag, 0, file, at, tag.length);
                if (random.nextBoolean()) {
                    java.util.Arrays.fill(file, at + tag.length, at + tag.length + 24, (byte) 0);
                }
            }
            isMp3(file);
        }
    }
}
