package gg.tap2.server.notices;

import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns facts into mail, each once. Woken after commits; looks by itself every few seconds for what another
/// server wrote.
public final class FactDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FactDispatcher.class);

    private static final int BATCH = 50;

    private final Db db;
    private final InstantSource clock;
    private final FactMails mails;
    private final Runnable mailSoon;
    private final Feed feed;
    private final Tracing tracing;
    private final BiPredicate<Tx, UUID> isOut;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean paused;

    /// @param buyerToken makes a token that lets the buyer of a payment, without signing in, open its pages
    /// @param freezePath makes the path of a link by which the owner of a creator page freezes payouts
    /// @param isOut whether everybody can see a product
    public FactDispatcher(
            Texts texts,
            Db db,
            InstantSource clock,
            Mailer mailer,
            Runnable mailSoon,
            Supplier<String> baseUrl,
            BiFunction<Tx, UUID, String> buyerToken,
            BiFunction<Tx, UUID, String> freezePath,
            BiPredicate<Tx, UUID> isOut,
            Feed feed,
            Tracing tracing) {
        this.feed = feed;
        this.isOut = isOut;
        this.tracing = tracing;
        this.db = db;
        this.clock = clock;
        this.mails = new FactMails(texts, mailer, baseUrl, buyerToken, freezePath);
        this.mailSoon = mailSoon;
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

    /// Leaves facts in the outbox until it is let go on; for measurements of what comes before it.
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

    /// Tells what waits; returns how many facts. One that cannot be told is left out and tried again, nine times at
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

    private int drain(int most) {
        return db.inTransaction(tx -> {
            List<Fact> facts = waiting(tx, most);
            List<Fact> holding = holding(tx, facts);
            feed.write(tx, holding.stream().map(Fact::id).toList());
            for (Fact f : holding) {
                try (var step = tracing.begin(Tracing.Kind.STORED, "fact " + f.kind(), f.trace())) {
                    step.put("tap2.fact", f.id().toString());
                    mails.tell(tx, f);
                }
            }
            Outbox.markHandled(tx, facts.stream().map(Fact::id).toList(), clock.instant());
            return facts.size();
        });
    }

    /// Without what is no longer so: a product that was taken back before anybody was told of it is told to nobody.
    private List<Fact> holding(Tx tx, List<Fact> facts) {
        var out = new HashMap<UUID, Boolean>();
        return facts.stream()
                .filter(f -> !f.kind().equals("new_product")
                        || out.computeIfAbsent(
                                UUID.fromString(
                                        Json.tree(f.payload()).path("product").asText()),
                                product -> isOut.test(tx, product)))
                .toList();
    }

    private static List<Fact> waiting(Tx tx, int most) {
        return Outbox.take(tx, most).stream()
                .map(w -> new Fact(w.id(), w.kind(), w.ref(), w.creatorId(), w.fanId(), w.payload(), w.trace()))
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
                List<Fact> next = db.inTransaction(tx -> waiting(tx, 1));
                if (next.isEmpty() || !failed.add(next.getFirst().id())) {
                    return i;
                }
                Fact f = next.getFirst();
                LOG.error("notice of {} {} failed: {}", f.kind(), f.ref(), e.toString());
                db.transact(tx -> Outbox.markFailed(tx, f.id()));
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
