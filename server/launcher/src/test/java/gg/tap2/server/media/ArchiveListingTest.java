package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.media.ArchiveListing;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A product's page tells what is inside its archives where its creator wants that.
class ArchiveListingTest {
    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();
    private final Uploader uploader = new Uploader(server, creator);

    private UUID upload(String name, String type, byte[] bytes) {
        JsonNode u = uploader.upload(name, type, "product_file", bytes);
        assertThat(u.path("status").asText()).as(u.toString()).isEqualTo("ready");
        return UUID.fromString(u.path("id").asText());
    }

    private Map<String, Object> content(UUID upload, @Nullable Boolean shown) {
        var body = new HashMap<String, Object>(Map.of(
                "type",
                "download",
                "title",
                "Album",
                "price",
                500,
                "payWhatYouWant",
                false,
                "files",
                List.of(Map.of("id", UUID.randomUUID(), "uploadId", upload, "title", "All songs"))));
        if (shown != null) {
            body.put("showContents", shown);
        }
        return body;
    }

    private JsonNode save(String id, String etag, Map<String, Object> body) {
        var reply = Uploader.send(HttpRequest.newBuilder(URI.create(server.baseUrl() + Routes.path(Routes.PRODUCT, id)))
                .header("Authorization", "Bearer " + creator.accessToken())
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .PUT(HttpRequest.BodyPublishers.ofString(Json.write(body))));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.tree(reply.body()).path("data");
    }

    private String page(String id) {
        server.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .update());
        server.changed(creator);
        var reply = server.send("GET", "/@" + creator.slug() + "/" + id, null, null);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void thePageListsThemWhereItsCreatorWantsThat() {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("Album/", new byte[0]);
        files.put("Album/<b>雨</b>.mp3", Samples.text("x".repeat(2_000)));
        files.put("__MACOSX/Album/._1.mp3", Samples.text("x"));
        files.put("Album/.DS_Store", Samples.text("x"));
        for (int i = 0; i < 400; i++) {
            files.put("Album/%03d.txt".formatted(i), Samples.text("x"));
        }
        var made = server.send(
                "POST",
                Routes.PRODUCTS,
                content(upload("album.zip", "application/zip", Samples.zip(files)), true),
                creator.accessToken());
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String id = made.data().path("id").asText();
        assertThat(made.data().path("showContents").asBoolean()).isTrue();
        server.send("POST", Routes.path(Routes.PUBLISH, id), null, creator.accessToken());

        String page = page(id);
        assertThat(page)
                .contains("401 files inside", "Album/&lt;b&gt;雨&lt;/b&gt;.mp3", "and 101 more")
                .doesNotContain("__MACOSX", "DS_Store", "<b>雨");
        JsonNode inside = server.send(
                        "GET", Routes.PUBLIC_CREATOR_PRODUCTS.replace("{slug}", creator.slug()), null, null)
                .data()
                .get(0)
                .path("files")
                .get(0)
                .path("inside");
        assertThat(inside.path("count").asInt()).isEqualTo(401);
        assertThat(inside.path("size").asLong()).isEqualTo(2_400);
        assertThat(inside.path("files")).hasSize(ArchiveListing.MOST);
    }

    @Test
    void withoutTheChoiceItStaysAsItWas() {
        UUID upload =
                upload("book.epub", "application/octet-stream", Samples.zip("OEBPS/one.xhtml", Samples.text("x")));
        var made = server.send("POST", Routes.PRODUCTS, content(upload, null), creator.accessToken());
        String id = made.data().path("id").asText();
        assertThat(made.data().path("showContents").asBoolean(true))
                .as("nobody is shown by accident")
                .isFalse();
        assertThat(save(id, "\"v1\"", content(upload, true))
                        .path("showContents")
                        .asBoolean())
                .isTrue();
        assertThat(save(id, "\"v2\"", content(upload, null))
                        .path("showContents")
                        .asBoolean())
                .isTrue();
        assertThat(save(id, "\"v3\"", content(upload, false))
                        .path("showContents")
                        .asBoolean(true))
                .isFalse();
        server.send("POST", Routes.path(Routes.PUBLISH, id), null, creator.accessToken());
        assertThat(page(id)).contains("All songs").doesNotContain("one.xhtml");
    }
}
