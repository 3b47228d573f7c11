package gg.tap2.server.live;

import gg.tap2.server.platform.db.Db;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for all open connections together, once a second and whenever something on this server (or, through Redis,
/// on another one) says that something changed. One look is one indexed query, however many connections there are.
public final class LiveHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);
    private static final int BATCH = 2_000;
    /// A studio, a browser with some tabs and a phone; the oldest makes room for one more.
    static final int PER_USER = 12;
    private static final long SESSIONS_EVERY_MS = 3_000;

    /// Somebody connected. `creatorId` is null for those without that side.
    static final class Listener {
        final UUID userId;
        final UUID sessionId;
        final @Nullable UUID creatorId;
        private @Nullable Cursor state;
        private boolean told = true;
        private boolean closed;

        Listener(UUID userId, UUID sessionId, @Nullable UUID creatorId) {
            this.userId = userId;
            this.sessionId = sessionId;
            this.creatorId = creatorId;
        }

        synchronized void seen(Cursor now) {
            if (!now.equals(state)) {
                state = now;
                told = false;
                notifyAll();
            }
        }

        /// The state if it changed since the last call, else null after `ms`.
        synchronized @Nullable Cursor await(long ms) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
            while (told && !closed) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return null;
                }
                wait(left);
            }
            told = true;
            return state;
        }

        synchronized boolean isClosed() {
            return closed;
        }

        synchronized void end() {
            closed = true;
            notifyAll();
        }
    }

    private final Db db;
    private final Map<Listener, Boolean> listeners = new ConcurrentHashMap<>();
    private final Map<UUID, ArrayDeque<Listener>> byUser = new HashMap<>();
    private final UnaryOperator<Set<UUID>> over;
    private long sessionsSeen = System.nanoTime();
    private final AtomicInteger count = new AtomicInteger();
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private final @Nullable LiveBell others;
    private volatile boolean closed;

    LiveHub(Db db, @Nullable LiveBell others, UnaryOperator<Set<UUID>> over) {
        this.over = over;
        this.db = db;
        this.others = others;
        this.thread = Thread.ofPlatform().name("live-events").daemon().unstarted(this::run);
    }

    void start() {
        if (others != null) {
            others.listen(this::ring);
        }
        thread.start();
    }

    /// Something changed on this server.
    public void wake() {
        ring();
        if (others != null) {
            others.ring();
        }
    }

    private void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /// Open connections.
    public int size() {
        return count.get();
    }

    Listener add(UUID user, UUID session, @Nullable UUID creator) {
        var listener = new Listener(user, session, creator);
        listener.seen(states(List.of(listener)).getOrDefault(user, Cursor.NOTHING));
        listeners.put(listener, true);
        count.incrementAndGet();
        synchronized (byUser) {
            var mine = byUser.computeIfAbsent(user, u -> new ArrayDeque<>());
            mine.addLast(listener);
            if (mine.size() > PER_USER) {
                mine.removeFirst().end();
            }
        }
        if (closed) {
            listener.end();
        }
        return listener;
    }

    void remove(Listener listener) {
        if (listeners.remove(listener) != null) {
            count.decrementAndGet();
            synchronized (byUser) {
                var mine = byUser.get(listener.userId);
                if (mine != null && mine.remove(listener) && mine.isEmpty()) {
                    byUser.remove(listener.userId);
                }
            }
        }
    }

    /// A stream must not outlive the session that opened it.
    private void endOver() {
        if (System.nanoTime() - sessionsSeen < TimeUnit.MILLISECONDS.toNanos(SESSIONS_EVERY_MS)) {
            return;
        }
        sessionsSeen = System.nanoTime();
        var all = new ArrayList<>(listeners.keySet());
        for (int i = 0; i < all.size(); i += BATCH) {
            var some = all.subList(i, Math.min(all.size(), i + BATCH));
            Set<UUID> ended = over.apply(some.stream().map(l -> l.sessionId).collect(Collectors.toSet()));
            some.stream().filter(l -> ended.contains(l.sessionId)).forEach(Listener::end);
        }
    }

    private void run() {
        while (!closed) {
            try {
                boolean woken = bell.tryAcquire(1, TimeUnit.SECONDS);
                if (woken) {
                    // What changes within a moment is told together.
                    Thread.sleep(50);
                    bell.drainPermits();
                }
                look();
                endOver();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.debug("live events wait: {}", e.toString());
            }
        }
    }

    private void look() {
        var all = new ArrayList<>(listeners.keySet());
        for (int i = 0; i < all.size(); i += BATCH) {
            var some = all.subList(i, Math.min(all.size(), i + BATCH));
            Map<UUID, Cursor> states = states(some);
            for (Listener l : some) {
                Cursor now = states.get(l.userId);
                if (now != null) {
                    l.seen(now);
                }
            }
        }
    }

    private Map<UUID, Cursor> states(List<Listener> some) {
        var users = new StringBuilder("{");
        var creators = new StringBuilder("{");
        for (Listener l : some) {
            users.append(users.length() > 1 ? "," : "").append(l.userId);
            creators.append(creators.length() > 1 ? "," : "").append(l.creatorId == null ? "NULL" : l.creatorId);
        }
        Map<UUID, Cursor> out = new HashMap<>();
        db.read(tx -> {
            tx.sql("""
                    SELECT x.u, coalesce(c.last_seq, 0) AS change, coalesce(b.version, 0) AS ledger,
                      coalesce((SELECT n.seq FROM feed_notices n WHERE n.user_id = x.u ORDER BY n.seq DESC LIMIT 1), 0) AS notice
                    FROM unnest(CAST(:users AS uuid[]), CAST(:creators AS uuid[])) AS x(u, c)
                    LEFT JOIN change_counters c ON c.creator_id = x.c LEFT JOIN creator_balances b ON b.creator_id = x.c""")
                    .set("users", users.append('}').toString())
                    .set("creators", creators.append('}').toString())
                    .each(r -> out.put(
                            r.uuid("u"), new Cursor(r.number("change"), r.number("ledger"), r.number("notice"))));
            return true;
        });
        return out;
    }

    /// Ends all connections; their studios go to another server.
    public void endAll() {
        closed = true;
        listeners.keySet().forEach(Listener::end);
    }

    @Override
    public void close() {
        endAll();
        thread.interrupt();
        if (others != null) {
            others.close();
        }
    }
}
