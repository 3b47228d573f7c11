package gg.tap2.server.media;

import static gg.tap2.server.media.Samples.gif;
import static gg.tap2.server.media.Samples.image;
import static gg.tap2.server.media.Samples.join;
import static gg.tap2.server.media.Samples.pdf;
import static gg.tap2.server.media.Samples.pngOf;
import static gg.tap2.server.media.Samples.rawZip;
import static gg.tap2.server.media.Samples.text;
import static gg.tap2.server.media.Samples.wav;
import static gg.tap2.server.media.Samples.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a file really is decides, not what it says: each bad one is refused with its code and leaves nothing
/// behind.
class ContentChecksTest {
    private static final byte[] PAGE = text("<!DOCTYPE html><html><script>alert(1)</script></html>");
    private static final byte[] ZEROS = new byte[300 << 20];

    private final TestServer server = TestServer.get();
    private final Uploader uploader = new Uploader(server, server.creator());

    static Stream<Arguments> good() {
        return Stream.of(
                arguments("a.png", "image/png", image("png", 40, 30)),
                arguments("a.jpg", "image/jpeg", image("jpg", 40, 30)),
                arguments("a.gif", "image/gif", gif()),
                arguments("a.gif", "image/gif", image("gif", 317, 20)),
                arguments("a.webp", "image/webp", Samples.webp()),
                arguments("a.pdf", "application/pdf", pdf()),
                arguments("a.wav", "audio/wav", wav(20_000)),
                arguments("a.mp3", "audio/mpeg", Samples.mp3()),
                arguments("a.mp4", "video/mp4", Samples.mp4()),
                arguments("a.zip", "application/zip", zip("brushes/rain.txt", text("wet"))),
                arguments("empty.zip", "application/zip", zip(Map.of())),
                arguments("doc.zip", "application/zip", rawZip("a.pdf", "a.pdf", pdf(), false, pdf().length, 0x81A4)),
                arguments("nested.zip", "application/zip", zip("inner.zip", zip("a.txt", text("deep")))),
                arguments("mac.zip", "application/zip", link("A.app/Current", "Versions/A")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void good(String name, String type, byte[] bytes) {
        JsonNode u = uploader.upload(name, type, "product_file", bytes);
        assertThat(u.path("status").asText()).as(u.path("refusal").asText()).isEqualTo("ready");
        assertThat(u.path("sha256").asText()).isEqualTo(Uploader.sha256(bytes));
    }

    private static byte[] link(String name, String target) {
        return rawZip(name, name, text(target), false, target.length(), 0xA1ED);
    }

    private static byte[] nested(byte[] inner, int levels) {
        byte[] out = inner;
        for (int i = 0; i < levels; i++) {
            out = zip("level" + i + ".zip", out);
        }
        return out;
    }

    static Stream<Arguments> bad() {
        byte[] png = image("png", 40, 30);
        byte[] jpg = image("jpg", 40, 30);
        byte[] archive = zip("payload.js", text("alert(1)"));
        byte[] script = join(text("GIF89a/*"), new byte[] {1, 0, (byte) 0x80, 0, 0}, text("*/=1;alert(1)//"));
        byte[] broken = archive.clone();
        broken[40] ^= 0x55;
        return Stream.of(
                arguments("page as PNG", "a.png", "image/png", PAGE, "content_mismatch"),
                arguments("page as PDF", "a.pdf", "application/pdf", PAGE, "content_mismatch"),
                arguments("page as MP3", "a.mp3", "audio/mpeg", PAGE, "content_mismatch"),
                arguments("page as ZIP", "a.zip", "application/zip", PAGE, "content_mismatch"),
                arguments("SVG as PNG", "a.png", "image/png", text("<svg onload=alert(1)>"), "content_mismatch"),
                arguments("program as MP4", "a.mp4", "video/mp4", text("MZ\u0090\0\3\0\0\0"), "content_mismatch"),
                arguments("JPEG as PNG", "a.png", "image/png", jpg, "content_mismatch"),
                arguments("ZIP as WAV", "a.wav", "audio/wav", archive, "content_mismatch"),
                arguments("GIF that is a script", "a.gif", "image/gif", script, "content_ambiguous"),
                arguments("GIF, then a page", "a.gif", "image/gif", join(gif(), PAGE), "content_ambiguous"),
                arguments("PNG, then a page", "a.png", "image/png", join(png, PAGE), "content_ambiguous"),
                arguments("PNG, then noise", "a.png", "image/png", join(png, noise(70_000)), "content_ambiguous"),
                arguments("PNG, then a ZIP", "a.png", "image/png", join(png, archive), "content_ambiguous"),
                arguments("JPEG, then a PDF", "a.jpg", "image/jpeg", join(jpg, pdf()), "content_ambiguous"),
                arguments("JPEG with PHP", "a.jpg", "image/jpeg", join(jpg, text("<?php x();")), "content_ambiguous"),
                arguments("PDF, then a ZIP", "a.pdf", "application/pdf", join(pdf(), archive), "content_ambiguous"),
                arguments("PDF, then a page", "a.pdf", "application/pdf", join(pdf(), PAGE), "content_ambiguous"),
                arguments("WAV, then a ZIP", "a.wav", "audio/wav", join(wav(90), archive), "content_ambiguous"),
                arguments("two ZIPs", "a.zip", "application/zip", join(archive, archive), "content_ambiguous"),
                arguments(
                        "ZIP of two names",
                        "a.zip",
                        "application/zip",
                        rawZip("seen.txt", "else.txt", text("x"), false, 1, 0),
                        "content_ambiguous"),
                arguments("many pixels", "a.png", "image/png", pngOf(60_000, 60_000), "image_too_large"),
                arguments("half a PNG", "a.png", "image/png", Arrays.copyOf(png, 40), "image_unreadable"),
                arguments("broken ZIP", "a.zip", "application/zip", broken, "archive_unreadable"),
                arguments(
                        "half a ZIP",
                        "a.zip",
                        "application/zip",
                        Arrays.copyOf(archive, archive.length - 30),
                        "archive_unreadable"),
                arguments("bomb", "a.zip", "application/zip", zip("zeros", ZEROS), "archive_bomb"),
                arguments(
                        "bomb that says it is small",
                        "a.zip",
                        "application/zip",
                        rawZip("z", "z", new byte[40 << 20], true, 1_000, 0),
                        "archive_bomb"),
                arguments("bomb in a ZIP", "a.zip", "application/zip", nested(zip("zeros", ZEROS), 2), "archive_bomb"),
                arguments("five deep", "a.zip", "application/zip", nested(archive, 5), "archive_bomb"),
                arguments("one over another", "a.zip", "application/zip", overlapping(), "archive_bomb"),
                arguments("way out", "a.zip", "application/zip", zip("../../etc/cron.d/x", PAGE), "archive_paths"),
                arguments("from the root", "a.zip", "application/zip", zip("/etc/x", PAGE), "archive_paths"),
                arguments("Windows' way out", "a.zip", "application/zip", zip("a\\..\\..\\x", PAGE), "archive_paths"),
                arguments("a drive", "a.zip", "application/zip", zip("C:\\x", PAGE), "archive_paths"),
                arguments("a link out", "a.zip", "application/zip", link("a/b", "../../../etc"), "archive_paths"),
                arguments("a link to the root", "a.zip", "application/zip", link("a", "/etc/passwd"), "archive_paths"));
    }

    /// Two entries of the directory that name the same bytes.
    private static byte[] overlapping() {
        byte[] one = rawZip("a", "a", text("x".repeat(100)), false, 100, 0);
        int directory = 30 + 1 + 100;
        byte[] entry = Arrays.copyOfRange(one, directory, directory + 47);
        byte[] end = Arrays.copyOfRange(one, directory + 47, one.length);
        end[8] = 2;
        end[10] = 2;
        end[12] = 94;
        return join(Arrays.copyOf(one, directory), entry, entry, end);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void bad(String what, String name, String type, byte[] bytes, String code) {
        JsonNode u = uploader.upload(name, type, "product_file", bytes);
        assertThat(u.path("status").asText()).as(what).isEqualTo("refused");
        assertThat(u.path("refusal").asText()).as(what).isEqualTo(code);
        assertThat(uploader.storage().size(u.path("fileKey").asText()))
                .as("what was refused is gone from storage")
                .isEmpty();
    }

    /// 40 million pixels of one colour are 120 KB on the wire and 160 MB decoded.
    @Test
    void largeImagesAreThinnedOutWhileTheyAreRead() {
        JsonNode u = uploader.upload("a.png", "image/png", "cover", image("png", 8_000, 5_000));
        assertThat(u.path("status").asText()).as(u.toString()).isEqualTo("ready");
        JsonNode bomb = uploader.upload("b.png", "image/png", "cover", pngOf(20_000, 20_000));
        assertThat(bomb.path("refusal").asText()).isEqualTo("image_too_large");
        JsonNode broken = uploader.upload("c.png", "image/png", "cover", pngOf(500, 500));
        assertThat(broken.path("refusal").asText()).isEqualTo("image_unreadable");
    }

    @Test
    void nothingIsLeftInTheFolderForTemporaryFiles() throws Exception {
        var mine = Pattern.compile("tap2-nested-" + ProcessHandle.current().pid() + "-.*");
        byte[] archive = zip("payload.js", text("alert(1)"));
        for (byte[] file : List.of(zip("inner.zip", archive), nested(archive, 5), nested(zip("zeros", ZEROS), 2))) {
            uploader.upload("a.zip", "application/zip", "product_file", file);
        }
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(mine.asMatchPredicate()))
                    .isEmpty();
        }
    }
}
