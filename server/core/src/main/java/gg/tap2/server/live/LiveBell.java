package gg.tap2.server.live;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rings on the other servers through Redis. Without an answer nothing is lost: they look every second anyway.
final class LiveBell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveBell.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final String CHANNEL = "tap2:live";

    private final RedisClient client;
    private final String me = UUID.randomUUID().toString();
    private @Nullable Runnable heard;
    private volatile long next = System.nanoTime();
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> sender;

    LiveBell(String url) {
        var uri = RedisURI.create(url);
        uri.setTimeout(Duration.ofMillis(500));
        this.client = RedisClient.create(uri);
    }

    /// Connects now or, when nobody answers, at a later ring.
    void listen(Runnable ring) {
        this.heard = ring;
        connect();
    }

    private synchronized void connect() {
        Runnable ring = heard;
        if (ring == null || sender != null || System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + AGAIN.toNanos();
        try {
            var receiver = client.connectPubSub();
            receiver.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    if (!message.equals(me)) {
                        ring.run();
                    }
                }
            });
            receiver.sync().subscribe(CHANNEL);
            sender = client.connectPubSub();
        } catch (RuntimeException e) {
            LOG.warn("live events go without Redis for now: {}", e.toString());
        }
    }

    void ring() {
        var s = sender;
        if (s == null && System.nanoTime() - next >= 0) {
            Thread.ofVirtual().name("live-bell").start(this::connect);
        }
        if (s != null && s.isOpen()) {
            var sent = s.async().publish(CHANNEL, me);
            LOG.trace("rang {}", sent);
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
