package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.model.media.FileTypes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that people upload: each is taken as one type at most, and what was taken is what everybody else finds in it.
class UploadsFuzzTest {
    private static final long MAX_PIXELS = 250_000;

    private record Bytes(byte[] all) implements StoredBytes {
        @Override
        public long size() {
            return all.length;
        }

        @Override
        public InputStream from(long offset) {
            int from = (int) Math.min(offset, all.length);
            return new ByteArrayInputStream(all, from, all.length - from);
        }
    }

    static Stream<byte[]> types() {
        return Stream.of(
                Samples.image("png", 9, 7),
                Samples.image("jpg", 9, 7),
                Samples.image("gif", 9, 7),
                Samples.gif(),
                Samples.webp(),
                Samples.pdf(),
                Samples.wav(40),
                Samples.mp4(),
                java.util.Arrays.copyOf(Samples.mp3(), 834),
                Samples.zip("a.txt", Samples.text("hello")),
                Samples.join(Samples.gif(), Samples.zip("x.js", Samples.text("alert(1)"))));
    }

    @MethodSource
    @FuzzTest
    void types(byte[] bytes) throws IOException {
        List<String> taken = new ArrayList<>();
        for (String type : new TreeSet<>(FileTypes.CHECKED.keySet())) {
            boolean first = takes(type, bytes);
            assertThat(takes(type, bytes)).as("the same answer twice, " + type).isEqualTo(first);
            if (first) {
                taken.add(type);
            }
        }
        assertThat(taken).hasSizeLessThanOrEqualTo(1);
    }

    private static boolean takes(String type, byte[] bytes) throws IOException {
        try {
            ContentInspector.inspect(type, new Bytes(bytes), MAX_PIXELS);
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    static Stream<byte[]> images() {
        return types().limit(5);
    }

    /// A picture that was let through is decoded, or refused, without more pixels than it announced.
    @MethodSource
    @FuzzTest
    void images(byte[] bytes) throws IOException {
        for (String type : List.of("image/png", "image/jpeg", "image/gif", "image/webp")) {
            if (takes(type, bytes)) {
                try {
                    BufferedImage image = Images.decode(bytes, MAX_PIXELS);
                    assertThat((long) image.getWidth() * image.getHeight()).isBetween(1L, MAX_PIXELS);
                } catch (Refusal e) {
                    assertThat(e.code()).isIn(Refusal.IMAGE, Refusal.PIXELS);
                }
            }
        }
    }

    static Stream<byte[]> archives() {
        byte[] hello = Samples.text("hello");
        return Stream.of(
                Samples.zip("a/b.txt", hello),
                Samples.zip(java.util.Map.of()),
                Samples.zip("in.zip", Samples.zip("a.txt", hello)),
                Samples.rawZip("a.txt", "a.txt", hello, false, 5, 0),
                Samples.rawZip("a.txt", "b.txt", hello, true, 5, 0),
                Samples.rawZip("A/l", "A/l", Samples.text("v/a"), false, 3, 0xA1ED),
                Samples.zip("../x", hello));
    }

    /// An archive that was let through holds for the JDK the same entries, none of which leads out of its folder.
    @MethodSource
    @FuzzTest
    void archives(byte[] bytes) throws IOException {
        if (!takes("application/zip", bytes)) {
            return;
        }
        Path file = Files.createTempFile("tap2-fuzz-", ".zip");
        try {
            Files.write(file, bytes);
            List<String> ours = read(bytes);
            List<String> theirs = new ArrayList<>();
            try (var zip = new ZipFile(file.toFile())) {
                zip.stream().forEach(e -> theirs.add(e.getName()));
            } catch (ZipException e) {
                // It reads archives even more strictly.
                return;
            }
            assertThat(theirs).containsExactlyInAnyOrderElementsOf(ours);
            Path folder = Path.of("/out");
            for (String name : theirs) {
                assertThat(folder.resolve(name.replace('\\', '/')).normalize()).startsWithRaw(folder);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> read(byte[] bytes) throws IOException {
        try {
            return ZipDirectory.read(new Bytes(bytes)).stream()
                    .map(ZipDirectory.Entry::name)
                    .toList();
        } catch (Refusal e) {
            throw new AssertionError(e);
        }
    }
}
