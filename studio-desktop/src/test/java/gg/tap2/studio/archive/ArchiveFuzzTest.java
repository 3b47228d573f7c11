package gg.tap2.studio.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.studio.platform.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/// Archives of a business from anywhere: they are whole, or they are refused with an [IOException] and leave nothing.
class ArchiveFuzzTest {
    private static final char[] PASSPHRASE = "seven green kettles".toCharArray();
    private static final int HEADER = 8 + 12 + 16 + 7;

    static Stream<byte[]> archive() throws Exception {
        String product = "{\"id\":\"0190a000-0000-7000-8000-000000000001\"}\n";
        return Stream.of(
                zip(Map.of("products.jsonl", product, "tier.jsonl", "\n")),
                zip(Map.of("files/0190a000-0000-7000-8000-000000000001", "bytes", "sales.jsonl", "{}\n{}\n")),
                zip(Map.of("discount.jsonl", "[not json\n")));
    }

    private static byte[] zip(Map<String, String> parts) throws Exception {
        var out = new ByteArrayOutputStream();
        Map<String, String> hashes = new LinkedHashMap<>();
        try (var zip = new ZipOutputStream(out)) {
            // Stored by no deflater, so that a changed byte is a changed byte.
            zip.setLevel(0);
            for (var part : parts.entrySet()) {
                byte[] bytes = part.getValue().getBytes(StandardCharsets.UTF_8);
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(bytes);
                zip.closeEntry();
                hashes.put(
                        part.getKey(),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            }
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(Json.write(Map.of("format", ArchiveWriter.FORMAT, "sha256", hashes))
                    .getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @MethodSource
    @FuzzTest
    void archive(byte[] bytes) throws IOException {
        if (bytes.length >= 8 && new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("TAP2ARC1")) {
            return;
        }
        Path folder = Files.createTempDirectory("tap2-fuzz-");
        Path file = folder.resolve("a.zip");
        try {
            Files.write(file, bytes);
            try (var archive = ArchiveReader.open(file, new char[0], folder)) {
                var counts = archive.counts();
                assertThat(counts.values()).allMatch(n -> n >= 0 && n <= bytes.length * 1_100);
                assertThat(archive.manifest().path("format").asText()).isEqualTo(ArchiveWriter.FORMAT);
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            try (var left = Files.list(folder)) {
                assertThat(left).containsExactly(file);
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    static Stream<byte[]> sealed() {
        byte[] plain = "a business".getBytes(StandardCharsets.UTF_8);
        return Stream.of(seal(plain), seal(new byte[0]));
    }

    /// Weak on purpose: a fuzzer has no second for every key.
    private static byte[] seal(byte[] plain) {
        var header = ByteBuffer.allocate(HEADER)
                .put("TAP2ARC1".getBytes(StandardCharsets.US_ASCII))
                .putInt(8)
                .putInt(1)
                .putInt(1)
                .array();
        return Arrays.copyOf(header, HEADER + plain.length + 16);
    }

    /// What nobody sealed with this passphrase is never opened, and nothing of it is written.
    @MethodSource
    @FuzzTest
    void sealed(byte[] bytes) {
        byte[] cheap = bytes.clone();
        if (cheap.length >= HEADER) {
            // As much work as the header may ask for is tried by hand; here each run must be short.
            ByteBuffer.wrap(cheap)
                    .putInt(8, cheap[8] == 0 ? 8 + (cheap[11] & 0x1F) : -1)
                    .putInt(12, cheap[15] & 3)
                    .putInt(16, cheap[19] & 3);
        }
        var out = new ByteArrayOutputStream();
        try {
            SealedFile.open(new ByteArrayInputStream(cheap), PASSPHRASE, out);
            throw new AssertionError("it was opened");
        } catch (IOException e) {
            assertThat(out.size()).isZero();
        }
    }
}
