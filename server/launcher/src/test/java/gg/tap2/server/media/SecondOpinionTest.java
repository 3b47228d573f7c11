package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What others read of our bucket, and what we read of theirs: rclone and s3cmd know S3 from somewhere else
/// than we do.
class SecondOpinionTest {
    private static final TestServer SERVER = TestServer.get();

    @TempDir
    Path dir;

    private StorageSettings storage;
    private Uploader uploader;

    @BeforeEach
    void prepare() {
        storage = SERVER.app().storageSettings();
        uploader = new Uploader(SERVER, SERVER.creator());
    }

    @Test
    void rcloneReadsWhatWasUploadedInParts() throws Exception {
        requireInstalled("rclone");
        byte[] film = film(20 << 20);
        JsonNode upload = uploaded("second.mp4", film);
        String key = key(upload);
        JsonNode listed = Json.tree(rclone("lsjson", "--stat", remote(key)));
        assertThat(listed.path("Size").asLong()).isEqualTo(film.length);
        assertThat(listed.path("MimeType").asText()).isEqualTo("video/mp4");
        Path copy = dir.resolve("copy.mp4");
        rclone("copyto", remote(key), copy.toString());
        assertThat(Uploader.sha256(Files.readAllBytes(copy))).isEqualTo(Uploader.sha256(film));
        // A range, as a player asks for one.
        String part = rclone("cat", "--offset", "9000000", "--count", "16", remote(key));
        assertThat(part.getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(Arrays.copyOfRange(film, 9_000_000, 9_000_016));
    }

    @Test
    void weReadWhatRcloneWroteInParts() throws Exception {
        requireInstalled("rclone");
        byte[] bytes = film(12 << 20);
        Path file = Files.write(dir.resolve("theirs.mp4"), bytes);
        String key = "second-opinion/theirs.mp4";
        rclone("copyto", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M", file.toString(), remote(key));
        assertThat(uploader.storage().size(key)).contains((long) bytes.length);
        try (var in = uploader.storage().open(key)) {
            assertThat(Uploader.sha256(in.readAllBytes())).isEqualTo(Uploader.sha256(bytes));
        }
        uploader.storage().delete(key);
        assertThat(Json.tree(rclone("lsjson", remote("second-opinion")))).isEmpty();
    }

    @Test
    void s3cmdSeesTheSameObject() throws Exception {
        requireInstalled("s3cmd");
        byte[] film = film(9 << 20);
        String key = key(uploaded("s3cmd.mp4", film));
        String info = s3cmd("info", "s3://" + storage.bucket() + "/" + key);
        assertThat(info).contains("video/mp4").contains(Integer.toString(film.length));
        Path copy = dir.resolve("s3cmd.mp4");
        s3cmd("get", "s3://" + storage.bucket() + "/" + key, copy.toString());
        assertThat(Uploader.sha256(Files.readAllBytes(copy))).isEqualTo(Uploader.sha256(film));
    }

    /// Nothing half done is left behind: what was aborted is gone for others too.
    @Test
    void abortedPartsAreGoneForOthersToo() throws Exception {
        requireInstalled("s3cmd");
        JsonNode upload = uploader.announced("aborted.mp4", "video/mp4", "product_file", 20 << 20);
        String id = upload.path("id").asText();
        Uploader.put(uploader.address(id, 1), Arrays.copyOf(film(20 << 20), 8 << 20));
        String open = s3cmd("multipart", "s3://" + storage.bucket());
        assertThat(open).contains(id);
        uploader.abort(id);
        assertThat(s3cmd("multipart", "s3://" + storage.bucket())).doesNotContain(id);
    }

    private JsonNode uploaded(String name, byte[] bytes) {
        JsonNode upload = uploader.upload(name, "video/mp4", "product_file", bytes);
        assertThat(upload.path("status").asText()).isEqualTo("ready");
        return upload;
    }

    private static String key(JsonNode upload) {
        return upload.path("fileKey").asText();
    }

    private static byte[] film(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        byte[] head = {
            0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0, 'i', 's', 'o', 'm', 'm', 'p', '4', '2'
        };
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }

    private String remote(String key) {
        return "t:" + storage.bucket() + "/" + key;
    }

    private static void requireInstalled(String program) {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, program)));
        assumeTrue(found, program + " is not installed (Debian: apt-get install " + program + ")");
    }

    private String rclone(String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("rclone", "--config", ""));
        command.addAll(List.of(args));
        return run(
                command,
                Map.of(
                        "RCLONE_CONFIG_T_TYPE", "s3",
                        "RCLONE_CONFIG_T_PROVIDER", "Other",
                        "RCLONE_CONFIG_T_ENDPOINT", storage.endpoint().toString(),
                        "RCLONE_CONFIG_T_ACCESS_KEY_ID", storage.accessKey(),
                        "RCLONE_CONFIG_T_SECRET_ACCESS_KEY", storage.secretKey().value(),
                        "RCLONE_CONFIG_T_REGION", storage.region()));
    }

    private String s3cmd(String... args) throws IOException, InterruptedException {
        String host = storage.endpoint().getAuthority();
        Path config = Files.writeString(dir.resolve("s3cmd.conf"), """
                [default]
                access_key = %s
                secret_key = %s
                host_base = %s
                host_bucket = %s
                use_https = False
                """.formatted(
                        storage.accessKey(), storage.secretKey().value(), host, host));
        var command = new ArrayList<>(List.of("s3cmd", "-c", config.toString(), "--no-progress"));
        command.addAll(List.of(args));
        return run(command, Map.of());
    }

    private String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path errors = dir.resolve("errors.txt");
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().remove("AWS_CA_BUNDLE");
        builder.environment().putAll(environment);
        Process p = builder.start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(p.waitFor())
                .as(command.getFirst() + ": " + Files.readString(errors))
                .isZero();
        return out;
    }
}
