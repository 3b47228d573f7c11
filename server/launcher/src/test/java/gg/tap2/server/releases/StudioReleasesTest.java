package gg.tap2.server.releases;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.system.Version;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudioReleasesTest {
    private static void release(Path folder, String json, int second) throws Exception {
        Path file = folder.resolve(StudioReleases.FILE);
        Files.writeString(file, json);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + second)));
    }

    @Test
    void withoutAFolderTheServerOffersItsOwnVersionAndNoPackage(@TempDir Path folder) {
        var offered = new StudioReleases(folder.resolve("none")).offered(Locale.ENGLISH);
        assertThat(offered.version()).isEqualTo(Version.CURRENT.toString());
        assertThat(offered.downloads()).isEmpty();
    }

    @Test
    void aNewFileIsSeenAndABrokenOneOffersNothing(@TempDir Path folder) throws Exception {
        var releases = new StudioReleases(folder);
        release(folder, """
                {"version": "9.1.0", "oldest": "8.0.0", "packages": [], "notes": [
                  {"version": "9.1.0", "released": "2026-11-25", "text": {"en": "**Faster**", "de": "**Schneller**"}},
                  {"version": "9.0.0", "text": {"en": "Only English"}}]}""", 1);
        assertThat(releases.offered(Locale.GERMAN).notes())
                .extracting(n -> n.text())
                .containsExactly("**Schneller**", "Only English");
        assertThat(releases.offered(Locale.ENGLISH).oldest()).isEqualTo("8.0.0");
        for (String broken : new String[] {
            "{",
            "{\"version\": \"new\", \"notes\": [], \"packages\": []}",
            "{\"version\": \"9.2.0\", \"notes\": [], \"packages\": [{\"os\": \"linux\", \"name\": \"../server.key\", \"size\": 1, \"sha256\": \"\"}]}"
        }) {
            release(folder, broken, broken.length() + 10);
            assertThat(releases.offered(Locale.ENGLISH).version()).isEqualTo(Version.CURRENT.toString());
        }
    }

    @Test
    void aPackageIsGivenOutWholeAndNothingElseIs() throws Exception {
        var server = TestServer.get();
        Path folder = Files.createDirectories(server.app().dataDir().resolve("studio-releases"));
        byte[] content = new byte[3_000_017];
        new java.util.Random(7).nextBytes(content);
        Files.write(folder.resolve("tap2-studio_9.1.0_amd64.deb"), content);
        Files.writeString(folder.resolve("secret.txt"), "not offered");
        String sha =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        release(folder, """
                {"version": "9.1.0", "notes": [], "packages": [
                  {"os": "linux", "name": "tap2-studio_9.1.0_amd64.deb", "size": 3000017, "sha256": "%s"},
                  {"os": "windows", "name": "gone.msi", "size": 5, "sha256": "00"}]}""".formatted(sha), 1);
        try {
            var reply = server.send("GET", Routes.STUDIO_RELEASE, null, null);
            assertThat(reply.status()).isEqualTo(200);
            var download = reply.data().path("downloads").path(0);
            assertThat(download.path("sha256").asText()).isEqualTo(sha);
            HttpResponse<byte[]> got = get(server, download.path("path").asText());
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.body()).isEqualTo(content);
            assertThat(got.headers().firstValue("Content-Disposition").orElse(""))
                    .contains("tap2-studio_9.1.0_amd64.deb");
            assertThat(get(server, "/downloads/studio/secret.txt").statusCode()).isEqualTo(404);
            assertThat(get(server, "/downloads/studio/gone.msi").statusCode()).isEqualTo(404);
            assertThat(get(server, "/downloads/studio/..%2Fkeys").statusCode()).isIn(400, 404);
        } finally {
            Files.delete(folder.resolve(StudioReleases.FILE));
        }
    }

    private static HttpResponse<byte[]> get(TestServer server, String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(server.baseUrl() + path)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
