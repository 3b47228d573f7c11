package gg.tap2.server.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.lettuce.core.RedisClient;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

/// Redis as it is rented: away for a while, or a cluster behind one address.
class SharedRedisTest {
    private static final Limit LIMIT = new Limit(5, Duration.ofMinutes(10));

    private static int port() throws Exception {
        // The bus of a cluster listens 10,000 above.
        while (true) {
            try (var socket = new ServerSocket(0)) {
                if (socket.getLocalPort() < 55_000) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private static Buckets buckets(int port) {
        return Buckets.of(
                ServerConfig.load(null, Map.of(), Map.of(Key.REDIS_URL, "redis://127.0.0.1:" + port)),
                InstantSource.system());
    }

    @Test
    void aServerStartsWithoutItAndTakesItUpLater() throws Exception {
        int port = port();
        try (var a = buckets(port);
                var b = buckets(port)) {
            assertThat(a.take("k", LIMIT).allowed()).isTrue();
            var redis = new RedisServer(port);
            redis.start();
            try {
                Thread.sleep(5_200);
                for (int i = 0; i < 3; i++) {
                    assertThat(a.take("k", LIMIT).allowed()).isTrue();
                }
                b.take("k", LIMIT);
                assertThat(b.take("k", LIMIT).remaining())
                        .as("both count together")
                        .isZero();
            } finally {
                redis.stop();
            }
        }
    }

    @Test
    void aClusterBehindOneAddressIsSpokenToAsOne() throws Exception {
        int port = port();
        var redis = RedisServer.newRedisServer()
                .port(port)
                .setting("cluster-enabled yes")
                .setting("cluster-config-file /tmp/tap2-nodes-" + port + ".conf")
                .build();
        redis.start();
        try {
            try (var client = RedisClient.create("redis://127.0.0.1:" + port);
                    var admin = client.connect()) {
                int[] slots = java.util.stream.IntStream.range(0, 16_384).toArray();
                admin.sync().clusterAddSlots(slots);
                for (int i = 0; i < 100 && !admin.sync().clusterInfo().contains("cluster_state:ok"); i++) {
                    Thread.sleep(50);
                }
                assertThat(admin.sync().clusterInfo()).contains("cluster_state:ok");
            }
            try (var a = buckets(port);
                    var b = buckets(port)) {
                for (String key : new String[] {"a", "b", "c", "d"}) {
                    int allowed = 0;
                    for (int i = 0; i < 4; i++) {
                        allowed += a.take(key, LIMIT).allowed() ? 1 : 0;
                        allowed += b.take(key, LIMIT).allowed() ? 1 : 0;
                    }
                    assertThat(allowed).as(key).isEqualTo(5);
                }
            }
        } finally {
            redis.stop();
            java.nio.file.Files.deleteIfExists(java.nio.file.Path.of("/tmp/tap2-nodes-" + port + ".conf"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://redis:6379", "redis", "redis://"})
    void whatIsNoAddressIsSaidAtStart(String url) {
        assertThatThrownBy(() -> Buckets.of(
                        ServerConfig.load(null, Map.of(), Map.of(Key.REDIS_URL, url)), InstantSource.system()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis.url");
    }
}
