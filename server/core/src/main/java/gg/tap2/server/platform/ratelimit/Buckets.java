package gg.tap2.server.platform.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All token buckets, by key.
public final class Buckets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);
    private static final int MAX_LOCAL = 200_000;
    private static final Duration REDIS_PAUSE = Duration.ofSeconds(5);

    private final double factor;
    private final TimeMeter time;
    private final Cache<String, Bucket> local;
    private final @Nullable String url;
    private volatile @Nullable Redis redis;
    /// So that an outage costs one request its time and not all of them.
    private volatile long redisAwayUntil = System.nanoTime();

    private record Redis(AutoCloseable connection, ProxyManager<String> buckets) {}

    /// What a try at a bucket gave. `resetSeconds` is when the bucket is full again, `retryAfterSeconds` when
    /// one more is allowed.
    public record Answer(boolean allowed, long limit, long remaining, long resetSeconds, int retryAfterSeconds) {}

    private Buckets(double factor, InstantSource clock, @Nullable String url) {
        this.factor = factor;
        this.time = new Meter(clock);
        this.local = Caffeine.newBuilder()
                .maximumSize(MAX_LOCAL)
                .expireAfterAccess(Duration.ofHours(2))
                .build();
        this.url = url;
        connectAgain();
    }

    /// With `ratelimit.factor` all limits are multiplied.
    public static Buckets of(ServerConfig config, InstantSource clock) {
        double factor;
        try {
            factor = Double.parseDouble(config.text(Key.RATELIMIT_FACTOR));
        } catch (NumberFormatException e) {
            factor = -1;
        }
        if (!(factor > 0 && factor <= 1_000_000)) {
            throw new ConfigException("ratelimit.factor must be a number above 0");
        }
        String url = config.isSet(Key.REDIS_URL) ? config.text(Key.REDIS_URL) : null;
        if (url != null) {
            SharedRedis.check(url);
        }
        return new Buckets(factor, clock, url);
    }

    /// A server starts without Redis as it lives without it, and takes it up when it is there.
    private void connectAgain() {
        String at = url;
        if (at == null) {
            return;
        }
        try {
            redis = connect(at);
        } catch (RuntimeException e) {
            redisAwayUntil = System.nanoTime() + REDIS_PAUSE.toNanos();
            LOG.warn("Redis cannot be reached, limits count per server until it can: {}", e.toString());
        }
    }

    private synchronized @Nullable Redis redis() {
        if (url == null || System.nanoTime() - redisAwayUntil < 0) {
            return null;
        }
        if (redis == null) {
            connectAgain();
        }
        return redis;
    }

    private Redis connect(String at) {
        var expiry = ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1));
        var codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        return SharedRedis.connect(
                at,
                codec,
                (client, one) -> new Redis(
                        client,
                        Bucket4jLettuce.casBasedBuilder(one)
                                .expirationAfterWrite(expiry)
                                .clientClock(time)
                                .build()),
                (client, cluster) -> new Redis(
                        client,
                        Bucket4jLettuce.casBasedBuilder(cluster)
                                .expirationAfterWrite(expiry)
                                .clientClock(time)
                                .build()));
    }

    /// Takes one from the bucket of that key.
    public Answer take(String key, Limit limit) {
        return take(key, limit, 1);
    }

    public Answer take(String key, Limit limit, long count) {
        Limit l = limit.times(factor);
        var probe = shared(key, l, b -> b.tryConsumeAndReturnRemaining(Math.min(count, l.count())));
        return answer(l, probe);
    }

    /// Gives back what was taken; never more than there was.
    public void give(String key, Limit limit, long count) {
        shared(key, limit.times(factor), b -> {
            b.addTokens(count);
            return true;
        });
    }

    /// What [#take] would answer, without taking.
    public Answer look(String key, Limit limit) {
        Limit l = limit.times(factor);
        var estimate = shared(key, l, b -> b.estimateAbilityToConsume(1));
        return new Answer(
                estimate.canBeConsumed(),
                l.count(),
                estimate.getRemainingTokens(),
                l.window().toSeconds(),
                seconds(estimate.getNanosToWaitForRefill()));
    }

    /// Forgets what was taken.
    public void reset(String key, Limit limit) {
        shared(key, limit.times(factor), b -> {
            b.reset();
            return true;
        });
    }

    private <T> T shared(String key, Limit l, java.util.function.Function<Bucket, T> use) {
        var r = redis();
        if (r != null) {
            try {
                return use.apply(r.buckets().builder().build("tap2:rl:" + key, () -> configuration(l)));
            } catch (RuntimeException e) {
                redisAwayUntil = System.nanoTime() + REDIS_PAUSE.toNanos();
                LOG.warn("Redis does not answer, limits count per server for a while: {}", e.toString());
            }
        }
        return use.apply(local.get(
                key,
                k -> Bucket.builder()
                        .addLimit(bandwidth(l))
                        .withCustomTimePrecision(time)
                        .build()));
    }

    private static Answer answer(Limit l, ConsumptionProbe p) {
        return new Answer(
                p.isConsumed(),
                l.count(),
                p.getRemainingTokens(),
                TimeUnit.NANOSECONDS.toSeconds(p.getNanosToWaitForReset()) + 1,
                seconds(p.getNanosToWaitForRefill()));
    }

    private static int seconds(long nanos) {
        return (int) Math.min(86_400, TimeUnit.NANOSECONDS.toSeconds(nanos) + 1);
    }

    private static BucketConfiguration configuration(Limit l) {
        return BucketConfiguration.builder().addLimit(bandwidth(l)).build();
    }

    private static Bandwidth bandwidth(Limit l) {
        return Bandwidth.builder()
                .capacity(l.count())
                .refillGreedy(l.count(), l.window())
                .build();
    }

    private record Meter(InstantSource clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            var now = clock.instant();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }

    @Override
    public void close() {
        var r = redis;
        if (r != null) {
            try {
                r.connection().close();
            } catch (Exception e) {
                LOG.debug("closing Redis: {}", e.toString());
            }
        }
    }
}
