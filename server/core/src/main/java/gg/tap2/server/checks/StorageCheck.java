package gg.tap2.server.checks;

import gg.tap2.model.media.Upload;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// An upload in two parts the way a studio does it, a read of its middle, and what a browser on our pages
/// is allowed.
final class StorageCheck implements LiveCheck {
    private static final int PART = 5 << 20;
    private static final int REST = 1000;
    private static final Duration VALID = Duration.ofMinutes(5);

    @Override
    public String area() {
        return "storage";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.S3_ENDPOINT)) {
            return List.of(Finding.skipped(area(), "s3.endpoint is not set: the embedded storage is used"));
        }
        URI endpoint = URI.create(c.text(Key.S3_ENDPOINT));
        var settings = new StorageSettings(
                endpoint,
                c.isSet(Key.S3_PUBLIC_ENDPOINT) ? URI.create(c.text(Key.S3_PUBLIC_ENDPOINT)) : endpoint,
                c.text(Key.S3_REGION),
                c.text(Key.S3_BUCKET),
                c.text(Key.S3_ACCESS_KEY),
                c.secret(Key.S3_SECRET_KEY));
        String key = "config-check/" + UUID.randomUUID();
        List<Finding> out = new ArrayList<>();
        try (var storage = new ObjectStorage(settings);
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build()) {
            try {
                missing(storage, key, out);
                upload(storage, http, key, c.text(Key.S3_BUCKET), out);
                cors(storage, http, key, c.text(Key.PUBLIC_URL), out);
            } finally {
                end(storage, key, out);
            }
        }
        return out;
    }

    private void missing(ObjectStorage storage, String key, List<Finding> out) {
        try {
            if (storage.size(key).isEmpty()) {
                out.add(Finding.ok(area(), "the key is let in, and what is not there is said not to be there"));
            }
        } catch (RuntimeException e) {
            out.add(
                    Finding.failed(
                            area(),
                            "a look at an object that is not there: " + Finding.word(e),
                            "look at s3.endpoint, s3.region, s3.bucket and the key; it must be allowed to list the bucket (s3:ListBucket)"));
        }
    }

    private void upload(ObjectStorage storage, HttpClient http, String key, String bucket, List<Finding> out) {
        byte[] first = new byte[PART];
        Arrays.fill(first, (byte) 'a');
        byte[] second = new byte[REST];
        Arrays.fill(second, (byte) 'b');
        String upload = "";
        try {
            upload = storage.startMultipart(key, "application/octet-stream");
            List<Upload.StoredPart> parts = new ArrayList<>();
            for (byte[] part : List.of(first, second)) {
                String url = storage.presignPart(key, upload, parts.size() + 1, part.length, VALID);
                var answer = http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(30))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(part))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    out.add(Finding.failed(
                            area(),
                            "a part was answered " + answer.statusCode() + " at "
                                    + URI.create(url).getHost(),
                            "s3.public-endpoint must take presigned addresses (at R2 only the account's own endpoint does), and "
                                    + "the key must be allowed to write (s3:PutObject)"));
                    storage.abortMultipart(key, upload);
                    return;
                }
                parts.add(new Upload.StoredPart(
                        parts.size() + 1,
                        part.length,
                        answer.headers().firstValue("ETag").orElse("")));
            }
            if (!storage.completeMultipart(key, upload, parts)) {
                out.add(Finding.failed(
                        area(),
                        "the store refuses to put two parts together",
                        "ask the store about multipart uploads"));
                return;
            }
            byte[] middle = storage.read(key, PART - 2, 4);
            if (!Arrays.equals(middle, new byte[] {'a', 'a', 'b', 'b'})) {
                out.add(Finding.failed(area(), "a ranged read gave other bytes", "use a store that answers ranges"));
                return;
            }
            out.add(Finding.ok(area(), "an upload in two parts and a ranged read"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            out.add(Finding.failed(
                    area(),
                    "an upload in two parts: " + Finding.word(e),
                    Finding.word(e).contains("bucket does not exist")
                                    || Finding.word(e).contains("NoSuchBucket")
                            ? "make the bucket " + bucket + ", or look at s3.bucket and s3.region; live mode makes none"
                            : "the key needs s3:PutObject, s3:GetObject, s3:AbortMultipartUpload and "
                                    + "s3:ListMultipartUploadParts"));
            if (!upload.isEmpty()) {
                quietly(storage, key, upload);
            }
        }
    }

    private static void quietly(ObjectStorage storage, String key, String upload) {
        try {
            storage.abortMultipart(key, upload);
        } catch (RuntimeException e) {
            // What was said already.
        }
    }

    /// The studio is no browser, so that only reading is asked for.
    private void cors(ObjectStorage storage, HttpClient http, String key, String origin, List<Finding> out) {
        if (origin.isBlank()) {
            out.add(Finding.skipped(area(), "public.url is not set, so nobody asked what browsers may do"));
            return;
        }
        String page = origin.replaceAll("(https?://[^/]+).*", "$1");
        String url = storage.presignGet(key, "text/plain", null, VALID);
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(10))
                            .header("Origin", page)
                            .header("Access-Control-Request-Method", "GET")
                            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            String allowed =
                    answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
            String methods =
                    answer.headers().firstValue("Access-Control-Allow-Methods").orElse("");
            if (!(allowed.equals("*") || allowed.equals(page)) || !methods.contains("GET")) {
                out.add(Finding.failed(
                        area(),
                        "a browser on " + page + " may not read (CORS: answer " + answer.statusCode()
                                + ", allowed origin \"" + allowed + "\", methods \"" + methods + "\")",
                        "allow GET, PUT and HEAD from " + page + " in the bucket's CORS rules, and expose ETag"));
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (IOException e) {
            out.add(Finding.failed(area(), "CORS: " + Finding.word(e), "look at s3.public-endpoint"));
            return;
        }
        out.add(Finding.ok(area(), "browsers on " + page + " may read"));
    }

    private void end(ObjectStorage storage, String key, List<Finding> out) {
        try {
            storage.delete(key);
        } catch (RuntimeException e) {
            out.add(Finding.failed(
                    area(),
                    "the object of this check stays: " + Finding.word(e),
                    "allow the key to delete (s3:DeleteObject)"));
        }
    }
}
