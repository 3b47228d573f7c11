package gg.tap2.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes a large file and uploads it by presigned parts, four at a time.
final class DemoUpload {
    private final DemoClient client;
    private final String token;

    DemoUpload(DemoClient client, String token) {
        this.client = client;
        this.token = token;
    }

    /// A ZIP that does not compress, a little smaller than `bytes`.
    static Path makeFile(Path folder, long bytes, long seed) throws IOException {
        Path file = Files.createTempFile(folder, "masterclass-", ".zip");
        var random = new Random(seed);
        byte[] block = new byte[1 << 20];
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setLevel(0);
            out.putNextEntry(new ZipEntry("masterclass.mov"));
            for (long left = bytes - bytes / 1_000 - 1_024; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, left));
            }
        }
        return file;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hash(Path file) throws IOException {
        var digest = sha256();
        try (var in = Files.newInputStream(file)) {
            byte[] b = new byte[1 << 18];
            int n;
            while ((n = in.read(b)) > 0) {
                digest.update(b, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private record Part(int number, String etag, String sha256) {}

    /// Uploads and waits until the server has checked the file.
    JsonNode upload(Path file, String name, String type, String purpose, String sha256) throws IOException {
        long size = Files.size(file);
        JsonNode upload = client.post(
                        Routes.UPLOADS,
                        Map.of("fileName", name, "size", size, "contentType", type, "purpose", purpose),
                        token)
                .data();
        String id = upload.path("id").asText();
        int count = upload.path("partCount").asInt();
        long partSize = upload.path("partSize").asLong();
        List<Integer> numbers =
                java.util.stream.IntStream.rangeClosed(1, count).boxed().toList();
        JsonNode urls = client.post(Routes.path(Routes.UPLOAD_PARTS, id), Map.of("partNumbers", numbers), token)
                .data();
        List<Part> parts = new ArrayList<>();
        long started = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(4);
                var channel = FileChannel.open(file)) {
            List<Callable<Part>> work = new ArrayList<>();
            for (JsonNode u : urls) {
                work.add(() -> put(channel, u, partSize, size));
            }
            for (var f : pool.invokeAll(work)) {
                parts.add(f.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new DemoClient.WrongException("upload: " + e.getCause());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        client.proof(
                "%d parts of %d MiB straight to storage in %.1f s (%.0f MB/s)",
                parts.size(), partSize >> 20, seconds, size / seconds / 1e6);
        client.post(
                Routes.path(Routes.UPLOAD_COMPLETE, id),
                Map.of(
                        "sha256",
                        sha256,
                        "parts",
                        parts.stream()
                                .map(p -> Map.of("partNumber", p.number(), "etag", p.etag(), "sha256", p.sha256()))
                                .toList()),
                token);
        return client.until(
                "the upload to be checked",
                () -> client.quiet("GET", Routes.path(Routes.UPLOAD, id), null, token)
                        .data(),
                u -> !u.path("status").asText().equals("checking"));
    }

    private Part put(FileChannel channel, JsonNode url, long partSize, long size)
            throws IOException, InterruptedException {
        int n = url.path("partNumber").asInt();
        long offset = (n - 1) * partSize;
        var buffer = ByteBuffer.allocate((int) Math.min(partSize, size - offset));
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            continue;
        }
        byte[] bytes = buffer.array();
        var digest = sha256();
        digest.update(bytes);
        var r = client.http()
                .send(
                        HttpRequest.newBuilder(URI.create(url.path("url").asText()))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (r.statusCode() != 200) {
            throw new DemoClient.WrongException("part " + n + ": " + r.statusCode() + " " + r.body());
        }
        return new Part(
                n, r.headers().firstValue("ETag").orElse(""), HexFormat.of().formatHex(digest.digest()));
    }
}
