package gg.tap2.server.billing;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits the paid events that arrive together in one transaction: inbox row, journal, balance, grant and event
/// of all of them, acknowledged only after the commit. One slow fsync then serves many events, and a popular
/// creator's balance row is locked once per batch instead of once per sale. Each creator belongs to one of the
/// workers, so that workers do not wait for each other's balances. A batch that fails is repeated event by
/// event, so that one bad event fails alone.
final class SaleCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SaleCommitter.class);
    private static final int MAX_BATCH = 200;
    private static final int QUEUE = 2_000;
    private static final int WORKERS = 2;

    private record Item(
            Inbox.Event event,
            SaleBooking.Paid paid,
            CompletableFuture<SaleBooking.Outcome> answer,
            Tracing.Place place) {}

    private final Db db;
    private final InstantSource clock;
    private final Inbox inbox;
    private final SaleBooking booking;
    private final Consumer<UUID> booked;
    private final List<BlockingQueue<Item>> queues = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    /// @param booked told after the commit of each payment that was booked now
    SaleCommitter(Db db, InstantSource clock, Inbox inbox, SaleBooking booking, Consumer<UUID> booked) {
        this.db = db;
        this.clock = clock;
        this.inbox = inbox;
        this.booking = booking;
        this.booked = booked;
        for (int i = 0; i < WORKERS; i++) {
            var queue = new ArrayBlockingQueue<Item>(QUEUE);
            queues.add(queue);
            workers.add(Thread.ofPlatform().name("sale-committer-" + i).daemon().start(() -> run(queue)));
        }
    }

    /// Completes when the event is committed; exceptionally when it could not be stored at all.
    ///
    /// @param creatorHint whose sale it seems to be; a wrong one costs waiting, nothing else, because what
    ///     is booked is read from the payment
    CompletableFuture<SaleBooking.Outcome> submit(Inbox.Event event, SaleBooking.Paid paid, String creatorHint) {
        var item = new Item(event, paid, new CompletableFuture<>(), Tracing.place());
        if (closed
                || !queues.get(Math.floorMod(creatorHint.hashCode(), WORKERS)).offer(item)) {
            item.answer().completeExceptionally(gg.tap2.server.platform.http.ApiException.unavailable("overloaded", 2));
        }
        return item.answer();
    }

    private void run(BlockingQueue<Item> queue) {
        var batch = new ArrayList<Item>(MAX_BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                Item first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, MAX_BATCH - 1);
                commit(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                batch.clear();
            }
        }
    }

    private void commit(List<Item> batch) {
        // One transaction for all of them is a step of the first one's trace.
        try (var step =
                Tracing.step(Tracing.Kind.INSIDE, "sales", batch.getFirst().place())) {
            step.put("tap2.sales", batch.size());
            apply(batch);
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1) {
                batch.getFirst().answer().completeExceptionally(e);
                return;
            }
            LOG.warn("a batch of {} sales is repeated one by one: {}", batch.size(), e.toString());
            batch.forEach(i -> commit(List.of(i)));
        }
    }

    private void apply(List<Item> batch) {
        var now = clock.instant();
        Map<String, Item> byEvent = new LinkedHashMap<>();
        batch.forEach(i -> byEvent.putIfAbsent(i.event().eventId(), i));
        record Result(Set<String> fresh, Map<UUID, SaleBooking.Outcome> outcomes) {}
        Result result = db.inTransaction(tx -> {
            Set<String> fresh =
                    inbox.store(tx, byEvent.values().stream().map(Item::event).toList(), "done");
            var paid = byEvent.values().stream()
                    .filter(i -> fresh.contains(i.event().eventId()))
                    .map(Item::paid)
                    .toList();
            Map<UUID, SaleBooking.Outcome> outcomes = paid.isEmpty() ? Map.of() : booking.book(tx, paid, now);
            for (Item i : byEvent.values()) {
                var outcome = outcomes.get(i.paid().paymentId());
                if (outcome == SaleBooking.Outcome.AMOUNT_DIFFERS) {
                    inbox.park(tx, i.event(), "the amount differs from the payment's");
                } else if (outcome == SaleBooking.Outcome.UNKNOWN_PAYMENT) {
                    inbox.park(tx, i.event(), "no such payment");
                }
            }
            return new Result(fresh, outcomes);
        });
        var told = new java.util.HashSet<UUID>();
        for (Item i : batch) {
            UUID id = i.paid().paymentId();
            var outcome = result.fresh().contains(i.event().eventId())
                    ? result.outcomes().getOrDefault(id, SaleBooking.Outcome.UNKNOWN_PAYMENT)
                    : SaleBooking.Outcome.BEFORE;
            if (outcome == SaleBooking.Outcome.BOOKED && told.add(id)) {
                booked.accept(id);
            }
            i.answer().complete(outcome);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread w : workers) {
            try {
                w.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
