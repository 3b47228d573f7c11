package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A creator who uploads one archive after the other and reads them back, through whatever happens to the storage,
/// and the proof that each one that was called ready is there as it was sent.
final class UploadLoad implements AutoCloseable {
    private final ServerProcess server;
    private final StorageSettings storage;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    /// SHA-256 by key in storage.
    private final Map<String, String> ready = new ConcurrentHashMap<>();

    private final List<Integer> refusals = new ArrayList<>();
    private final Random random;
    private final Thread thread;
    private volatile boolean stop;

    UploadLoad(ServerProcess server, StorageSettings storage, long seed) throws Exception {
        this.server = server;
        this.storage = storage;
        this.random = new Random(seed);
        this.token = creator();
        this.thread = Thread.ofVirtual().start(this::load);
    }

    private String creator() throws Exception {
        String name = "up-" + UUID.randomUUID().toString().substring(0, 8);
        String email = name + "@creators.test";
        call(
                "POST",
                Routes.REGISTER,
                Map.of(
                        "email",
                        email,
                        "password",
                        TestServer.PASSWORD,
                        "role",
                        "creator",
                        "displayName",
                        "Up",
                        "slug",
                        name,
                        "locale",
                        "en"),
                null);
        try (var c = server.database();
                var s = c.createStatement()) {
            s.execute("UPDATE users SET email_verified = TRUE WHERE email = '" + email + "'");
        }
        String access = call("POST", Routes.LOGIN, Map.of("email", email, "password", TestServer.PASSWORD), null)
                .at("/data/tokens/accessToken")
                .asText();
        assertThat(access).isNotEmpty();
        return access;
    }

    int ready() {
        return ready.size();
    }

    /// Answers of the server that were no success, in their order.
    synchronized List<Integer> refusals() {
        return List.copyOf(refusals);
    }

    /// Waits until so many more are ready, or the time is over.
    void more(int uploads, Duration patience) throws InterruptedException {
        int goal = ready.size() + uploads;
        long end = System.nanoTime() + patience.toNanos();
        while (ready.size() < goal && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }

    private void load() {
        while (!stop) {
            try {
                upload();
            } catch (IOException e) {
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void upload() throws IOException, InterruptedException {
        byte[] bytes = archive();
        String sha = HexFormat.of().formatHex(RandomTokens.sha256(bytes));
        JsonNode upload = call(
                        "POST",
                        Routes.UPLOADS,
                        Map.of(
                                "fileName", "a.zip",
                                "size", bytes.length,
                                "contentType", "application/zip",
                                "purpose", "product_file"),
                        token)
                .path("data");
        String id = upload.path("id").asText();
        String url = call("POST", Routes.path(Routes.UPLOAD_PARTS, id), Map.of("partNumbers", List.of(1)), token)
                .at("/data/0/url")
                .asText();
        HttpResponse<String> put = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(10))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (put.statusCode() != 200) {
            throw new IOException("part: " + put.statusCode());
        }
        String etag = put.headers().firstValue("ETag").orElseThrow();
        var complete = Map.of("parts", List.of(Map.of("partNumber", 1, "etag", etag, "sha256", sha)), "sha256", sha);
        JsonNode now = Json.tree("{}");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end && !stop) {
            try {
                now = now.path("status").asText().equals("checking")
                        ? call("GET", Routes.path(Routes.UPLOAD, id), null, token)
                                .path("data")
                        : call("POST", Routes.path(Routes.UPLOAD_COMPLETE, id), complete, token)
                                .path("data");
            } catch (IOException e) {
                // The same request again: it must be harmless.
                pause();
            }
            if (now.path("status").asText().equals("ready")) {
                ready.put(upload.path("fileKey").asText(now.path("fileKey").asText()), sha);
                return;
            }
            assertThat(now.path("status").asText()).as(now.toString()).isNotEqualTo("refused");
        }
    }

    private byte[] archive() throws IOException {
        byte[] content = new byte[20_000 + random.nextInt(200_000)];
        random.nextBytes(content);
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a"));
            zip.write(content);
        }
        return out.toByteArray();
    }

    /// @throws IOException also for answers that are no success
    private JsonNode call(
            String method,
            String path,
            @org.jspecify.annotations.Nullable Object body,
            @org.jspecify.annotations.Nullable String bearer)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(body)));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        var reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() >= 300) {
            synchronized (this) {
                refusals.add(reply.statusCode());
            }
            throw new IOException(method + " " + path + ": " + reply.statusCode() + " " + reply.body());
        }
        return Json.tree(reply.body());
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join(Duration.ofSeconds(30));
    }

    /// Each upload that was ever called ready is in storage, byte by byte.
    void check(String what) throws IOException {
        var objects = new ObjectStorage(storage);
        for (var e : ready.entrySet()) {
            try (InputStream in = objects.open(e.getKey())) {
                assertThat(HexFormat.of().formatHex(RandomTokens.sha256(in.readAllBytes())))
                        .as(e.getKey() + "; " + what)
                        .isEqualTo(e.getValue());
            }
        }
    }
}
