package gg.tap2.studio.uploads;

import gg.tap2.model.media.CompleteUpload;
import gg.tap2.model.media.CreateUpload;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.Upload;
import gg.tap2.model.media.UploadStatus;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One upload from wherever it stands to its end, in the thread that calls [#run()]. Everything it learns goes into
/// the journal at once, so that a kill costs at most the parts that were on their way.
final class UploadRun {
    /// How a run ended.
    enum End {
        READY,
        STOPPED,
        CHANGED,
        FAILED,
        /// The server no longer knows the upload: begin again under a new id.
        GONE
    }

    private static final int WORKERS = Parallelism.MAX;
    private static final int MAX_DENIALS = 4;

    private final UploadTask task;
    private final CreatorApi api;
    private final UploadJournal journal;
    private final PartTransport plain;
    private final PartTransport tls;
    private final Bandwidth bandwidth;
    private final Backoff backoff;
    private final InstantSource clock;
    private final PartUrls urls;
    private final Parallelism parallelism = new Parallelism();
    private final Map<Integer, Long> inFlight = new ConcurrentHashMap<>();
    private final Map<Integer, String> etags = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Integer> missing = new ConcurrentSkipListSet<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicInteger denials = new AtomicInteger();
    private final AtomicReference<@Nullable End> verdict = new AtomicReference<>();
    private final List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
    private volatile PartPlan plan;
    private volatile boolean stopped;
    private volatile @Nullable String error;
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
        this.plain = plain;
        this.tls = tls;
        this.bandwidth = bandwidth;
        this.backoff = backoff;
        this.clock = clock;
        this.plan = task.plan();
        this.urls = new PartUrls(api, task.id(), clock);
    }

    UploadTask task() {
        return task;
    }

    @Nullable
    String error() {
        return error;
    }

    boolean isWaiting() {
        return failuresInARow.get() >= 3;
    }

    Parallelism parallelism() {
        return parallelism;
    }

    /// Ends the run soon; what is in the journal stays.
    void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    long sent() {
        long done = etags.keySet().stream().mapToLong(plan::length).sum();
        return done + inFlight.values().stream().mapToLong(Long::longValue).sum();
    }

    List<UploadProgress.Part> parts() {
        List<UploadProgress.Part> out = new ArrayList<>(plan.partCount());
        for (int n = 1; n <= plan.partCount(); n++) {
            boolean done = etags.containsKey(n);
            long length = plan.length(n);
            out.add(new UploadProgress.Part(n, length, done ? length : inFlight.getOrDefault(n, 0L), done));
        }
        return out;
    }

    End run() {
        threads.add(Thread.currentThread());
        try {
            for (int attempt = 0; !stopped; attempt++) {
                try {
                    return runOnce();
                } catch (ApiFailure.Offline e) {
                    failuresInARow.incrementAndGet();
                    error = e.getMessage();
                    backoff.sleep(attempt);
                } catch (ApiFailure.Refused e) {
                    if (!e.isTemporary()) {
                        return fail(e.code(), e.getMessage());
                    }
                    failuresInARow.incrementAndGet();
                    backoff.sleep(attempt);
                }
            }
            return End.STOPPED;
        } catch (InterruptedException e) {
            return End.STOPPED;
        } catch (ApiFailure e) {
            return fail("signed_out", e.getMessage());
        } catch (IOException e) {
            return stopped ? End.STOPPED : fail("unreadable", e.getMessage());
        } finally {
            threads.clear();
            // A stop may have interrupted this thread, which goes back to its pool.
            Thread.interrupted();
        }
    }

    private End runOnce() throws IOException, InterruptedException {
        if (changed()) {
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
        failuresInARow.set(0);
        plan = new PartPlan(task.size(), server.partSize(), server.partCount());
        journal.setPartSize(task.id(), server.partSize());
        adopt(server.parts());
        takeOver();
        if (stopped) {
            return End.STOPPED;
        }
        Thread hashing = Thread.ofPlatform().daemon().name("upload-hash").unstarted(this::hash);
        threads.add(hashing);
        hashing.start();
        sendMissing();
        hashing.join();
        End end = verdict.get();
        if (stopped) {
            return End.STOPPED;
        }
        if (end != null) {
            return end;
        }
        if (changed()) {
            return End.CHANGED;
        }
        return complete();
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

    /// What storage holds counts, not what the journal remembers.
    private void adopt(List<Upload.StoredPart> stored) {
        etags.clear();
        missing.clear();
        for (Upload.StoredPart part : stored) {
            if (part.partNumber() >= 1
                    && part.partNumber() <= plan.partCount()
                    && part.size() == plan.length(part.partNumber())) {
                etags.put(part.partNumber(), part.etag());
            }
        }
        for (int n = 1; n <= plan.partCount(); n++) {
            if (!etags.containsKey(n)) {
                missing.add(n);
            }
        }
    }

    /// Takes over what did not change since the version before; needs the hashes first, so they are counted first.
    private void takeOver() {
        UUID replaces = task.replaces();
        if (replaces == null || !etags.isEmpty()) {
            return;
        }
        hash();
        if (stopped || verdict.get() != null) {
            return;
        }
        List<Upload.StoredPart> stored = new PartReuse(api).run(task.id(), replaces, plan, journal.hashes(task.id()));
        if (!stored.isEmpty()) {
            adopt(stored);
            etags.forEach((n, etag) -> journal.partSent(task.id(), n, etag));
            journal.reused(task.id(), sent());
        }
    }

    private UploadEnding ending() {
        return new UploadEnding(task, api, journal, clock, sha256, () -> stopped, this::fail);
    }

    private void hash() {
        try {
            sha256 = FileHashes.run(
                    task.path(),
                    plan,
                    journal.hashes(task.id()),
                    (number, hash) -> journal.partHash(task.id(), number, hash),
                    () -> stopped || verdict.get() != null);
        } catch (IOException e) {
            decide(changed() ? End.CHANGED : fail("unreadable", e.getMessage()));
        } catch (InterruptedException e) {
            // The run is over.
        } catch (RuntimeException e) {
            decide(fail("store", String.valueOf(e.getMessage())));
        }
    }

    private void sendMissing() throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(WORKERS, missing.size()); i++) {
            Thread worker =
                    Thread.ofPlatform().daemon().name("upload-part-" + i).unstarted(this::work);
            threads.add(worker);
            workers.add(worker);
            worker.start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work() {
        try {
            while (!stopped && verdict.get() == null) {
                parallelism.enter();
                try {
                    Integer part = missing.pollFirst();
                    if (part == null) {
                        return;
                    }
                    sendPart(part);
                } finally {
                    parallelism.leave();
                }
            }
        } catch (InterruptedException e) {
            // Stopped.
        } catch (RuntimeException e) {
            decide(fail("unexpected", String.valueOf(e)));
        }
    }

    private void sendPart(int part) throws InterruptedException {
        for (int attempt = 0; !stopped && verdict.get() == null; attempt++) {
            try (FileChannel file = FileChannel.open(task.path(), StandardOpenOption.READ)) {
                if (changed()) {
                    decide(End.CHANGED);
                    return;
                }
                URI url = urls.url(part, List.copyOf(missing));
                inFlight.put(part, 0L);
                String etag = ("https".equals(url.getScheme()) ? tls : plain)
                        .put(url, file, plan.offset(part), plan.length(part), bandwidth, n -> inFlight.put(part, n));
                etags.put(part, etag);
                inFlight.remove(part);
                journal.partSent(task.id(), part, etag);
                failuresInARow.set(0);
                denials.set(0);
                return;
            } catch (PartTransport.Refused e) {
                if (!again(e)) {
                    return;
                }
            } catch (ApiFailure.Refused e) {
                if (!e.isTemporary()) {
                    decide(e.isGone() ? End.GONE : fail(e.code(), e.getMessage()));
                    return;
                }
            } catch (ApiFailure.SignedOut e) {
                decide(fail("signed_out", e.getMessage()));
                return;
            } catch (IOException | ApiFailure e) {
                error = e.getMessage();
            } finally {
                inFlight.remove(part);
            }
            if (stopped) {
                return;
            }
            parallelism.failed();
            failuresInARow.incrementAndGet();
            Thread.sleep(backoff.delay(attempt));
        }
    }

    /// Whether another try makes sense after storage's refusal.
    private boolean again(PartTransport.Refused e) {
        error = e.getMessage();
        int status = e.status();
        if (status == 401 || status == 403) {
            urls.forget();
            if (denials.incrementAndGet() > MAX_DENIALS * WORKERS) {
                decide(fail("storage_denied", e.getMessage()));
                return false;
            }
            return true;
        }
        if (status == 404) {
            decide(End.GONE);
            return false;
        }
        if (status == 408 || status == 429 || status >= 500) {
            return true;
        }
        decide(fail("storage_refused", e.getMessage()));
        return false;
    }

    private End complete() throws InterruptedException {
        String whole = java.util.Objects.requireNonNull(sha256);
        Map<Integer, String> hashes = journal.hashes(task.id());
        List<CompleteUpload.CompletedPart> parts = new ArrayList<>();
        new TreeMap<>(etags).forEach((n, etag) -> parts.add(new CompleteUpload.CompletedPart(n, etag, hashes.get(n))));
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

    private boolean changed() {
        try {
            return Files.size(task.path()) != task.size()
                    || Files.getLastModifiedTime(task.path()).toMillis() != task.mtimeMs();
        } catch (IOException e) {
            return true;
        }
    }

    private End fail(String code, @Nullable String message) {
        error = message == null ? code : code + ": " + message;
        return End.FAILED;
    }

    private void decide(End end) {
        if (verdict.compareAndSet(null, end)) {
            Thread self = Thread.currentThread();
            threads.stream().skip(1).filter(t -> t != self).forEach(Thread::interrupt);
        }
    }
}
