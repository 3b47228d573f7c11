package gg.tap2.studio.uploads;

import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.Upload;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.uploads.Verdict.End;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends the missing parts of one file, several at a time, until none is missing or the verdict is given. Every
/// part's hash and ETag go into the journal at once, so that a kill costs at most the parts that were on their
/// way.
final class PartSender {
    private static final int WORKERS = Parallelism.MAX;
    private static final int MAX_DENIALS = 4;

    private final UploadTask task;
    private final UploadJournal journal;
    private final PartUrls urls;
    private final PartTransport plain;
    private final PartTransport tls;
    private final Bandwidth bandwidth;
    private final Backoff backoff;
    private final Verdict verdict;
    private final Parallelism parallelism = new Parallelism();
    private final Map<Integer, Long> inFlight = new ConcurrentHashMap<>();
    private final Map<Integer, String> etags = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Integer> missing = new ConcurrentSkipListSet<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicInteger denials = new AtomicInteger();
    private volatile PartPlan plan;

    PartSender(
            UploadTask task,
            UploadJournal journal,
            PartUrls urls,
            PartTransport plain,
            PartTransport tls,
            Bandwidth bandwidth,
            Backoff backoff,
            Verdict verdict) {
        this.task = task;
        this.journal = journal;
        this.urls = urls;
        this.plain = plain;
        this.tls = tls;
        this.bandwidth = bandwidth;
        this.backoff = backoff;
        this.verdict = verdict;
        this.plan = task.plan();
    }

    Parallelism parallelism() {
        return parallelism;
    }

    /// Whether several attempts in a row failed, as when there is no network.
    boolean isWaiting() {
        return failuresInARow.get() >= 3;
    }

    void failed() {
        failuresInARow.incrementAndGet();
    }

    void reached() {
        failuresInARow.set(0);
    }

    /// What storage holds counts, not what the journal remembers.
    void adopt(PartPlan current, List<Upload.StoredPart> stored) {
        plan = current;
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

    /// ETags of the stored parts by number.
    Map<Integer, String> etags() {
        return new TreeMap<>(etags);
    }

    /// Bytes that storage has, those on their way included.
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

    /// Returns when nothing is missing or the verdict is given.
    void send() throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(WORKERS, missing.size()); i++) {
            Thread worker =
                    Thread.ofPlatform().daemon().name("upload-part-" + i).unstarted(this::work);
            verdict.join(worker);
            workers.add(worker);
            worker.start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work() {
        try {
            while (!verdict.over()) {
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
            verdict.decide(verdict.fail("unexpected", String.valueOf(e)));
        }
    }

    private void sendPart(int part) throws InterruptedException {
        for (int attempt = 0; !verdict.over(); attempt++) {
            try (FileChannel file = FileChannel.open(task.path(), StandardOpenOption.READ)) {
                if (task.changedOnDisk()) {
                    verdict.decide(End.CHANGED);
                    return;
                }
                if (attempt == 0) {
                    journal.partHash(task.id(), part, FileHashes.part(file, plan, part));
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
                    verdict.decide(e.isGone() ? End.GONE : verdict.fail(e.code(), e.getMessage()));
                    return;
                }
            } catch (ApiFailure.SignedOut e) {
                verdict.decide(verdict.fail("signed_out", e.getMessage()));
                return;
            } catch (IOException | ApiFailure e) {
                verdict.trouble(e.getMessage());
            } finally {
                inFlight.remove(part);
            }
            if (verdict.stopped()) {
                return;
            }
            parallelism.failed();
            failuresInARow.incrementAndGet();
            Thread.sleep(backoff.delay(attempt));
        }
    }

    /// Whether another try makes sense after storage's refusal.
    private boolean again(PartTransport.Refused e) {
        verdict.trouble(e.getMessage());
        int status = e.status();
        if (status == 401 || status == 403) {
            urls.forget();
            if (denials.incrementAndGet() > MAX_DENIALS * WORKERS) {
                verdict.decide(verdict.fail("storage_denied", e.getMessage()));
                return false;
            }
            return true;
        }
        if (status == 404) {
            verdict.decide(End.GONE);
            return false;
        }
        if (status == 408 || status == 429 || status >= 500) {
            return true;
        }
        verdict.decide(verdict.fail("storage_refused", e.getMessage()));
        return false;
    }
}
