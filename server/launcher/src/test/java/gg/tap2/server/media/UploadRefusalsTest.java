package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a client does wrong is refused with a clear code, and what was stored before stays as it is.
class UploadRefusalsTest {
    private static final String ZIP = "application/zip";
    private static final byte[] FILE = Samples.zip("a.txt", Samples.text("one"));

    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();
    private final Uploader uploader = new Uploader(server, creator);

    private byte[] stored(JsonNode upload) {
        try (var in = uploader.storage().open(upload.path("fileKey").asText())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void gone(JsonNode upload) {
        assertThat(uploader.storage().size(upload.path("fileKey").asText())).isEmpty();
    }

    private static void refused(TestServer.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.json().path("error").path("message").asText())
                .as("in words")
                .isNotBlank()
                .doesNotStartWith("error.");
    }

    private void wrongField(TestServer.Reply reply, String field) {
        refused(reply, 422, "validation_failed");
        assertThat(reply.json().path("error").path("details").fieldNames())
                .toIterable()
                .contains(field);
    }

    private JsonNode pending(byte[] file) {
        return uploader.announced("a.zip", ZIP, "product_file", file.length);
    }

    private static String id(JsonNode upload) {
        return upload.path("id").asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd.zip",
                "/etc/x.zip",
                "..\\x.zip",
                "C:\\x.zip",
                "a\r\nX-Evil: 1.zip",
                "a\u0000.zip",
                "piz.\u202Eexe.zip",
                ".zip",
                "a.exe",
                "a.zip.html",
                "a.png",
                " "
            })
    void namesThatAreMoreThanNames(String name) {
        wrongField(uploader.announce(name, ZIP, "product_file", 10), "fileName");
    }

    @Test
    void typesAndSizesThatAreNotTaken() {
        wrongField(uploader.announce("a.html", "text/html", "product_file", 10), "fileName");
        wrongField(uploader.announce("setup.exe", "application/octet-stream", "product_file", 10), "fileName");
        wrongField(uploader.announce("setup.EXE. ", "application/octet-stream", "product_file", 10), "fileName");
        wrongField(uploader.announce("a.bin", "no type", "product_file", 10), "contentType");
        wrongField(uploader.announce("a.heic", "image/heic", "cover", 10), "contentType");
        wrongField(uploader.announce("a.svg", "image/svg+xml", "cover", 10), "contentType");
        wrongField(uploader.announce("a.zip", ZIP, "cover", 10), "contentType");
        wrongField(uploader.announce("a.zip", ZIP, "product_file", 0), "size");
        wrongField(uploader.announce("a.zip", ZIP, "product_file", (2L << 30) + 1), "size");
        wrongField(uploader.announce("a.png", "image/png", "avatar", (5L << 20) + 1), "size");
    }

    @Test
    void moreOrLessThanDeclaredNeverBecomesAFile() {
        for (int off : new int[] {1, 100_000, -1}) {
            JsonNode u = pending(FILE);
            byte[] other = Arrays.copyOf(FILE, FILE.length + off);
            var answer = Uploader.put(uploader.address(id(u), 1), other);
            assertThat(answer.statusCode())
                    .as("storage takes the signed length only")
                    .isEqualTo(403);
            refused(
                    uploader.complete(
                            id(u), List.of(Uploader.part(1, "\"x\"", Uploader.sha256(other))), Uploader.sha256(other)),
                    409,
                    "part_missing");
            assertThat(uploader.get(id(u)).path("status").asText()).isEqualTo("pending");
            gone(u);
        }
    }

    @Test
    void wrongChecksumsOfTheWholeAndOfAPart() {
        JsonNode whole = pending(FILE);
        var parts = uploader.sendAll(whole, FILE);
        JsonNode answer = uploader.checked(
                uploader.complete(id(whole), parts, "0".repeat(64)).data());
        assertThat(answer.path("refusal").asText()).isEqualTo("checksum_mismatch");
        gone(whole);

        JsonNode part = pending(FILE);
        var wrong = uploader.sendAll(part, FILE);
        wrong.getFirst().put("sha256", "1".repeat(64));
        answer = uploader.checked(
                uploader.complete(id(part), wrong, Uploader.sha256(FILE)).data());
        assertThat(answer.path("refusal").asText()).isEqualTo("checksum_mismatch");
        gone(part);
        refused(
                server.send("GET", Routes.path(Routes.UPLOAD_MANIFEST, id(part)), null, creator.accessToken()),
                409,
                "upload_not_ready");
    }

    @Test
    void theChecksumOfTheAnnouncementBinds() {
        var reply = server.send(
                "POST",
                Routes.UPLOADS,
                Map.of(
                        "fileName",
                        "a.zip",
                        "size",
                        FILE.length,
                        "contentType",
                        ZIP,
                        "purpose",
                        "product_file",
                        "sha256",
                        "2".repeat(64)),
                creator.accessToken());
        JsonNode u = reply.data();
        var parts = uploader.sendAll(u, FILE);
        JsonNode answer = uploader.checked(
                uploader.complete(id(u), parts, Uploader.sha256(FILE)).data());
        assertThat(answer.path("refusal").asText()).isEqualTo("checksum_mismatch");
        gone(u);
    }

    @Test
    void anotherPartThanTheOneNamed() {
        JsonNode u = pending(FILE);
        var parts = uploader.sendAll(u, FILE);
        String right = String.valueOf(parts.getFirst().put("etag", "\"00000000000000000000000000000000\""));
        refused(uploader.complete(id(u), parts, Uploader.sha256(FILE)), 409, "part_differs");
        parts.getFirst().put("etag", right);
        parts.add(Uploader.part(2, right, Uploader.sha256(FILE)));
        refused(uploader.complete(id(u), parts, Uploader.sha256(FILE)), 409, "part_differs");
        parts.removeLast();
        JsonNode answer = uploader.checked(
                uploader.complete(id(u), parts, Uploader.sha256(FILE)).data());
        assertThat(answer.path("status").asText())
                .as("and the right one still goes")
                .isEqualTo("ready");
    }

    @Test
    void anotherFileOfTheSameNameIsAnotherFile() {
        JsonNode first = uploader.upload("a.zip", ZIP, "product_file", FILE);
        byte[] other = Samples.zip("b.txt", Samples.text("two"));
        JsonNode second = uploader.upload("a.zip", ZIP, "product_file", other);
        assertThat(second.path("fileKey")).isNotEqualTo(first.path("fileKey"));
        assertThat(stored(first)).isEqualTo(FILE);
        assertThat(stored(second)).isEqualTo(other);

        var again = server.send(
                "POST",
                Routes.UPLOADS,
                Map.of("id", id(first), "fileName", "b.zip", "size", 9, "contentType", ZIP, "purpose", "product_file"),
                creator.accessToken());
        assertThat(again.data().path("fileName").asText())
                .as("announcing an id again changes nothing")
                .isEqualTo("a.zip");
        assertThat(stored(first)).isEqualTo(FILE);
    }

    @Test
    void aReadyFileCannotBeWrittenAgain() {
        JsonNode u = pending(FILE);
        String url = uploader.address(id(u), 1);
        var parts = uploader.sendAll(u, FILE);
        uploader.checked(uploader.complete(id(u), parts, Uploader.sha256(FILE)).data());
        byte[] evil = FILE.clone();
        evil[40] ^= 1;
        // S3 answers 404. The embedded storage takes a part that belongs to nothing; the file does not change
        // either way.
        assertThat(Uploader.put(url, evil).statusCode()).isIn(200, 404);
        assertThat(stored(u)).isEqualTo(FILE);
        refused(uploader.presign(id(u), List.of(1)), 409, "upload_not_open");
        var completed = uploader.complete(id(u), parts, "3".repeat(64));
        assertThat(completed.data().path("sha256").asText()).isEqualTo(Uploader.sha256(FILE));
        server.send("DELETE", Routes.path(Routes.UPLOAD, id(u)), null, creator.accessToken());
        assertThat(stored(u)).isEqualTo(FILE);
        assertThat(uploader.get(id(u)).path("status").asText()).isEqualTo("ready");
    }

    @Test
    void addressesThatWereChanged() {
        JsonNode mine = uploader.upload("a.zip", ZIP, "product_file", FILE);
        JsonNode u = pending(FILE);
        String url = uploader.address(id(u), 1);
        String victim = mine.path("fileKey").asText();
        for (String changed : List.of(
                url.replace(u.path("fileKey").asText(), victim),
                url.replace("partNumber=1", "partNumber=2"),
                url.replace("X-Amz-Expires=3600", "X-Amz-Expires=604800"),
                url.replaceFirst("X-Amz-Date=\\d{8}", "X-Amz-Date=20991231"),
                url.replaceFirst("&?uploadId=[^&]*", ""),
                url.replaceFirst("(X-Amz-Signature=)[0-9a-f]{4}", "$10000"),
                url.replaceFirst("\\?.*", ""))) {
            assertThat(changed).isNotEqualTo(url);
            assertThat(Uploader.put(changed, FILE).statusCode()).as(changed).isEqualTo(403);
        }
        for (String method : List.of("GET", "DELETE", "POST", "HEAD")) {
            var answer = Uploader.send(
                    HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(403);
        }
        assertThat(stored(mine)).isEqualTo(FILE);
        assertThat(uploader.get(id(u)).path("parts")).isEmpty();
        assertThat(Uploader.put(url, FILE).statusCode())
                .as("unchanged it works")
                .isEqualTo(200);
    }

    @Test
    void uploadsOfOthersAreNotThere() {
        JsonNode ready = uploader.upload("a.zip", ZIP, "product_file", FILE);
        JsonNode open = pending(FILE);
        var stranger = server.creator();
        var theirs = new Uploader(server, stranger);
        JsonNode own = theirs.announced("a.zip", ZIP, "product_file", FILE.length);
        for (String id : List.of(id(ready), id(open), UUID.randomUUID().toString())) {
            refused(server.send("GET", Routes.path(Routes.UPLOAD, id), null, stranger.accessToken()), 404, "not_found");
            refused(theirs.presign(id, List.of(1)), 404, "not_found");
            refused(
                    theirs.complete(id, List.of(Uploader.part(1, "x", "0".repeat(64))), "0".repeat(64)),
                    404,
                    "not_found");
            refused(
                    server.send("DELETE", Routes.path(Routes.UPLOAD, id), null, stranger.accessToken()),
                    404,
                    "not_found");
            refused(
                    server.send("GET", Routes.path(Routes.UPLOAD_MANIFEST, id), null, stranger.accessToken()),
                    404,
                    "not_found");
            refused(copy(own, id, List.of(1), stranger), 404, "not_found");
        }
        refused(
                server.send(
                        "POST",
                        Routes.UPLOADS,
                        Map.of(
                                "id",
                                id(open),
                                "fileName",
                                "a.zip",
                                "size",
                                9,
                                "contentType",
                                ZIP,
                                "purpose",
                                "product_file"),
                        stranger.accessToken()),
                409,
                "id_taken");
        assertThat(server.send(
                                "GET",
                                Routes.path(Routes.UPLOAD, id(open)),
                                null,
                                server.fan().accessToken())
                        .status())
                .isEqualTo(403);
        assertThat(uploader.get(id(open)).path("status").asText()).isEqualTo("pending");
        assertThat(stored(ready)).isEqualTo(FILE);
    }

    @Test
    void anUploadWhoseTimeRanOut() {
        JsonNode u = pending(FILE);
        var parts = uploader.sendAll(u, FILE);
        server.app()
                .db()
                .transact(tx -> tx.sql("UPDATE uploads SET expires_at = now() - interval '1 minute' WHERE id = :id")
                        .set("id", UUID.fromString(id(u)))
                        .update());
        refused(uploader.presign(id(u), List.of(1)), 409, "upload_expired");
        refused(uploader.complete(id(u), parts, Uploader.sha256(FILE)), 409, "upload_expired");
        server.app().media().uploads().tidy();
        assertThat(uploader.get(id(u)).path("status").asText()).isEqualTo("aborted");
        assertThat(uploader.storage().openMultiparts().values())
                .doesNotContain(u.path("fileKey").asText());
        refused(uploader.complete(id(u), parts, Uploader.sha256(FILE)), 409, "upload_not_open");
        gone(u);
    }

    @Test
    void partsThatTheFileDoesNotHave() {
        JsonNode u = pending(FILE);
        for (int n : new int[] {0, -1, 2, 10_001}) {
            wrongField(uploader.presign(id(u), List.of(n)), "partNumbers");
        }
        wrongField(uploader.presign(id(u), List.of()), "partNumbers");
    }

    private TestServer.Reply copy(JsonNode to, String from, List<Integer> parts, TestServer.Account who) {
        return server.send(
                "POST",
                Routes.path(Routes.UPLOAD_COPY, id(to)),
                Map.of("fromUploadId", from, "partNumbers", parts),
                who.accessToken());
    }

    /// A stored archive of about 20 MiB: three parts.
    private static byte[] album(int seed) {
        byte[] noise = new byte[20 << 20];
        new Random(seed).nextBytes(noise);
        return Samples.rawZip("noise", "noise", noise, false, noise.length, 0x81A4);
    }

    @Test
    void aNewVersionTakesOverWhatDidNotChange() {
        byte[] before = album(1);
        JsonNode old = uploader.upload("album.zip", ZIP, "product_file", before);
        assertThat(old.path("status").asText()).as(old.toString()).isEqualTo("ready");
        JsonNode next = uploader.announced("album.zip", ZIP, "product_file", before.length);
        var copied = copy(next, id(old), List.of(1, 2), creator);
        assertThat(copied.status()).as(copied.body()).isEqualTo(200);
        assertThat(copied.data()).hasSize(2);
        int partSize = next.path("partSize").asInt();
        byte[] tail = Arrays.copyOfRange(before, 2 * partSize, before.length);
        String etag = Uploader.put(uploader.address(id(next), 3), tail)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        var parts = List.of(
                Uploader.part(
                        1,
                        copied.data().get(0).path("etag").asText(),
                        Uploader.sha256(Arrays.copyOf(before, partSize))),
                Uploader.part(
                        2,
                        copied.data().get(1).path("etag").asText(),
                        Uploader.sha256(Arrays.copyOfRange(before, partSize, 2 * partSize))),
                Uploader.part(3, etag, Uploader.sha256(tail)));
        JsonNode done = uploader.checked(
                uploader.complete(id(next), parts, Uploader.sha256(before)).data());
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("ready");
        assertThat(stored(done)).isEqualTo(before);
        assertThat(stored(old)).isEqualTo(before);
    }

    @Test
    void onlyEqualPartsOfReadyFilesAreTakenOver() {
        byte[] before = album(2);
        JsonNode old = uploader.upload("album.zip", ZIP, "product_file", before);
        JsonNode next = uploader.announced("album.zip", ZIP, "product_file", before.length - 5);
        wrongField(copy(next, id(old), List.of(3), creator), "partNumbers");
        wrongField(copy(next, id(old), List.of(0), creator), "partNumbers");
        wrongField(copy(next, id(old), List.of(4), creator), "partNumbers");
        JsonNode large = uploader.announced("album.zip", ZIP, "product_file", 600L << 20);
        refused(copy(large, id(old), List.of(1), creator), 409, "part_size_differs");
        refused(copy(next, id(large), List.of(1), creator), 409, "upload_not_ready");
        refused(copy(old, id(old), List.of(1), creator), 409, "upload_not_open");
        assertThat(stored(old)).isEqualTo(before);
    }

    @Test
    void overTheQuotaNothingIsAnnounced() {
        server.app().db().transact(tx -> tx.sql("""
                        INSERT INTO uploads (id, creator_id, purpose, status, file_name, content_type, size, part_size,
                          part_count, storage_key, created_at, expires_at)
                        SELECT gen_random_uuid(), c.id, 'product_file', 'ready', 'x.zip', 'application/zip', 214748364799,
                          16777216, 12800, 'none', now(), now() FROM creators c WHERE c.slug = :slug""").set("slug", creator.slug()).update());
        refused(uploader.announce("a.zip", ZIP, "product_file", 2), 409, "quota_exceeded");
        assertThat(uploader.announce("a.zip", ZIP, "product_file", 1).status()).isEqualTo(201);
    }
}
