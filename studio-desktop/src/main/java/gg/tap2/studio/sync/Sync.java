package gg.tap2.studio.sync;

import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.store.StoreException;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.store.UnusedPictures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps store and server alike: push, then pull, soon after every edit, on every hint of the server, and every 20
/// seconds. One run at a time. Listeners are called on the sync thread.
public final class Sync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);
    private static final String LAST = "last_synced";
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(800);
    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    private final StudioStore store;
    private final InstantSource clock;
    private final Pull pull;
    private final Push push;
    private final Edits edits;
    private final InstantSource serverTime;
    private final List<Consumer<SyncState>> stateListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Set<String>>> changeListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean queued = new AtomicBoolean();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sync").factory());
    private volatile SyncState state = SyncState.START;
    private boolean tidied;
    private volatile boolean started;

    public Sync(CreatorApi api, StudioStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.pull = new Pull(api, store, clock);
        InstantSource serverTime = pull::serverNow;
        this.serverTime = serverTime;
        this.push = new Push(api, store, pull);
        this.edits = new Edits(store, clock, serverTime);
        edits.unpublished().onLetGo(at -> at(Duration.between(serverTime.instant(), at)));
        edits.onEdit(kind -> {
            changeListeners.forEach(l -> l.accept(Set.of(kind)));
            count();
            soon();
        });
        this.state = counted(SyncState.START);
    }

    public Edits edits() {
        return edits;
    }

    public SyncState state() {
        return state;
    }

    public Runnable onState(Consumer<SyncState> listener) {
        stateListeners.add(listener);
        return () -> stateListeners.remove(listener);
    }

    /// Called with the kinds of which something changed; returns how to stop listening.
    public Runnable onChange(Consumer<Set<String>> listener) {
        changeListeners.add(listener);
        return () -> changeListeners.remove(listener);
    }

    /// Runs now and then again and again.
    public Sync start() {
        started = true;
        var unused = thread.scheduleWithFixedDelay(this::guarded, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /// Runs shortly, once for any number of calls.
    public void soon() {
        if (!thread.isShutdown() && queued.compareAndSet(false, true)) {
            var unused = thread.schedule(
                    () -> {
                        queued.set(false);
                        guarded();
                    },
                    SOON.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /// Runs when something is due that was let go; what is later than the next rounds comes with one of them.
    private void at(Duration wait) {
        if (!thread.isShutdown() && wait.compareTo(EVERY) < 0) {
            var unused = thread.schedule(this::guarded, Math.max(0, wait.toMillis()) + 50, TimeUnit.MILLISECONDS);
        }
    }

    /// The user's "work offline" switch.
    public void setPaused(boolean offline) {
        paused.set(offline);
        if (offline) {
            change(s -> s.ended(false, s.signedOut(), null, s.skew()));
        } else {
            soon();
        }
    }

    public boolean isPaused() {
        return paused.get();
    }

    /// Brings everything from the server again, onto what is there.
    public void startOver() {
        pull.startOver();
        soon();
    }

    private void guarded() {
        if (!paused.get()) {
            try {
                runOnce();
                tidy();
            } catch (RuntimeException e) {
                LOG.error("Sync failed", e);
            }
        }
    }

    /// Once per session, when the server's word is in.
    private void tidy() {
        if (!tidied && state.online() && state.trouble() == null && !state.signedOut()) {
            tidied = true;
            try {
                int removed = UnusedPictures.remove(store, clock.instant());
                LOG.debug("{} unused pictures removed", removed);
            } catch (IOException e) {
                LOG.warn("Unused pictures stay", e);
            }
        }
    }

    /// One push and pull in the calling thread. The state tells how it went.
    public synchronized SyncState runOnce() {
        change(SyncState::working);
        Set<String> kinds = new HashSet<>();
        boolean online = false;
        boolean signedOut = false;
        String trouble = null;
        try {
            // What is due goes by the server's clock, and before the first answer nobody here knows it.
            boolean timeKnown = pull.knowsTime();
            kinds.addAll(push.run(timeKnown ? serverTime.instant() : Instant.EPOCH));
            kinds.addAll(pull.run(this::tell));
            if (!timeKnown && store.outbox().isDue(serverTime.instant())) {
                kinds.addAll(push.more(serverTime.instant()));
            }
            online = true;
            trouble = push.trouble();
            store.saveSetting(LAST, clock.instant().toString());
        } catch (ApiFailure.Offline e) {
            LOG.debug("Offline: {}", e.getMessage());
        } catch (ApiFailure.SignedOut e) {
            signedOut = true;
            online = true;
        } catch (ApiFailure.Refused e) {
            trouble = e.getMessage();
            online = true;
        } catch (ApiFailure.Unreadable e) {
            trouble = e.getMessage();
        } catch (StoreException e) {
            trouble = e.getMessage();
            online = state.online();
        }
        boolean nowOnline = online;
        boolean nowSignedOut = signedOut;
        String nowTrouble = trouble;
        change(s -> s.ended(nowOnline, nowSignedOut, nowTrouble, pull.skew()));
        if (!kinds.isEmpty()) {
            changeListeners.forEach(l -> l.accept(kinds));
        }
        return state;
    }

    /// What a long pull has brought so far, so that lists fill while it goes on.
    private void tell(int percent, Set<String> kinds) {
        change(s -> s.pulled(percent));
        if (!kinds.isEmpty()) {
            changeListeners.forEach(l -> l.accept(kinds));
        }
    }

    private void count() {
        change(s -> s);
    }

    /// Its own lock: a run holds the other one while it waits for the network.
    private void change(UnaryOperator<SyncState> step) {
        synchronized (stateListeners) {
            SyncState next = counted(step.apply(state));
            if (!next.equals(state)) {
                state = next;
                stateListeners.forEach(l -> l.accept(next));
            }
        }
    }

    private SyncState counted(SyncState s) {
        long conflicts = store.db().number("SELECT COUNT(*) FROM conflict");
        long refused = store.db().number("SELECT COUNT(*) FROM outbox WHERE state = 'failed'");
        return s.counted(
                store.findSetting(LAST).map(Instant::parse).orElse(null),
                store.outbox().countWaiting(serverTime.instant()),
                conflicts,
                refused);
    }

    /// Who leaves does not take back what they just let go. A program that only looks in leaves that alone.
    private void hurry() {
        if (!started) {
            return;
        }
        Instant now = serverTime.instant();
        if (store.outbox().hurry(now.plus(Unpublished.UNDO), now) > 0 && state.online() && !paused.get()) {
            try {
                thread.submit(this::guarded).get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
                LOG.warn("What was let go last is sent at the next start");
            }
        }
    }

    @Override
    public void close() {
        hurry();
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("Sync did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
