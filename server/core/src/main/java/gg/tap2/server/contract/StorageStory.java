package gg.tap2.server.contract;

import gg.tap2.model.media.Upload;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// An upload in two parts by presigned addresses, a part that is none, a middle that is read, and what is not there.
/// Everything is deleted at the end.
///
/// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ (CompleteMultipartUpload, GetObject, HeadObject)
final class StorageStory implements Story {
    private static final int PART = 5 << 20;
    private static final Duration VALID = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public List<String> keys() {
        return List.of("S3_BASE", "S3_REGION", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY");
    }

    @Override
    public void play(Target t, Notes notes) throws Exception {
        String key = "contract/" + UUID.randomUUID();
        OkHttpClient client = notes.client();
        notes.hide(t.value("S3_BUCKET"));
        try (var storage = storage(t, t.value("S3_SECRET_KEY"));
                var wrong = storage(t, "none")) {
            notes.step("what is not there", "ok", () -> {
                notes.require(storage.size(key).isEmpty(), "what is not there has a size");
                return key;
            });
            notes.step("a key that is none", "StorageUnavailable", () -> wrong.size(key));
            String upload = notes.step("an upload begins", "ok", () -> storage.startMultipart(key, "video/mp4"));
            if (upload == null) {
                return;
            }
            var parts = new ArrayList<Upload.StoredPart>();
            for (int length : new int[] {PART, 1000}) {
                int number = parts.size() + 1;
                notes.step("part " + number, "ok", () -> {
                    String url = storage.presignPart(key, upload, number, length, VALID);
                    parts.add(new Upload.StoredPart(number, length, put(client, notes, url, length)));
                    return number;
                });
            }
            var mistaken = List.of(new Upload.StoredPart(1, PART, "\"00000000000000000000000000000000\""));
            notes.step("a part that is none", "ok", () -> {
                notes.require(!storage.completeMultipart(key, upload, mistaken), "a part that is none was taken");
                return key;
            });
            notes.step("the upload ends", "ok", () -> {
                notes.require(storage.completeMultipart(key, upload, parts), "the parts are refused");
                notes.require(storage.size(key).orElse(0L) == PART + 1000, "the size is another");
                return key;
            });
            notes.step("its middle", "ok", () -> {
                byte[] middle = storage.read(key, PART - 10L, 20);
                notes.require(middle.length == 20, "a range has another length");
                return middle;
            });
            String url = storage.presignGet(key, "video/mp4", null, VALID);
            notes.call(
                    client,
                    "a player's range",
                    206,
                    new Request.Builder().url(url).header("Range", "bytes=5-9").build());
            notes.call(
                    client,
                    "a forged address",
                    403,
                    new Request.Builder()
                            .url(url.replaceFirst("Signature=.{8}", "Signature=00000000"))
                            .build());
            notes.step("it is deleted", "ok", () -> {
                storage.delete(key);
                notes.require(storage.size(key).isEmpty(), "what was deleted is there");
                return key;
            });
        }
    }

    private static String put(OkHttpClient client, Notes notes, String url, int length) throws IOException {
        var request = new Request.Builder()
                .url(url)
                .put(RequestBody.create(new byte[length]))
                .build();
        try (Response answer = client.newCall(request).execute()) {
            notes.require(answer.code() == 200, "a part was answered " + answer.code());
            return String.valueOf(answer.header("ETag"));
        }
    }

    private static ObjectStorage storage(Target t, String secret) {
        return new ObjectStorage(new StorageSettings(
                t.base(),
                t.base(),
                t.value("S3_REGION"),
                t.value("S3_BUCKET"),
                t.value("S3_ACCESS_KEY"),
                new Secret(secret)));
    }
}
