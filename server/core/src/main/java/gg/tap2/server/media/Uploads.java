package gg.tap2.server.media;

import gg.tap2.model.common.Ids;
import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.PresignedPart;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.server.catalog.Uploaded;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.s3.ObjectStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creators' uploads, from announcement to a checked, signed file.
public final class Uploads implements Uploaded, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Duration PART_URL = Duration.ofHours(1);
    private static final Duration ABANDONED = Duration.ofDays(7);
    /// How long completing waits for the check before it answers "checking".
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Db db;
    private final InstantSource clock;
    private final ObjectStorage storage;
    private final UploadChecker checker;
    private final OtherFiles others;
    private final long quotaBytes;
    private final UploadStore store = new UploadStore();
    private final CheckQueue checks = new CheckQueue();
    private final Map<UUID, Future<?>> running = new ConcurrentHashMap<>();

    Uploads(
            Db db,
            InstantSource clock,
            ObjectStorage storage,
            UploadChecker checker,
            OtherFiles others,
            long quotaBytes) {
        this.db = db;
        this.clock = clock;
        this.storage = storage;
        this.checker = checker;
        this.others = others;
        this.quotaBytes = quotaBytes;
    }

    /// Announces an upload. Repeating it with the same id gives the upload as it is.
    ///
    /// @throws ApiException 409 over the creator's quota or for an id that is somebody else's, 422 for a program
    public Upload create(UUID creatorId, CreateUpload request) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        var existing = db.read(tx -> store.find(tx, id));
        if (existing.isPresent()) {
            if (!existing.get().creatorId().equals(creatorId)) {
                throw ApiException.conflict("id_taken");
            }
            return get(creatorId, id);
        }
        String type = others.announced(request.fileName());
        long used = db.read(tx -> store.bytesOf(tx, creatorId));
        if (used + request.size() > quotaBytes) {
            throw ApiException.conflict("quota_exceeded", used, quotaBytes);
        }
        PartPlan plan = PartPlan.of(request.size());
        String key = "uploads/" + creatorId + "/" + id;
        String multipart = storage.startMultipart(key, type);
        Instant now = clock.instant();
        boolean inserted = db.inTransaction(
                tx -> store.insert(tx, id, creatorId, request, type, plan, key, multipart, now, now.plus(ABANDONED)));
        if (!inserted) {
            storage.abortMultipart(key, multipart);
        }
        return get(creatorId, id);
    }

    /// The upload with the parts that storage holds.
    public Upload get(UUID creatorId, UUID id) {
        UploadRow row = own(creatorId, id);
        List<Upload.StoredPart> parts = row.status() == UploadStatus.PENDING
                ? storage.listParts(row.storageKey(), row.multipartId()).orElse(List.of())
                : List.of();
        String first = row.status() == UploadStatus.PENDING ? url(row, 1) : null;
        return row.toUpload(parts, first);
    }

    private UploadRow own(UUID creatorId, UUID id) {
        return db.read(tx -> store.find(tx, id))
                .filter(r -> r.creatorId().equals(creatorId))
                .orElseThrow(ApiException::notFound);
    }

    /// A pending upload whose time has not run out.
    private UploadRow open(UUID creatorId, UUID id) {
        UploadRow row = own(creatorId, id);
        if (row.status() != UploadStatus.PENDING) {
            throw ApiException.conflict("upload_not_open", row.status());
        }
        requireTime(row);
        return row;
    }

    private void requireTime(UploadRow row) {
        if (row.expiresAt().isBefore(clock.instant())) {
            throw ApiException.conflict("upload_expired");
        }
    }

    /// Addresses to send parts to, valid for an hour.
    ///
    /// @throws ApiException 404 for an upload of somebody else, 409 `upload_not_open` or `upload_expired`,
    /// 422 for a part that the file does not have
    public List<PresignedPart> presign(UUID creatorId, UUID id, List<Integer> partNumbers) {
        UploadRow row = open(creatorId, id);
        Instant expires = clock.instant().plus(PART_URL);
        var out = new ArrayList<PresignedPart>();
        for (int n : partNumbers) {
            if (n < 1 || n > row.plan().partCount()) {
                throw ApiException.invalid(
                        "partNumbers", "out_of_range", 1, row.plan().partCount());
            }
            out.add(new PresignedPart(n, url(row, n), row.plan().length(n), expires));
        }
        return out;
    }

    private String url(UploadRow row, int part) {
        return storage.presignPart(
                row.storageKey(), row.multipartId(), part, row.plan().length(part), PART_URL);
    }

    /// Takes over parts of an earlier file of the same creator inside storage: `fromUploadId`'s parts with
    /// these numbers, which both sides cut alike. Returns the parts that storage holds afterwards.
    public List<Upload.StoredPart> copyParts(UUID creatorId, UUID id, UUID fromUploadId, List<Integer> partNumbers) {
        UploadRow row = open(creatorId, id);
        UploadRow from = own(creatorId, fromUploadId);
        if (from.status() != UploadStatus.READY) {
            throw ApiException.conflict("upload_not_ready");
        }
        if (row.plan().partSize() != from.plan().partSize()) {
            throw ApiException.conflict("part_size_differs");
        }
        for (int n : partNumbers) {
            if (n < 1
                    || n > Math.min(row.plan().partCount(), from.plan().partCount())
                    || row.plan().length(n) != from.plan().length(n)) {
                throw ApiException.invalid(
                        "partNumbers",
                        "out_of_range",
                        1,
                        Math.min(row.plan().partCount(), from.plan().partCount()));
            }
            long first = from.plan().offset(n);
            storage.copyPart(
                    from.storageKey(),
                    first,
                    first + from.plan().length(n) - 1,
                    row.storageKey(),
                    row.multipartId(),
                    n);
        }
        return storage.listParts(row.storageKey(), row.multipartId()).orElse(List.of());
    }

    /// Completes in storage, then checks. Answers READY, REFUSED, or CHECKING for a large file whose check
    /// goes on.
    ///
    /// @throws ApiException 404 for an upload of somebody else, 409 `part_missing`, `part_differs` when
    /// storage holds another part than the one named, `parts_refused`, `upload_not_open` or `upload_expired`
    public Upload complete(UUID creatorId, UUID id, CompleteUpload request) {
        UploadRow row = own(creatorId, id);
        if (row.status() == UploadStatus.ABORTED) {
            throw ApiException.conflict("upload_not_open", row.status());
        }
        if (row.status() == UploadStatus.PENDING) {
            requireTime(row);
            completeInStorage(row, request);
        }
        awaitCheck(row);
        return get(creatorId, id);
    }

    private void completeInStorage(UploadRow row, CompleteUpload request) {
        List<Upload.StoredPart> stored =
                storage.listParts(row.storageKey(), row.multipartId()).orElse(List.of());
        var byNumber = new HashMap<Integer, Upload.StoredPart>();
        stored.forEach(p -> byNumber.put(p.partNumber(), p));
        boolean gone = stored.isEmpty() && storage.size(row.storageKey()).isPresent();
        if (!gone) {
            for (int n = 1; n <= row.plan().partCount(); n++) {
                Upload.StoredPart p = byNumber.get(n);
                if (p == null || p.size() != row.plan().length(n)) {
                    throw ApiException.conflict("part_missing", n);
                }
            }
            for (var claimed : request.parts()) {
                Upload.StoredPart p = byNumber.get(claimed.partNumber());
                if (p == null || !plain(p.etag()).equals(plain(claimed.etag()))) {
                    throw ApiException.conflict("part_differs", claimed.partNumber());
                }
            }
            if (stored.size() != row.plan().partCount()
                    || !storage.completeMultipart(row.storageKey(), row.multipartId(), stored)) {
                throw ApiException.conflict("parts_refused");
            }
        }
        var partHashes = new ArrayList<String>();
        request.parts().stream()
                .sorted(java.util.Comparator.comparingInt(CompleteUpload.CompletedPart::partNumber))
                .forEach(p -> partHashes.add(p.sha256() == null ? "" : p.sha256()));
        db.transact(tx -> store.checking(tx, row.id(), request.sha256(), partHashes));
    }

    private static String plain(String etag) {
        return etag.replace("\"", "");
    }

    private void awaitCheck(UploadRow row) {
        try {
            startCheck(row).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            LOG.debug("check of {} goes on", row.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.warn("check of upload {} failed and will be repeated: {}", row.id(), String.valueOf(e.getCause()));
        }
    }

    private Future<?> startCheck(UploadRow row) {
        return running.computeIfAbsent(
                row.id(),
                i -> checks.submit(
                        row.creatorId(), CheckQueue.isHeavy(row.plan().size(), row.contentType()), () -> {
                            try {
                                db.read(tx -> store.find(tx, i))
                                        .filter(r -> r.status() == UploadStatus.CHECKING)
                                        .ifPresent(checker::check);
                            } finally {
                                running.remove(i);
                            }
                        }));
    }

    public void abort(UUID creatorId, UUID id) {
        UploadRow row = own(creatorId, id);
        if (row.status() == UploadStatus.PENDING) {
            storage.abortMultipart(row.storageKey(), row.multipartId());
            db.transact(tx -> store.end(tx, id, UploadStatus.ABORTED, null, clock.instant()));
        }
    }

    /// @throws ApiException 409 until the upload is ready
    public UploadManifest manifest(UUID creatorId, UUID id) {
        own(creatorId, id);
        return db.read(tx -> store.manifest(tx, id)).orElseThrow(() -> ApiException.conflict("upload_not_ready"));
    }

    /// Goes on with checks that a stopped server left, and aborts what was abandoned. Run by a job.
    public void tidy() {
        Instant now = clock.instant();
        for (UploadRow row : db.read(tx -> store.open(tx))) {
            if (row.status() == UploadStatus.CHECKING) {
                var ignored = startCheck(row);
                LOG.debug("check of {} taken up: {}", row.id(), ignored.isDone());
            } else if (row.expiresAt().isBefore(now)) {
                storage.abortMultipart(row.storageKey(), row.multipartId());
                db.transact(tx -> store.end(tx, row.id(), UploadStatus.ABORTED, "abandoned", now));
            }
        }
    }

    @Override
    public Map<UUID, Uploaded.File> ready(Tx tx, UUID creatorId, Collection<UUID> ids) {
        return store.ready(tx, creatorId, ids);
    }

    @Override
    public void close() {
        checks.close();
    }
}
