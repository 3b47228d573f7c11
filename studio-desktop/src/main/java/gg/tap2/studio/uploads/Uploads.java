package gg.tap2.studio.uploads;

import gg.tap2.model.common.Ids;
import gg.tap2.model.media.FileTypes;
import gg.tap2.model.media.PartPlan;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.store.StudioStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's door: a durable queue of uploads, [#CONCURRENT] running at a time, the most urgent first. Commands
/// return at once; listeners hear of every change of state, and of progress at most four times a second.
public final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int CONCURRENT = 2;
    private static final long TICK_MS = 250;
    /// How often the hours are looked at.
    private static final long HOURS_NS = 5_000_000_000L;

    /// Why a file is not taken.
    public static final class NotAccepted extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        private final String name;
        private final long limit;

        NotAccepted(String code, String name, long limit, String message) {
            super(message);
            this.code = code;
            this.name = name;
            this.limit = limit;
        }

        /// The file's name.
        public String name() {
            return name;
        }

        /// The bytes that would be taken; 0 where size is not the matter.
        public long limit() {
            return limit;
        }

        /// `missing`, `empty`, `too_large` or `picture`.
        public String code() {
            return code;
        }
    }

    private final CreatorApi api;
    private final UploadJournal journal;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Bandwidth bandwidth = new Bandwidth();
    private final UploadGate gate;
    private final PartTransport plain = new ZeroCopyTransport();
    private final PartTransport tls = new TlsTransport(ApiClient.http());
    private final Map<UUID, UploadRun> running = new ConcurrentHashMap<>();
    private final SpeedMeters meters = new SpeedMeters();
    private final List<Consumer<UploadProgress>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("upload-ticker").factory());
    private final List<Runnable> renewed = new CopyOnWriteArrayList<>();
    private final Object scheduling = new Object();
    private boolean open;
    private @Nullable UUID only;
    private long hoursKept;

    public Uploads(CreatorApi api, StudioStore store, Backoff backoff, InstantSource clock) {
        this.api = api;
        this.journal = new UploadJournal(store.db());
        this.backoff = backoff;
        this.clock = clock;
        this.gate = new UploadGate(clock);
    }

    /// Takes up what was under way when the program last ended.
    public Uploads start() {
        return start(null);
    }

    /// Like [#start], for one upload only: the others of the journal are some other process's.
    public Uploads startOnly(UUID id) {
        return start(id);
    }

    private Uploads start(@Nullable UUID one) {
        synchronized (scheduling) {
            open = true;
            only = one;
        }
        var unused = ticker.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        schedule();
        return this;
    }

    public Bandwidth bandwidth() {
        return bandwidth;
    }

    /// Sends only within these hours; null at any time. What is being sent outside of them goes back into the queue.
    public void setHours(@Nullable UploadHours hours) {
        gate.setHours(hours);
        keepHours();
    }

    /// When sending begins again; empty while nothing keeps it back.
    public Optional<Instant> opensAt() {
        return gate.opensAt();
    }

    /// Sends one upload whatever the hours.
    public void sendAnyway(UUID id) {
        gate.sendAnyway(id);
        schedule();
    }

    private void keepHours() {
        for (UUID id : running.keySet()) {
            if (!gate.allows(id) && journal.move(id, UploadState.QUEUED, null, UploadState.RUNNING)) {
                stopRun(id);
                tell(id);
            }
        }
        if (running.size() < CONCURRENT) {
            schedule();
        }
    }

    public Runnable onProgress(Consumer<UploadProgress> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Called when a file begins anew under another id.
    public void onRenewed(Runnable listener) {
        renewed.add(listener);
    }

    /// Queues a file.
    ///
    /// @throws NotAccepted when it can be seen at once that the server would refuse it
    public UploadTask add(Path path, UploadPurpose purpose) throws NotAccepted {
        return add(path, purpose, null);
    }

    /// Queues a new version of a ready upload: parts that did not change are not sent again.
    ///
    /// @throws NotAccepted as above
    public UploadTask add(Path path, UploadPurpose purpose, @Nullable UUID replaces) throws NotAccepted {
        Path file = path.toAbsolutePath().normalize();
        String name = file.getFileName().toString();
        long size;
        long mtime;
        try {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new NotAccepted("missing", name, 0, "cannot read " + file);
            }
            size = Files.size(file);
            mtime = Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new NotAccepted("missing", name, 0, "cannot read " + file + ": " + e.getMessage());
        }
        if (purpose.isImage() && !FileTypes.isTaken(name, purpose)) {
            throw new NotAccepted(
                    "picture", name, 0, name + " is no picture that every browser shows: export it as JPEG or PNG");
        }
        String type = FileTypes.announced(name);
        if (size == 0) {
            throw new NotAccepted("empty", name, 0, name + " is empty");
        }
        if (size > purpose.maxBytes()) {
            throw new NotAccepted(
                    "too_large",
                    name,
                    purpose.maxBytes(),
                    name + " is larger than " + (purpose.maxBytes() >> 20) + " MiB");
        }
        var task = new UploadTask(
                Ids.next(clock),
                file,
                name,
                size,
                mtime,
                type,
                purpose,
                PartPlan.of(size).partSize(),
                UploadState.QUEUED,
                0,
                null,
                null,
                null,
                clock.instant(),
                null,
                replaces,
                0);
        journal.add(task);
        tell(task.id());
        schedule();
        return task;
    }

    public List<UploadTask> list() {
        return journal.list();
    }

    public Optional<UploadTask> find(UUID id) {
        return journal.find(id);
    }

    public void pause(UUID id) {
        if (journal.move(id, UploadState.PAUSED, null, UploadState.QUEUED, UploadState.RUNNING, UploadState.CHECKING)) {
            stopRun(id);
            tell(id);
        }
    }

    /// Continues a paused or failed upload.
    public void resume(UUID id) {
        if (journal.move(id, UploadState.QUEUED, null, UploadState.PAUSED, UploadState.FAILED)) {
            tell(id);
            schedule();
        }
    }

    /// Begins again with the file as it is now.
    public void restart(UUID id) throws NotAccepted {
        UploadTask task = journal.find(id).orElseThrow();
        stopRun(id);
        UUID fresh = renew(task);
        Thread.ofVirtual().start(() -> abort(id));
        tell(fresh);
        schedule();
    }

    public void cancel(UUID id) {
        if (journal.move(
                id,
                UploadState.CANCELLED,
                null,
                UploadState.QUEUED,
                UploadState.RUNNING,
                UploadState.CHECKING,
                UploadState.PAUSED,
                UploadState.FAILED,
                UploadState.CHANGED)) {
            stopRun(id);
            tell(id);
            Thread.ofVirtual().start(() -> abort(id));
            schedule();
        }
    }

    public void prioritise(UUID id) {
        int top = journal.list().stream().mapToInt(UploadTask::priority).max().orElse(0);
        journal.setPriority(id, top + 1);
        tell(id);
    }

    /// Takes finished and cancelled uploads off the list; the stored files stay.
    public void clearFinished() {
        journal.list().stream().filter(t -> t.state().isFinal()).forEach(t -> journal.delete(t.id()));
    }

    public UploadProgress progress(UploadTask task) {
        UploadRun run = running.get(task.id());
        if (run == null) {
            long sent = switch (task.state()) {
                case READY, CHECKING -> task.size();
                default -> journal.sentBytes(task);
            };
            return new UploadProgress(
                    task.id(), task.state(), sent, task.size(), 0, null, 0, false, task.error(), List.of());
        }
        long speed = meters.bytesPerSecond(task.id());
        long sent = Math.min(run.sender().sent(), task.size());
        Duration left = speed < 1_000 ? null : Duration.ofSeconds((task.size() - sent) / speed);
        return new UploadProgress(
                task.id(),
                task.state(),
                sent,
                task.size(),
                speed,
                left,
                run.sender().parallelism().active(),
                run.sender().isWaiting(),
                run.sender().isWaiting() ? run.error() : null,
                run.sender().parts());
    }

    private void schedule() {
        synchronized (scheduling) {
            if (!open) {
                return;
            }
            for (UploadTask task : journal.list()) {
                if (running.size() >= CONCURRENT) {
                    return;
                }
                if ((only == null || only.equals(task.id()))
                        && task.state().isActive()
                        && !running.containsKey(task.id())
                        && gate.allows(task.id())) {
                    launch(task);
                }
            }
        }
    }

    private void launch(UploadTask task) {
        var run = new UploadRun(task, api, journal, plain, tls, bandwidth, backoff, clock);
        running.put(task.id(), run);
        journal.move(task.id(), UploadState.RUNNING, null, UploadState.QUEUED);
        Thread.ofPlatform().daemon().name("upload-" + task.fileName()).start(() -> {
            Verdict.End end = Verdict.End.FAILED;
            String error = "unexpected";
            try {
                end = run.run();
                error = run.error();
            } catch (RuntimeException e) {
                LOG.error("Upload of {} failed", task.fileName(), e);
                error = "unexpected: " + e;
            } finally {
                finished(task, end, error);
            }
        });
        tell(task.id());
    }

    private void finished(UploadTask task, Verdict.End end, @Nullable String error) {
        UUID shown = task.id();
        try {
            switch (end) {
                case READY, STOPPED -> {}
                case CHANGED ->
                    journal.move(task.id(), UploadState.CHANGED, null, UploadState.RUNNING, UploadState.CHECKING);
                case FAILED ->
                    journal.move(task.id(), UploadState.FAILED, error, UploadState.RUNNING, UploadState.CHECKING);
                case GONE -> shown = renewOrChanged(task);
            }
        } finally {
            running.remove(task.id());
            meters.forget(task.id());
        }
        tell(shown);
        schedule();
    }

    private UUID renewOrChanged(UploadTask task) {
        try {
            return renew(task);
        } catch (NotAccepted e) {
            journal.move(task.id(), UploadState.CHANGED, e.getMessage(), UploadState.RUNNING, UploadState.CHECKING);
            return task.id();
        }
    }

    private UUID renew(UploadTask task) throws NotAccepted {
        try {
            long size = Files.size(task.path());
            if (size == 0 || size > task.purpose().maxBytes()) {
                throw new NotAccepted(
                        size == 0 ? "empty" : "too_large",
                        task.fileName(),
                        task.purpose().maxBytes(),
                        task.fileName());
            }
            UUID fresh = Ids.next(clock);
            synchronized (scheduling) {
                if (task.id().equals(only)) {
                    only = fresh;
                }
            }
            journal.restart(
                    task.id(),
                    fresh,
                    size,
                    Files.getLastModifiedTime(task.path()).toMillis(),
                    PartPlan.of(size).partSize());
            renewed.forEach(Runnable::run);
            return fresh;
        } catch (IOException e) {
            throw new NotAccepted("missing", task.fileName(), 0, "cannot read " + task.path());
        }
    }

    private void stopRun(UUID id) {
        UploadRun run = running.get(id);
        if (run != null) {
            run.stop();
        }
    }

    private void abort(UUID id) {
        try {
            api.abortUpload(id);
        } catch (ApiFailure e) {
            // The server aborts abandoned uploads by itself.
            LOG.debug("Abort of {} not delivered: {}", id, e.getMessage());
        }
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            running.forEach((id, run) -> {
                meters.measure(id, run, now);
                tell(id);
            });
            if (gate.hasHours() && now - hoursKept > HOURS_NS) {
                hoursKept = now;
                keepHours();
            }
        } catch (RuntimeException e) {
            LOG.error("Progress failed", e);
        }
    }

    private void tell(UUID id) {
        if (!listeners.isEmpty()) {
            journal.find(id).map(this::progress).ifPresent(p -> listeners.forEach(l -> l.accept(p)));
        }
    }

    /// Stops sending and leaves the journal ready to be taken up again.
    @Override
    public void close() {
        synchronized (scheduling) {
            open = false;
        }
        ticker.shutdownNow();
        running.values().forEach(UploadRun::stop);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!running.isEmpty() && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        plain.close();
        tls.close();
    }
}
