package gg.tap2.studio.testing;

import gg.tap2.model.Routes;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CopyParts;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.FileTypes;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.PresignParts;
import gg.tap2.model.media.PresignedPart;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.studio.platform.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.MockResponse;

/// Uploads: parts in [FakeStorage], joined and hashed on completion.
public final class FakeUploads {
    private record Held(
            CreateUpload request, UploadStatus status, CompleteUpload completion, String sha256, String refusal) {}

    public volatile long partSize;
    private final FakeStorage storage;
    private final Path folder;
    private final Map<UUID, Held> uploads = new LinkedHashMap<>();

    FakeUploads(FakeStorage storage, Path folder) {
        this.storage = storage;
        this.folder = folder;
    }

    public Path object(UUID id) {
        return folder.resolve("object-" + id);
    }

    /// The server forgets an upload, as when it expired.
    public void forget(UUID id) {
        uploads.remove(id);
    }

    ProductFile file(SaveProduct.FileRef f) {
        Held held = uploads.get(f.uploadId());
        return held == null
                ? new ProductFile(
                        f.id(),
                        f.uploadId(),
                        f.title(),
                        f.title() + ".zip",
                        48_000_000,
                        "application/zip",
                        null,
                        1,
                        f.note())
                : new ProductFile(
                        f.id(),
                        f.uploadId(),
                        f.title(),
                        held.request().fileName(),
                        held.request().size(),
                        held.request().contentType(),
                        held.sha256(),
                        1,
                        f.note());
    }

    MockResponse answer(String method, String path, String body) throws IOException {
        if (path.equals(Routes.UPLOADS)) {
            var request = Json.read(body, CreateUpload.class);
            if (FileTypes.isProgram(request.fileName())) {
                return FakePlatform.error(422, "validation_failed", "Pack the program into a ZIP.");
            }
            uploads.putIfAbsent(request.id(), new Held(request, UploadStatus.PENDING, null, null, null));
            return FakePlatform.ok(view(request.id()), 0);
        }
        String[] rest = path.substring(Routes.UPLOADS.length() + 1).split("/");
        UUID id = UUID.fromString(rest[0]);
        if (!uploads.containsKey(id)) {
            return FakePlatform.error(404, "not_found", "no such upload");
        }
        if (rest.length == 1) {
            if (method.equals("DELETE")) {
                uploads.remove(id);
                return new MockResponse.Builder().code(204).build();
            }
            return FakePlatform.ok(view(id), 0);
        }
        return switch (rest[1]) {
            case "parts" -> FakePlatform.ok(presign(id, Json.read(body, PresignParts.class)), 0);
            case "copy" -> copy(id, Json.read(body, CopyParts.class));
            case "complete" -> complete(id, Json.read(body, CompleteUpload.class));
            case "manifest" -> FakePlatform.ok(manifest(id), 0);
            default -> FakePlatform.error(404, "not_found", path);
        };
    }

    private MockResponse copy(UUID id, CopyParts request) throws IOException {
        for (int n : request.partNumbers()) {
            storage.copy(request.fromUploadId().toString(), id.toString(), n);
        }
        return FakePlatform.ok(view(id).parts(), 0);
    }

    private PartPlan plan(UUID id) {
        long size = uploads.get(id).request().size();
        return partSize == 0
                ? PartPlan.of(size)
                : new PartPlan(size, partSize, (int) ((size + partSize - 1) / partSize));
    }

    private List<PresignedPart> presign(UUID id, PresignParts wanted) {
        return wanted.partNumbers().stream()
                .map(n -> new PresignedPart(
                        n,
                        storage.url(id.toString(), n, System.nanoTime()),
                        plan(id).length(n),
                        Instant.now().plusSeconds(600)))
                .toList();
    }

    private Upload view(UUID id) throws IOException {
        Held held = uploads.get(id);
        PartPlan plan = plan(id);
        List<Upload.StoredPart> parts = new ArrayList<>();
        for (int n = 1; n <= plan.partCount(); n++) {
            if (Files.exists(storage.part(id.toString(), n))) {
                parts.add(new Upload.StoredPart(
                        n, Files.size(storage.part(id.toString(), n)), storage.etag(id.toString(), n)));
            }
        }
        return new Upload(
                id,
                held.status(),
                held.request().fileName(),
                held.request().size(),
                held.request().contentType(),
                held.request().purpose(),
                plan.partSize(),
                plan.partCount(),
                parts,
                held.sha256(),
                held.refusal(),
                null,
                null,
                "key/" + id,
                null,
                Instant.now(),
                Instant.now().plusSeconds(86_400));
    }

    private MockResponse complete(UUID id, CompleteUpload request) throws IOException {
        Held held = uploads.get(id);
        PartPlan plan = plan(id);
        if (request.parts().size() != plan.partCount()) {
            return FakePlatform.error(422, "missing_parts", "parts are missing");
        }
        for (var part : request.parts()) {
            if (!part.etag().equals(storage.etag(id.toString(), part.partNumber()))) {
                return FakePlatform.error(422, "bad_etag", "part " + part.partNumber());
            }
        }
        try {
            MessageDigest whole = MessageDigest.getInstance("SHA-256");
            Files.deleteIfExists(object(id));
            for (int n = 1; n <= plan.partCount(); n++) {
                byte[] bytes = Files.readAllBytes(storage.part(id.toString(), n));
                Files.write(object(id), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                whole.update(bytes);
            }
            String sha = HexFormat.of().formatHex(whole.digest());
            boolean same = sha.equals(request.sha256());
            uploads.put(
                    id,
                    new Held(
                            held.request(),
                            same ? UploadStatus.READY : UploadStatus.REFUSED,
                            request,
                            sha,
                            same ? null : "checksum_mismatch"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return FakePlatform.ok(view(id), 0);
    }

    private UploadManifest manifest(UUID id) {
        Held held = uploads.get(id);
        return new UploadManifest(
                id,
                held.request().fileName(),
                held.request().size(),
                held.request().contentType(),
                held.sha256(),
                plan(id).partSize(),
                held.completion().parts().stream()
                        .map(CompleteUpload.CompletedPart::sha256)
                        .toList(),
                Instant.now(),
                "key-1",
                "c2lnbmVkLWJ5LXRoZS10ZXN0LXNlcnZlcg");
    }
}
