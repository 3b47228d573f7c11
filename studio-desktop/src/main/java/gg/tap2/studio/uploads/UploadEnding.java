package gg.tap2.studio.uploads;

import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadManifest;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.uploads.Verdict.End;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// After the last part: waits for the server's check, compares its SHA-256 with our own, keeps the signed manifest.
final class UploadEnding {
    private final UploadTask task;
    private final CreatorApi api;
    private final UploadJournal journal;
    private final InstantSource clock;
    private final @Nullable String sha256;
    private final Verdict verdict;

    UploadEnding(
            UploadTask task,
            CreatorApi api,
            UploadJournal journal,
            InstantSource clock,
            @Nullable String sha256,
            Verdict verdict) {
        this.task = task;
        this.api = api;
        this.journal = journal;
        this.clock = clock;
        this.sha256 = sha256;
        this.verdict = verdict;
    }

    End awaitChecked(Upload answered) throws InterruptedException {
        Upload now = answered;
        for (int i = 0; now.status() == UploadStatus.CHECKING; i++) {
            if (verdict.stopped()) {
                return End.STOPPED;
            }
            Thread.sleep(Math.min(2_000, 50L << Math.min(i, 6)));
            now = api.upload(task.id());
        }
        return now.status() == UploadStatus.READY ? ready(now) : refusedOrGone(now);
    }

    private End ready(Upload upload) {
        String stored = upload.sha256();
        String own = sha256;
        if (stored != null && own != null && !stored.equals(own)) {
            return verdict.fail("checksum_mismatch", "the server's SHA-256 is " + stored + ", the file's is " + own);
        }
        UploadManifest manifest = null;
        try {
            manifest = api.manifest(task.id());
        } catch (ApiFailure.Refused e) {
            // Images are re-encoded and carry none.
            manifest = null;
        }
        journal.finish(
                task.id(),
                stored != null ? stored : String.valueOf(own),
                manifest == null ? null : Json.write(manifest),
                clock.instant());
        return End.READY;
    }

    End refusedOrGone(Upload upload) {
        if (upload.status() == UploadStatus.ABORTED) {
            return End.GONE;
        }
        String refusal = upload.refusal();
        return verdict.fail(refusal == null ? "refused" : refusal, null);
    }
}
