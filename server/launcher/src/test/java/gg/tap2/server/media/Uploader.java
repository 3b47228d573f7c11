package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Uploads over the API as any client would, and lets a test do each step wrongly.
public final class Uploader {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectStorage STORAGE =
            new ObjectStorage(TestServer.get().app().storageSettings());

    private final TestServer server;
    private final TestServer.Account creator;

    public Uploader(TestServer server, TestServer.Account creator) {
        this.server = server;
        this.creator = creator;
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(RandomTokens.sha256(bytes));
    }

    /// The bucket, looked into without the server.
    public ObjectStorage storage() {
        return STORAGE;
    }

    public TestServer.Reply announce(String name, String type, String purpose, long size) {
        return server.send(
                "POST",
                Routes.UPLOADS,
                Map.of("fileName", name, "size", size, "contentType", type, "purpose", purpose),
                creator.accessToken());
    }

    public JsonNode announced(String name, String type, String purpose, long size) {
        var reply = announce(name, type, purpose, size);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.data();
    }

    public TestServer.Reply presign(String id, List<Integer> parts) {
        return server.send(
                "POST", Routes.path(Routes.UPLOAD_PARTS, id), Map.of("partNumbers", parts), creator.accessToken());
    }

    public String address(String id, int part) {
        var reply = presign(id, List.of(part));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.data().get(0).path("url").asText();
    }

    public static HttpResponse<String> put(String url, byte[] bytes) {
        return send(HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Sends all parts of an announced upload and returns what completion wants to know of them.
    public List<Map<String, Object>> sendAll(JsonNode upload, byte[] bytes) {
        var parts = new ArrayList<Map<String, Object>>();
        int partSize = (int) Math.min(Integer.MAX_VALUE, upload.path("partSize").asLong());
        for (int n = 1; n <= upload.path("partCount").asInt(); n++) {
            byte[] part = Arrays.copyOfRange(bytes, (n - 1) * partSize, Math.min(bytes.length, n * partSize));
            var answer = put(address(upload.path("id").asText(), n), part);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            parts.add(part(n, answer.headers().firstValue("ETag").orElseThrow(), sha256(part)));
        }
        return parts;
    }

    public static Map<String, Object> part(int number, String etag, String sha256) {
        return new HashMap<>(Map.of("partNumber", number, "etag", etag, "sha256", sha256));
    }

    public TestServer.Reply complete(String id, List<Map<String, Object>> parts, String sha256) {
        return server.send(
                "POST",
                Routes.path(Routes.UPLOAD_COMPLETE, id),
                Map.of("parts", parts, "sha256", sha256),
                creator.accessToken());
    }

    public void abort(String id) {
        var reply = server.send("DELETE", Routes.path(Routes.UPLOAD, id), null, creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
    }

    public JsonNode get(String id) {
        return server.send("GET", Routes.path(Routes.UPLOAD, id), null, creator.accessToken())
                .data();
    }

    /// The whole way; returns the upload once it is ready or refused.
    public JsonNode upload(String name, String type, String purpose, byte[] bytes) {
        JsonNode upload = announced(name, type, purpose, bytes.length);
        String id = upload.path("id").asText();
        var parts = sendAll(upload, bytes);
        var reply = complete(id, parts, sha256(bytes));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return checked(reply.data());
    }

    public JsonNode checked(JsonNode upload) {
        JsonNode now = upload;
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (now.path("status").asText().equals("checking")) {
            assertThat(System.nanoTime()).as("the check ends").isLessThan(deadline);
            Thread.onSpinWait();
            now = get(upload.path("id").asText());
        }
        return now;
    }
}
