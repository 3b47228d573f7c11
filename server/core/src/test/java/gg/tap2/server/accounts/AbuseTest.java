package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.platform.ratelimit.Limit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Guessing, flooding and finding out who has an account.
class AbuseTest {
    private static AccountsServer strict() {
        return new AccountsServer(Map.of(), AccountsServer.LIGHT, r -> {});
    }

    private static SignInClient from(String ip, String device) {
        return new SignInClient(ip, "test", null, device, true, Locale.ENGLISH);
    }

    @Test
    void limitsHoldAndSayWhenToComeBack() {
        try (var s = strict()) {
            // A school or a mobile network is one address.
            for (int i = 0; i < 60; i++) {
                assertThat(s.register("r" + i + "@example.org", Role.FAN).status())
                        .isEqualTo(201);
            }
            var more = s.register("more@example.org", Role.FAN);
            assertThat(more.status()).isEqualTo(429);
            assertThat(Integer.parseInt(more.header("Retry-After"))).isBetween(1, 61);
            assertThat(more.header("RateLimit-Remaining")).isEqualTo("0");
            for (int i = 0; i < 5; i++) {
                assertThat(s.login("r0@example.org", "wrong password").status()).isEqualTo(401);
            }
            assertThat(s.login("r0@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(429);
            assertThat(s.get("/api/v1/test/page", null).header("RateLimit-Limit"))
                    .isNull();
            assertThat(s.get("/test/page", null).header("RateLimit-Limit")).isEqualTo("600");
            s.clock.advance(Duration.ofMinutes(5));
            assertThat(s.login("r0@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void guessingFromOneAddressDoesNotLockTheOwnerOut() {
        try (var s = strict()) {
            s.register("owner@example.org", Role.FAN);
            var signIns = s.feature.signIns();
            var right = new LoginRequest("owner@example.org", AccountsServer.PASSWORD, null);
            var wrong = new LoginRequest("owner@example.org", "wrong password", null);
            for (int i = 0; i < 5; i++) {
                assertThat(signIns.login(wrong, from("198.51.100.1", null))).isInstanceOf(LoginOutcome.Refused.class);
            }
            assertThat(signIns.login(wrong, from("198.51.100.1", null))).isInstanceOf(LoginOutcome.TooMany.class);
            assertThat(signIns.login(right, from("198.51.100.1", null))).isInstanceOf(LoginOutcome.TooMany.class);
            assertThat(signIns.login(right, from("203.0.113.9", null))).isInstanceOf(LoginOutcome.SignedIn.class);
        }
    }

    @Test
    void guessingFromManyAddressesIsSlowedAndTheOwnersDeviceIsNot() {
        try (var s = strict()) {
            s.register("many@example.org", Role.FAN);
            var signIns = s.feature.signIns();
            var right = new LoginRequest("many@example.org", AccountsServer.PASSWORD, null);
            var wrong = new LoginRequest("many@example.org", "wrong password", null);
            var first = (LoginOutcome.SignedIn) signIns.login(right, from("203.0.113.1", null));
            for (int i = 0; i < 20; i++) {
                signIns.login(wrong, from("198.51.100." + i, null));
            }
            long t = System.nanoTime();
            assertThat(signIns.login(wrong, from("198.51.100.99", null))).isInstanceOf(LoginOutcome.Refused.class);
            assertThat(Duration.ofNanos(System.nanoTime() - t)).isGreaterThan(Duration.ofSeconds(2));
            long quickest = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                t = System.nanoTime();
                assertThat(signIns.login(right, from("203.0.113.77", first.deviceToken())))
                        .isInstanceOf(LoginOutcome.SignedIn.class);
                quickest = Math.min(quickest, System.nanoTime() - t);
            }
            // One that was slowed would be so each time; a busy machine is not.
            assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofSeconds(2));
            assertThat(signIns.login(right, from("203.0.113.78", null))).isInstanceOf(LoginOutcome.SignedIn.class);
        }
    }

    @Test
    void unknownAddressesAnswerLikeWrongPasswordsInWordsAndWork() {
        var settings = Map.of(Key.RATELIMIT_FACTOR, "100000");
        try (var s = new AccountsServer(settings, new Passwords.Cost(4_096, 2), r -> {})) {
            s.register("known@example.org", Role.FAN);
            long known = 0;
            long unknown = 0;
            var bodies = new HashSet<String>();
            for (int i = 0; i < 130; i++) {
                boolean exists = i % 2 == 0;
                long before = hashing();
                var r = s.login(exists ? "known@example.org" : "nobody" + i + "@example.org", "wrong password");
                long took = hashing() - before;
                bodies.add(r.status() + r.raw().body().replaceAll("\"requestId\":\"[^\"]*\"", ""));
                if (i >= 30 && exists) {
                    known += took;
                } else if (i >= 30) {
                    unknown += took;
                }
            }
            assertThat(bodies).hasSize(1);
            assertThat(known).isPositive();
            assertThat((double) known / unknown).isBetween(0.8, 1.25);
            var forgot = s.post("/api/v1/auth/forgot-password", Map.of("email", "known@example.org"), null);
            var nobody = s.post("/api/v1/auth/forgot-password", Map.of("email", "nobody@example.org"), null);
            assertThat(nobody.status()).isEqualTo(forgot.status());
            assertThat(nobody.raw().body()).isEqualTo(forgot.raw().body());
        }
    }

    /// What hashing took of the processor until now, ns. The clock on the wall also measures what else the machine
    /// does; [EnumerationTest] reads it, alone and five hundred times.
    private static long hashing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(t -> t != null && t.getThreadName().startsWith("argon2-"))
                .mapToLong(t -> Math.max(0, threads.getThreadCpuTime(t.getThreadId())))
                .sum();
    }

    @Test
    void aFloodOfSignInsIsRefusedQuicklyAndOtherRequestsStayQuick() throws Exception {
        try (var s = new AccountsServer(Map.of(Key.RATELIMIT_FACTOR, "100000"), Passwords.Cost.DEFAULT, r -> {});
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            s.get("/test/page", null);
            var flood = new ArrayList<java.util.concurrent.Future<Integer>>();
            long began = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                String email = "f" + i + "@example.org";
                flood.add(pool.submit(() -> s.login(email, "wrong password").status()));
            }
            var others = new ArrayList<Long>();
            for (int i = 0; i < 100; i++) {
                long t = System.nanoTime();
                assertThat(s.get("/test/page", null).status()).isEqualTo(200);
                others.add(System.nanoTime() - t);
            }
            int refused = 0;
            for (var f : flood) {
                int status = f.get();
                assertThat(status).isIn(401, 503);
                refused += status == 503 ? 1 : 0;
            }
            assertThat(refused).isPositive();
            long flooded = System.nanoTime() - began;
            others.sort(null);
            // By what the sign-ins themselves take here, so that a slow machine is measured by its own pace.
            assertThat(others.get(50)).isLessThan(flooded / 10);
        }
    }

    @Test
    void weakHashesAreUpgradedOnSignIn() {
        try (var s = new AccountsServer();
                var weaker = new Passwords(new Passwords.Cost(64, 1))) {
            s.register("upgrade@example.org", Role.FAN);
            String weak = weaker.hash(AccountsServer.PASSWORD);
            s.db.transact(tx ->
                    tx.sql("UPDATE users SET password_hash = :h").set("h", weak).update());
            assertThat(s.login("upgrade@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(200);
            String now =
                    s.db.read(tx -> tx.sql("SELECT password_hash FROM users").one(r -> r.text("password_hash")));
            assertThat(now).startsWith("$argon2id$").contains("m=256").isNotEqualTo(weak);
            assertThat(s.login("upgrade@example.org", AccountsServer.PASSWORD).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void serversShareTheirCountsThroughRedisAndCountAloneWithoutIt() throws Exception {
        int port;
        try (var socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var redis = new redis.embedded.RedisServer(port);
        redis.start();
        try (var s = strict()) {
            var config = s.config.with(Map.of(Key.REDIS_URL, "redis://127.0.0.1:" + port));
            var limit = new Limit(3, Duration.ofMinutes(1));
            try (var a = Buckets.of(config, s.clock);
                    var b = Buckets.of(config, s.clock)) {
                assertThat(a.take("k", limit).allowed()).isTrue();
                assertThat(b.take("k", limit).allowed()).isTrue();
                assertThat(a.take("k", limit).remaining()).isZero();
                assertThat(b.take("k", limit).allowed()).isFalse();
                redis.stop();
                assertThat(a.take("k", limit).allowed()).isTrue();
            }
        } finally {
            redis.stop();
        }
    }
}
