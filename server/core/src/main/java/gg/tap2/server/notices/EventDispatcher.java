package gg.tap2.server.notices;

import gg.tap2.server.events.Event;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.events.StoredEvent;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns events into mail and feed, each once. Woken after commits; looks by itself every few seconds for what another
/// server wrote.
public final class EventDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    private static final int BATCH = 50;

    private final Db db;
    private final InstantSource clock;
    private final EventNotices notices;
    private final PreferringMailer mailer;
    private final Runnable mailSoon;
    private final BiPredicate<Tx, UUID> isOut;
    private final Feed feed;
    private final Tracing tracing;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean paused;

    /// @param isOut whether everybody can see a product
    EventDispatcher(
            Db db,
            InstantSource clock,
            EventNotices notices,
            PreferringMailer mailer,
            Runnable mailSoon,
            BiPredicate<Tx, UUID> isOut,
            Feed feed,
            Tracing tracing) {
        this.db = db;
        this.clock = clock;
        this.notices = notices;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.isOut = isOut;
        this.feed = feed;
        this.tracing = tracing;
        this.thread = Thread.ofPlatform().name("notices").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /// Leaves events in the outbox until it is let go on; for measurements of what comes before it.
    public void pause(boolean pause) {
        paused = pause;
        wake();
    }

    private void run() {
        while (!closed) {
            try {
                if (paused || drain() == 0) {
                    boolean woken = bell.tryAcquire(3, TimeUnit.SECONDS);
                    LOG.trace("woken {}", woken);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("notices: {}", e.toString());
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException i) {
                    return;
                }
            }
        }
    }

    /// Tells what waits; returns how many events. One that cannot be told is left out and tried again, nine times at
    /// most, so that it never holds the others up.
    public int drain() {
        int n;
        try {
            n = drain(BATCH);
        } catch (RuntimeException e) {
            LOG.warn("notices: together they failed, so one by one: {}", e.toString());
            n = drainSingly();
        }
        if (n > 0) {
            mailSoon.run();
            feed.written();
        }
        return n;
    }

    /// An event with the row that it was read from.
    private record Waiting(StoredEvent stored, Event event) {}

    private int drain(int most) {
        return db.inTransaction(tx -> tell(tx, most));
    }

    /// Tells the next events and marks them, in one transaction; returns how many.
    int tell(Tx tx, int most) {
        List<StoredEvent> taken = Outbox.take(tx, most);
        if (taken.isEmpty()) {
            return 0;
        }
        List<Waiting> holding = holding(tx, taken);
        var telling = Telling.of(tx, holding.stream().map(Waiting::event).toList());
        feed.write(
                tx,
                holding.stream()
                        .flatMap(w -> notices.lines(telling, w.event()).stream())
                        .toList());
        for (Waiting w : holding) {
            try (var step = tracing.begin(
                    Tracing.Kind.STORED,
                    "event " + w.stored().kind(),
                    w.stored().trace())) {
                step.put("tap2.event", w.stored().id().toString());
                notices.mails(telling, w.event()).forEach(mail -> mailer.send(tx, mail));
            }
        }
        Outbox.markHandled(tx, taken.stream().map(StoredEvent::id).toList(), clock.instant());
        return taken.size();
    }

    /// Without what is no longer so: a product that was taken back before anybody was told of it is told to nobody.
    private List<Waiting> holding(Tx tx, List<StoredEvent> taken) {
        var out = new HashMap<UUID, Boolean>();
        return taken.stream()
                .map(s -> new Waiting(s, EarlierEvents.whole(tx, s).read()))
                .filter(w -> !(w.event() instanceof FanNews.NewProduct n)
                        || out.computeIfAbsent(n.product(), product -> isOut.test(tx, product)))
                .toList();
    }

    private int drainSingly() {
        var failed = new HashSet<UUID>();
        for (int i = 0; i < BATCH; i++) {
            try {
                if (drain(1) == 0) {
                    return i;
                }
            } catch (RuntimeException e) {
                List<StoredEvent> next = db.inTransaction(tx -> Outbox.take(tx, 1));
                if (next.isEmpty() || !failed.add(next.getFirst().id())) {
                    return i;
                }
                StoredEvent bad = next.getFirst();
                LOG.error("notice of {} {} failed: {}", bad.kind(), bad.ref(), e.toString());
                db.transact(tx -> Outbox.markFailed(tx, bad.id()));
            }
        }
        return BATCH;
    }

    @Override
    public void close() {
        closed = true;
        bell.release();
        try {
            // It works on a small batch at most; the database must not go before it.
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
