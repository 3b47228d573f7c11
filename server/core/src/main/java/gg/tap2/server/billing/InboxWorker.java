package gg.tap2.server.billing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Step;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.stripe.ProviderSetupException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles stored events soon after they arrive. The web server wakes it in process; a look every few seconds finds
/// what another server stored or what is due again. An event is leased while it is handled, so any number of servers
/// may do this.
public final class InboxWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final int BATCH = 100;
    /// So many subjects at once; each waits for its provider most of the time.
    private static final int PLACES = 8;
    /// Where Stripe's objects name the membership or the payment that they belong to.
    private static final List<String> SUBJECTS =
            List.of("/parent/subscription_details/subscription", "/subscription", "/payment_intent");

    private static final Duration IDLE = Duration.ofSeconds(3);

    /// Handles one provider's events.
    public interface Handler {
        /// @return what became of it: `done`, `ignored` (not ours) or `parked` (money that nothing of ours explains)
        String handle(Inbox.Waiting event);
    }

    private final Db db;
    private final InstantSource clock;
    private final Inbox inbox;
    private final Map<String, Handler> handlers;
    private final Tracing tracing;
    private final Semaphore places = new Semaphore(PLACES);
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    public InboxWorker(Db db, InstantSource clock, Inbox inbox, Map<String, Handler> handlers, Tracing tracing) {
        this.db = db;
        this.clock = clock;
        this.inbox = inbox;
        this.handlers = Map.copyOf(handlers);
        this.tracing = tracing;
        this.thread = Thread.ofPlatform().name("webhook-inbox").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    private void run() {
        while (!closed) {
            try {
                if (drain() == 0) {
                    boolean woken = bell.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.trace("woken {}", woken);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("webhook inbox: {}", e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /// Handles what is due now; returns how many.
    public int drain() {
        List<Inbox.Waiting> batch = db.inTransaction(tx -> {
            var taken = inbox.take(tx, clock.instant(), BATCH);
            taken.forEach(w -> inbox.lease(tx, w.id(), clock.instant().plus(LEASE)));
            return taken;
        });
        Map<String, List<Inbox.Waiting>> bySubject = batch.stream()
                .collect(Collectors.groupingBy(InboxWorker::subject, LinkedHashMap::new, Collectors.toList()));
        try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
            bySubject.values().forEach(events -> side.execute(() -> together(events)));
        }
        return batch.size();
    }

    /// What an event is about. Events of one subject are handled one after the other: each takes over the present
    /// state,
    /// and the one that asked first must not write last.
    static String subject(Inbox.Waiting w) {
        JsonNode object = Json.tree(w.payload()).path("data").path("object");
        for (String path : SUBJECTS) {
            String id = object.at(path).asText("");
            if (!id.isEmpty()) {
                return w.provider() + " " + id;
            }
        }
        String id = w.objectId();
        return w.provider() + " " + (id == null ? w.eventId() : id);
    }

    private void together(List<Inbox.Waiting> events) {
        places.acquireUninterruptibly();
        try {
            for (Inbox.Waiting w : events) {
                try (var step =
                        tracing.begin(Tracing.Kind.STORED, "event " + w.provider() + " " + w.type(), w.trace())) {
                    step.put("tap2.event", w.eventId()).put("tap2.attempt", w.attempts() + 1L);
                    handle(w, step);
                } catch (RuntimeException e) {
                    // Its lease ends by itself.
                    LOG.warn("event {} could not be marked: {}", w.eventId(), e.toString());
                }
            }
        } finally {
            places.release();
        }
    }

    private void handle(Inbox.Waiting w, Step step) {
        Handler handler = handlers.get(w.provider());
        try {
            String outcome = handler == null ? "ignored" : handler.handle(w);
            if (outcome.equals("parked")) {
                LOG.error(
                        "event {} {} of {} is parked: nothing of ours explains it",
                        w.eventId(),
                        w.type(),
                        w.provider());
            }
            db.transact(tx -> inbox.done(tx, w.id(), outcome, null, clock.instant()));
        } catch (ProviderSetupException | EventLaterException e) {
            // Waits for an operator, for as long as that takes: nothing is wrong with the event.
            step.failed(e);
            db.transact(tx -> inbox.postponed(tx, w.id(), e.toString(), clock.instant()));
        } catch (RuntimeException e) {
            step.failed(e);
            LOG.warn("event {} {} failed: {}", w.eventId(), w.type(), e.toString());
            db.transact(tx -> inbox.failed(tx, w.id(), w.attempts(), e.toString(), clock.instant()));
        }
    }

    @Override
    public void close() {
        closed = true;
        bell.release();
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
