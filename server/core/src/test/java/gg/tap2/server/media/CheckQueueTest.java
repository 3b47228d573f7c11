package gg.tap2.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One creator's heap of archives does not hold up another's file.
final class CheckQueueTest {
    private static final UUID BUSY = UUID.randomUUID();
    private final CheckQueue queue = new CheckQueue();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void close() {
        queue.close();
    }

    private void busy() {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atOnce.decrementAndGet();
        done.incrementAndGet();
    }

    @Test
    void anArchiveOfAnotherCreatorIsNextAfterForty() throws Exception {
        List<Future<?>> heap = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            heap.add(queue.submit(BUSY, true, this::busy));
        }
        Thread.sleep(200);
        queue.submit(UUID.randomUUID(), true, () -> {}).get(10, TimeUnit.SECONDS);
        assertThat(done.get()).as("archives that were checked before").isLessThan(10);
        for (Future<?> f : heap) {
            f.get(30, TimeUnit.SECONDS);
        }
        assertThat(mostAtOnce.get()).isEqualTo(2);
    }

    @Test
    void smallFilesDoNotWaitForArchivesOfManyCreators() throws Exception {
        for (int i = 0; i < 20; i++) {
            queue.submit(UUID.randomUUID(), true, this::busy);
        }
        long begun = System.nanoTime();
        queue.submit(UUID.randomUUID(), false, () -> {}).get(10, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
        assertThat(done.get()).isLessThan(12);
    }

    @Test
    void whoCostMuchLatelyComesAfterWhoCostLittle() throws Exception {
        for (int i = 0; i < 4; i++) {
            queue.submit(BUSY, true, this::busy).get(10, TimeUnit.SECONDS);
        }
        // Every worker is taken until both wait; then one is free, so that one comes after the other.
        var bothWait = new CountDownLatch(1);
        var bothDone = new CountDownLatch(1);
        queue.submit(UUID.randomUUID(), true, () -> await(bothWait));
        queue.submit(UUID.randomUUID(), true, () -> await(bothDone));
        queue.submit(UUID.randomUUID(), true, () -> await(bothDone));
        var order = new ArrayList<String>();
        var first = queue.submit(BUSY, true, () -> add(order, "busy"));
        var second = queue.submit(UUID.randomUUID(), true, () -> add(order, "modest"));
        bothWait.countDown();
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
        bothDone.countDown();
        assertThat(order).containsExactly("modest", "busy");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void add(List<String> order, String who) {
        synchronized (order) {
            order.add(who);
        }
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFailedCheckFreesItsPlace() throws Exception {
        for (int i = 0; i < 12; i++) {
            queue.submit(BUSY, i % 2 == 0, () -> {
                throw new IllegalStateException("broken");
            });
        }
        queue.submit(BUSY, true, this::busy).get(10, TimeUnit.SECONDS);
        assertThat(done.get()).isEqualTo(1);
    }
}
