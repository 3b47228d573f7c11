package gg.tap2.studio.uploads;

import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.uploads.Verdict.End;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One upload from wherever it stands to its end, in the thread that calls [#run()]: announces the file, takes over
/// what storage or the version before already has, sends the rest, completes, and waits for the check.
final class UploadRun {
    private final UploadTask task;
    private final CreatorApi api;
    private final UploadJournal journal;
    private final Backoff backoff;
    private final InstantSource clock;
    private final Verdict verdict = new Verdict();
    private final PartSender sender;
    private volatile @Nullable String sha256;

    UploadRun(
            UploadTask task,
            CreatorApi api,
            UploadJournal journal,
            PartTransport plain,
            PartTransport tls,
            Bandwidth bandwidth,
            Backoff backoff,
            InstantSource clock) {
        this.task = task;
        this.api = api;
        this.journal = journal;
        this.backoff = backoff;
        this.clock = clock;
        this.sender = new PartSender(
                task, journal, new PartUrls(api, task.id(), clock), plain, tls, bandwidth, backoff, verdict);
    }

    UploadTask task() {
        return task;
    }

    PartSender sender() {
        return sender;
    }

    @Nullable
    String error() {
        return verdict.error();
    }

    void stop() {
        verdict.stop();
    }

    End run() {
        verdict.join(Thread.currentThread());
        try {
            for (int attempt = 0; !verdict.stopped(); attempt++) {
                try {
                    return runOnce();
                } catch (ApiFailure.Offline e) {
                    sender.failed();
                    verdict.trouble(e.getMessage());
                    backoff.sleep(attempt);
                } catch (ApiFailure.Refused e) {
                    if (!e.isTemporary()) {
                        return verdict.fail(e.code(), said(e));
                    }
                    sender.failed();
                    backoff.sleep(attempt);
                }
            }
            return End.STOPPED;
        } catch (InterruptedException e) {
            return End.STOPPED;
        } catch (ApiFailure e) {
            return verdict.fail("signed_out", e.getMessage());
        } catch (IOException e) {
            return verdict.stopped() ? End.STOPPED : verdict.fail("unreadable", e.getMessage());
        } finally {
            verdict.forgetThreads();
            // A stop may have interrupted this thread, which goes back to its pool.
            Thread.interrupted();
        }
    }

    private End runOnce() throws IOException, InterruptedException {
        if (task.changedOnDisk()) {
            return End.CHANGED;
        }
        Upload server = open();
        if (server == null) {
            return End.GONE;
        }
        if (server.status() == UploadStatus.READY || server.status() == UploadStatus.CHECKING) {
            return ending().awaitChecked(server);
        }
        if (server.status() != UploadStatus.PENDING) {
            return ending().refusedOrGone(server);
        }
        sender.reached();
        var plan = new PartPlan(task.size(), server.partSize(), server.partCount());
        journal.setPartSize(task.id(), server.partSize());
        sender.adopt(plan, server.parts());
        Thread hashing = Thread.ofPlatform().daemon().name("upload-hash").unstarted(() -> hash(plan));
        verdict.join(hashing);
        hashing.start();
        takeOver(plan);
        if (!verdict.over()) {
            sender.send();
        }
        hashing.join();
        End end = verdict.end();
        if (verdict.stopped()) {
            return End.STOPPED;
        }
        if (end != null) {
            return end;
        }
        return task.changedOnDisk() ? End.CHANGED : complete(plan);
    }

    /// The server's sentence for the field where there is one: it says what to do.
    private static String said(ApiFailure.Refused e) {
        return e.details().isEmpty()
                ? String.valueOf(e.getMessage())
                : e.details().values().stream().map(l -> String.join(" ", l)).collect(Collectors.joining(" "));
    }

    /// The server's view of this upload; announces the file when it has none. Null when it had one and lost it.
    private @Nullable Upload open() {
        try {
            return api.upload(task.id());
        } catch (ApiFailure.Refused e) {
            if (!e.isGone()) {
                throw e;
            }
        }
        if (!journal.hashes(task.id()).isEmpty() || journal.sentBytes(task) > 0) {
            return null;
        }
        return api.createUpload(
                new CreateUpload(task.id(), task.fileName(), task.size(), task.contentType(), task.purpose(), null));
    }

    /// Takes over what did not change since the version before; needs the hashes of the parts for that.
    private void takeOver(PartPlan plan) throws IOException, InterruptedException {
        UUID replaces = task.replaces();
        if (replaces == null || !sender.etags().isEmpty()) {
            return;
        }
        Map<Integer, String> hashes = partHashes(plan);
        List<Upload.StoredPart> stored = new PartReuse(api).run(task.id(), replaces, plan, hashes);
        if (!stored.isEmpty()) {
            sender.adopt(plan, stored);
            sender.etags().forEach((n, etag) -> journal.partSent(task.id(), n, etag));
            journal.reused(task.id(), sender.sent());
        }
    }

    /// Of every part: those in the journal, and the others counted now.
    private Map<Integer, String> partHashes(PartPlan plan) throws IOException, InterruptedException {
        Map<Integer, String> hashes = journal.hashes(task.id());
        try (FileChannel file = FileChannel.open(task.path(), StandardOpenOption.READ)) {
            for (int n = 1; n <= plan.partCount(); n++) {
                if (verdict.over()) {
                    throw new InterruptedException();
                }
                if (!hashes.containsKey(n)) {
                    String hash = FileHashes.part(file, plan, n);
                    hashes.put(n, hash);
                    journal.partHash(task.id(), n, hash);
                }
            }
        }
        return hashes;
    }

    private UploadEnding ending() {
        return new UploadEnding(task, api, journal, clock, sha256, verdict);
    }

    private void hash(PartPlan plan) {
        try {
            sha256 = FileHashes.whole(task.path(), plan, verdict::over);
        } catch (IOException e) {
            verdict.decide(task.changedOnDisk() ? End.CHANGED : verdict.fail("unreadable", e.getMessage()));
        } catch (InterruptedException e) {
            // The run is over.
        } catch (RuntimeException e) {
            verdict.decide(verdict.fail("unexpected", String.valueOf(e.getMessage())));
        }
    }

    private End complete(PartPlan plan) throws IOException, InterruptedException {
        String whole = Objects.requireNonNull(sha256);
        Map<Integer, String> hashes = partHashes(plan);
        List<CompleteUpload.CompletedPart> parts = new ArrayList<>();
        sender.etags().forEach((n, etag) -> parts.add(new CompleteUpload.CompletedPart(n, etag, hashes.get(n))));
        journal.move(task.id(), UploadState.CHECKING, null, UploadState.RUNNING);
        try {
            return ending().awaitChecked(api.completeUpload(task.id(), new CompleteUpload(parts, whole)));
        } catch (ApiFailure.Refused e) {
            if (e.isTemporary()) {
                throw e;
            }
            // An earlier completion may have got through with only its answer lost.
            Upload now = api.upload(task.id());
            if (now.status() == UploadStatus.PENDING) {
                throw e;
            }
            return ending().awaitChecked(now);
        }
    }
}
