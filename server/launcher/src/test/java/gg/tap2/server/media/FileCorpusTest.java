package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.media.FileTypes;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every file of the corpus is uploaded over the API, judged, sold and fetched by its buyer. With
/// `-Dcorpus.write=true` the result is written to `docs/file-corpus.md`.
class FileCorpusTest {
    private static final int FILES_OF_A_PRODUCT = 100;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestServer server = TestServer.get();
    private final TestServer.Account creator = server.creator();
    private final TestServer.Account fan = server.fan();
    private final Uploader uploader = new Uploader(server, creator);

    @TempDir
    Path dir;

    private record Sold(FileCorpus.Entry entry, UUID upload, UUID file, String type) {}

    private record Line(FileCorpus.Entry entry, String type, String gets, String opinion) {}

    @Test
    void everyFileIsJudgedByItsRulesAndArrivesAsItWas() throws Exception {
        var corpus = new FileCorpus(dir);
        List<FileCorpus.Entry> entries = corpus.make();
        var tools = new CorpusTools(dir);
        var wrong = new ArrayList<String>();
        var lines = new ArrayList<Line>();
        var sold = new ArrayList<Sold>();
        for (var e : entries) {
            JsonNode u = uploader.upload(e.name(), FileTypes.announced(e.name()), "product_file", e.bytes());
            String got =
                    u.path("refusal").asText("").isEmpty() || u.path("refusal").isNull()
                            ? u.path("status").asText()
                            : u.path("refusal").asText();
            if (!got.equals(e.verdict())) {
                wrong.add(e.name() + " (" + e.made() + "): " + got + ", should be " + e.verdict());
            } else if (got.equals("ready")) {
                sold.add(new Sold(
                        e,
                        UUID.fromString(u.path("id").asText()),
                        UUID.randomUUID(),
                        u.path("contentType").asText()));
            } else {
                assertThat(u.path("refusalText").asText())
                        .as(e.name())
                        .isNotBlank()
                        .doesNotStartWith("upload.");
                lines.add(new Line(e, "", u.path("refusalText").asText(), opinion(tools, e)));
            }
        }
        assertThat(wrong).isEmpty();
        for (int from = 0; from < sold.size(); from += FILES_OF_A_PRODUCT) {
            List<Sold> some = sold.subList(from, Math.min(sold.size(), from + FILES_OF_A_PRODUCT));
            UUID product = sell(some);
            for (Sold s : some) {
                lines.add(new Line(s.entry(), s.type(), fetched(product, s), opinion(tools, s.entry())));
            }
        }
        if (Boolean.getBoolean("corpus.write")) {
            CorpusTable.write(lines.stream()
                    .map(l -> CorpusTable.row(l.entry(), l.type(), l.gets(), l.opinion()))
                    .toList());
        }
        System.getLogger("corpus").log(System.Logger.Level.INFO, "not made here: " + corpus.absent());
    }

    private String opinion(CorpusTools tools, FileCorpus.Entry e) throws IOException, InterruptedException {
        if (!Boolean.getBoolean("corpus.write")) {
            return "";
        }
        Path folder = Files.createDirectories(dir.resolve("judged"));
        return tools.opinion(Files.write(folder.resolve(e.name()), e.bytes()));
    }

    private UUID sell(List<Sold> files) {
        var refs = files.stream()
                .map(s -> Map.of(
                        "id",
                        s.file(),
                        "uploadId",
                        s.upload(),
                        "title",
                        s.entry().name()))
                .toList();
        UUID id = UUID.randomUUID();
        var made = server.send(
                "POST",
                Routes.PRODUCTS,
                Map.of(
                        "id",
                        id,
                        "type",
                        "download",
                        "title",
                        "Corpus",
                        "price",
                        0,
                        "payWhatYouWant",
                        false,
                        "files",
                        refs),
                creator.accessToken());
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        server.app().db().transact(tx -> {
            UUID fanId = tx.sql("SELECT f.id FROM fans f JOIN users u ON u.id = f.user_id WHERE u.email = :x")
                    .set("x", fan.email())
                    .one(r -> r.uuid("id"));
            tx.sql("""
                    INSERT INTO grants (id, fan_id, product_id, source, granted_at)
                    VALUES (:grant, :fan, :product, 'grant', now())""")
                    .set("grant", UUID.randomUUID())
                    .set("fan", fanId)
                    .set("product", id)
                    .update();
        });
        return id;
    }

    /// What the buyer gets: exactly what was uploaded, as an attachment where nothing here shows such files.
    private String fetched(UUID product, Sold s) throws IOException, InterruptedException {
        String path = "/library/" + product + "/files/" + s.file();
        var first = get(server.baseUrl() + path + "?show=1", fan.accessToken());
        assertThat(first.statusCode()).as(path).isEqualTo(302);
        var got = get(first.headers().firstValue("Location").orElseThrow(), null);
        assertThat(Uploader.sha256(got.body()))
                .as(s.entry().name())
                .isEqualTo(Uploader.sha256(s.entry().bytes()));
        String kind = got.headers().firstValue("Content-Disposition").orElse("");
        String type = got.headers().firstValue("Content-Type").orElse("");
        boolean shown = FileTypes.isChecked(s.type()) && !s.type().equals("application/zip");
        assertThat(kind).as(s.entry().name()).startsWith(shown ? "inline" : "attachment");
        if (!shown) {
            assertThat(type)
                    .as(s.entry().name())
                    .doesNotContain("html")
                    .doesNotContain("svg")
                    .doesNotContain("script")
                    .doesNotContain("/xml")
                    .doesNotContain("+xml");
        }
        return "identical, " + kind.substring(0, kind.indexOf(';')) + ", " + type;
    }

    private static HttpResponse<byte[]> get(String url, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
