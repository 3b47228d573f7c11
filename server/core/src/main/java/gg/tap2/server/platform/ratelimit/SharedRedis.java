package gg.tap2.server.platform.ratelimit;

import gg.tap2.server.platform.config.ConfigException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import java.time.Duration;
import java.util.function.BiFunction;

/// A connection to one Redis or to a cluster of them, whichever is there: a node of a cluster answers most
/// keys with
/// MOVED, which a plain client takes for an outage. ElastiCache in cluster mode, ElastiCache Serverless and
/// others are
/// clusters behind one address.
public final class SharedRedis {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ZERO;
    private static final Duration END = Duration.ofSeconds(1);

    private SharedRedis() {}

    /// @throws ConfigException for what is no address of a Redis
    public static RedisURI check(String url) {
        try {
            var uri = RedisURI.create(url);
            uri.setTimeout(TIMEOUT);
            return uri;
        } catch (RuntimeException e) {
            throw new ConfigException("redis.url must look like rediss://user:password@host:6379");
        }
    }

    /// Connects and lets the caller make what it needs of the connection.
    ///
    /// @throws RuntimeException when nobody answers
    public static <V, T> T connect(
            String url,
            RedisCodec<String, V> codec,
            BiFunction<AutoCloseable, StatefulRedisConnection<String, V>, T> one,
            BiFunction<AutoCloseable, StatefulRedisClusterConnection<String, V>, T> cluster) {
        var uri = check(url);
        var client = RedisClient.create(uri);
        try {
            var connection = client.connect(codec);
            if (!isCluster(connection)) {
                return one.apply(() -> client.shutdown(QUIET, END), connection);
            }
        } catch (RuntimeException e) {
            client.shutdown(QUIET, END);
            throw e;
        }
        client.shutdown(QUIET, END);
        var many = RedisClusterClient.create(uri);
        try {
            return cluster.apply(() -> many.shutdown(QUIET, END), many.connect(codec));
        } catch (RuntimeException e) {
            many.shutdown(QUIET, END);
            throw e;
        }
    }

    private static boolean isCluster(StatefulRedisConnection<String, ?> connection) {
        try {
            return connection.sync().info("cluster").contains("cluster_enabled:1");
        } catch (io.lettuce.core.RedisCommandExecutionException e) {
            // A right to ask that was not given; a plain Redis it is, as long as nothing speaks against it.
            return false;
        }
    }
}
