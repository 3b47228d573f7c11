package gg.tap2.server.billing;

import gg.tap2.model.billing.CreateRefund;
import gg.tap2.server.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the money of a second purchase of the same product back. Looked for right after the commit, payments
/// that were booked together in one query, and again by the sweeper for what a crash left.
final class Duplicates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);
    private static final Duration LOOK_BACK = Duration.ofDays(3);
    private static final int BATCH = 500;

    private final Db db;
    private final InstantSource clock;
    private final Refunds refunds;
    private final PaymentStore store = new PaymentStore();
    private final Queue<UUID> fresh = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();

    Duplicates(Db db, InstantSource clock, Refunds refunds) {
        this.db = db;
        this.clock = clock;
        this.refunds = refunds;
    }

    void lookSoon(UUID paymentId) {
        fresh.add(paymentId);
        if (looking.compareAndSet(false, true)) {
            worker.execute(this::drain);
        }
    }

    /// Looks at everything of the last days.
    void sweep() {
        giveBack(db.read(tx -> store.duplicates(tx, since())));
    }

    private Instant since() {
        return clock.instant().minus(LOOK_BACK);
    }

    private void drain() {
        do {
            try {
                for (List<UUID> batch = next(); !batch.isEmpty(); batch = next()) {
                    List<UUID> some = batch;
                    giveBack(db.inTransaction(tx -> {
                        tx.planForTheseValues();
                        return store.duplicatesAmong(tx, since(), some);
                    }));
                }
            } catch (RuntimeException e) {
                LOG.warn("looking for duplicates: {}; the sweeper looks again", e.toString());
            } finally {
                looking.set(false);
            }
        } while (!fresh.isEmpty() && looking.compareAndSet(false, true));
    }

    private List<UUID> next() {
        var batch = new ArrayList<UUID>();
        while (batch.size() < BATCH && fresh.poll() instanceof UUID id) {
            batch.add(id);
        }
        return batch;
    }

    private void giveBack(List<UUID> payments) {
        for (UUID duplicate : payments) {
            UUID id = UUID.nameUUIDFromBytes(("duplicate/" + duplicate).getBytes(StandardCharsets.UTF_8));
            var refund = refunds.refund(null, new CreateRefund(id, duplicate, null, "duplicate purchase"), "system");
            LOG.info("payment {} was a duplicate and goes back: {}", duplicate, refund.status());
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
