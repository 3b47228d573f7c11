package gg.tap2.server.platform.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How much runs at once. Requests share a lane, each provider's webhooks have one of their own, and so have answers
/// that are made while they are sent: those are counted for each network as well.
final class Lanes {
    private static final int WEBHOOKS = 64;
    /// Of a provider's lane, for one network: another network's events still get in.
    private static final int WEBHOOKS_OF_A_NETWORK = 24;
    private static final int STREAMS = 256;
    private static final int STREAMS_OF_A_NETWORK = 8;

    private final Semaphore requests;
    private final Map<String, Semaphore> webhooks = new ConcurrentHashMap<>();
    private final Map<String, Integer> senders = new ConcurrentHashMap<>();
    private final Semaphore streams = new Semaphore(STREAMS);
    private final Map<String, Integer> streamers = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final double factor;

    Lanes(Semaphore requests, double factor) {
        this.requests = requests;
        this.factor = Math.max(1, factor);
    }

    /// A place that one request has; given back once, however often that is asked.
    final class Place {
        private @Nullable Runnable release;

        private Place(Runnable release) {
            this.release = release;
        }

        synchronized void release() {
            var r = release;
            release = null;
            if (r != null) {
                r.run();
            }
        }
    }

    /// Null when everything is taken.
    @Nullable
    Place enter(Route route, String network) {
        if (route.access() != Access.WEBHOOK) {
            return requests.tryAcquire() ? new Place(requests::release) : null;
        }
        Semaphore lane = webhooks.computeIfAbsent(route.path(), p -> new Semaphore(WEBHOOKS));
        String sender = route.path() + " " + network;
        if (!take(senders, sender, WEBHOOKS_OF_A_NETWORK)) {
            return null;
        }
        if (!lane.tryAcquire()) {
            giveBack(senders, sender);
            return null;
        }
        return new Place(() -> {
            lane.release();
            giveBack(senders, sender);
        });
    }

    /// A place for an answer that is made while it is sent.
    ///
    /// @throws ApiException 429 when this network has as many as it may, 503 when all are taken
    Place stream(String network) {
        if (!take(streamers, network, STREAMS_OF_A_NETWORK)) {
            throw ApiException.tooMany(10);
        }
        if (!streams.tryAcquire()) {
            giveBack(streamers, network);
            throw ApiException.unavailable("overloaded", 10);
        }
        return new Place(() -> {
            streams.release();
            giveBack(streamers, network);
        });
    }

    /// A request has begun and is not answered.
    Place begun() {
        running.incrementAndGet();
        return new Place(running::decrementAndGet);
    }

    int running() {
        return running.get();
    }

    private boolean take(Map<String, Integer> counts, String who, int most) {
        boolean[] taken = {true};
        counts.compute(who, (k, n) -> {
            int now = n == null ? 0 : n;
            taken[0] = now < most * factor;
            return taken[0] ? now + 1 : n;
        });
        return taken[0];
    }

    private static void giveBack(Map<String, Integer> counts, String who) {
        counts.computeIfPresent(who, (k, n) -> n <= 1 ? null : n - 1);
    }
}
