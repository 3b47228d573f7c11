package gg.tap2.server.sandbox;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what is due once a second of real time.
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private final ScheduledExecutorService executor;

    public Ticker(String name, boolean running, Runnable work) {
        this(name, running, 1000, work);
    }

    public Ticker(String name, boolean running, long periodMs, Runnable work) {
        executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        if (running) {
            var ignored = executor.scheduleWithFixedDelay(
                    () -> quietly(name, work), periodMs, periodMs, TimeUnit.MILLISECONDS);
        }
    }

    private static void quietly(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} failed", name, e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
