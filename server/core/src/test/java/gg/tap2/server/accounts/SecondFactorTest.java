package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.crypto.KeyRotation;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.Checkout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SecondFactorTest {
    static AccountsServer s;

    @BeforeAll
    static void start() {
        s = new AccountsServer();
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    record Enrolled(String secret, String access, java.util.List<String> codes) {}

    static String code(String secret) {
        return Totp.code(Totp.unbase32(secret), s.clock.instant().getEpochSecond() / 30, 6, "HmacSHA1");
    }

    static Enrolled enrol(String email) {
        String access = s.access(email, Role.CREATOR);
        var setup = s.post("/api/v1/auth/enable-2fa", Map.of("password", AccountsServer.PASSWORD), access);
        assertThat(setup.status()).isEqualTo(200);
        assertThat(setup.data().path("otpauthUri").asText()).startsWith("otpauth://totp/Tap2%20Creators");
        assertThat(setup.data().path("qrSvg").asText()).startsWith("<svg");
        String secret = setup.data().path("secret").asText();
        var on = s.post("/api/v1/auth/verify-2fa", Map.of("code", code(secret)), access);
        assertThat(on.status()).isEqualTo(200);
        var codes = new java.util.ArrayList<String>();
        on.data().path("backupCodes").forEach(c -> codes.add(c.asText()));
        s.clock.advance(Duration.ofSeconds(31));
        return new Enrolled(secret, access, codes);
    }

    private static String challenge(String email) {
        var r = s.login(email, AccountsServer.PASSWORD);
        assertThat(r.data().path("tokens").isNull()).isTrue();
        return r.data().path("challenge").asText();
    }

    private static AccountsServer.Reply verify(String challenge, String code) {
        return s.post("/api/v1/auth/verify-2fa", Map.of("challenge", challenge, "code", code), null);
    }

    @Test
    void theVectorsOfRfc6238() throws Exception {
        Path file = Checkout.ROOT.resolve("../shared/data/vectors/rfc6238-totp.json");
        assumeTrue(Files.exists(file), "the vectors are not beside the repository");
        var all = Json.tree(Files.readString(file)).path("vectors");
        assertThat(all).hasSize(18);
        for (var v : all) {
            byte[] secret = v.path("secretAscii").asText().getBytes(StandardCharsets.US_ASCII);
            assertThat(Totp.code(
                            secret,
                            v.path("time").asLong() / 30,
                            8,
                            "Hmac" + v.path("mode").asText()))
                    .isEqualTo(v.path("totp8").asText());
        }
    }

    @Test
    void theFirstVectorsByHeart() {
        byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
        assertThat(Totp.code(secret, 1, 8, "HmacSHA1")).isEqualTo("94287082");
        assertThat(Totp.code(secret, 1111111109L / 30, 8, "HmacSHA1")).isEqualTo("07081804");
        assertThat(Totp.unbase32(Totp.base32(secret))).isEqualTo(secret);
        assertThat(Totp.base32(secret)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    @Test
    void signsInWithTwoStepsAndACodeWorksOnce() {
        var e = enrol("two@example.org");
        String c1 = challenge("two@example.org");
        String c2 = challenge("two@example.org");
        String code = code(e.secret());
        var in = verify(c1, code);
        assertThat(in.status()).isEqualTo(200);
        assertThat(s.get(
                                "/api/v1/auth/me",
                                in.data().path("tokens").path("accessToken").asText())
                        .data()
                        .path("twoFactorEnabled")
                        .asBoolean())
                .isTrue();
        assertThat(verify(c2, code).code()).isEqualTo("credentials_wrong");
        assertThat(verify(c1, code(e.secret())).code()).isEqualTo("challenge_over");
    }

    @Test
    void oneStepOfClockDifferenceIsFineTwoAreNot() {
        String secret = Totp.newSecret();
        var now = s.clock.instant();
        long step = now.getEpochSecond() / 30;
        for (int d = -2; d <= 2; d++) {
            String code = Totp.code(Totp.unbase32(secret), step + d, 6, "HmacSHA1");
            assertThat(Totp.match(secret, code, now, 0).isPresent()).isEqualTo(Math.abs(d) <= 1);
        }
        assertThat(Totp.match(secret, Totp.code(Totp.unbase32(secret), step, 6, "HmacSHA1"), now, step))
                .isEmpty();
    }

    @Test
    void theSameCodeInParallelOpensOneSession() throws Exception {
        var e = enrol("race@example.org");
        var challenges = IntStream.range(0, 8)
                .mapToObj(i -> challenge("race@example.org"))
                .toList();
        String code = code(e.secret());
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = challenges.stream()
                    .map(c -> pool.submit(() -> verify(c, code).status()))
                    .toList();
            int opened = 0;
            for (var f : all) {
                opened += f.get() == 200 ? 1 : 0;
            }
            assertThat(opened).isEqualTo(1);
        }
    }

    @Test
    void backupCodesWorkOnceAndCanBeRenewed() {
        var e = enrol("backup@example.org");
        assertThat(new HashSet<>(e.codes())).hasSize(10).allMatch(c -> c.matches("([a-z2-9]{6}-){3}[a-z2-9]{6}"));
        String row = s.db.read(tx -> tx.sql("SELECT row_to_json(t) AS j FROM two_factor_auth t WHERE user_id = :u")
                .set("u", s.userId("backup@example.org"))
                .one(r -> r.text("j")));
        assertThat(row).doesNotContain(e.codes().getFirst()).doesNotContain(e.secret());
        assertThat(verify(challenge("backup@example.org"), e.codes().getFirst().toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(200);
        assertThat(verify(challenge("backup@example.org"), e.codes().getFirst()).status())
                .isEqualTo(401);
        s.clock.advance(Duration.ofSeconds(31));
        var fresh = s.post(
                "/api/v1/auth/backup-codes",
                Map.of("password", AccountsServer.PASSWORD, "code", code(e.secret())),
                e.access());
        assertThat(fresh.status()).isEqualTo(200);
        assertThat(verify(challenge("backup@example.org"), e.codes().get(1)).status())
                .isEqualTo(401);
        assertThat(verify(
                                challenge("backup@example.org"),
                                fresh.data().path("backupCodes").get(0).asText())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aChallengeEndsAfterFiveWrongCodesAndAfterFiveMinutes() {
        var e = enrol("guess@example.org");
        String c = challenge("guess@example.org");
        for (int i = 0; i < 5; i++) {
            assertThat(verify(c, "00000" + i).code()).isEqualTo("credentials_wrong");
        }
        assertThat(verify(c, code(e.secret())).code()).isEqualTo("challenge_over");
        String late = challenge("guess@example.org");
        s.clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(verify(late, code(e.secret())).code()).isEqualTo("challenge_over");
    }

    @Test
    void turningItOffNeedsPasswordAndCode() {
        var e = enrol("off@example.org");
        var only = s.post("/api/v1/auth/disable-2fa", Map.of("password", AccountsServer.PASSWORD), e.access());
        assertThat(only.code()).isEqualTo("second_factor_needed");
        var wrong = s.post(
                "/api/v1/auth/disable-2fa",
                Map.of("password", "not the password", "code", code(e.secret())),
                e.access());
        assertThat(wrong.code()).isEqualTo("confirmation_wrong");
        var off = s.post(
                "/api/v1/auth/disable-2fa",
                Map.of("password", AccountsServer.PASSWORD, "code", code(e.secret())),
                e.access());
        assertThat(off.status()).isEqualTo(204);
        assertThat(s.login("off@example.org", AccountsServer.PASSWORD)
                        .data()
                        .path("tokens")
                        .isNull())
                .isFalse();
        assertThat(s.mails("off@example.org").getFirst()).contains("Second factor turned off");
    }

    @Test
    void rotatingTheKeyOfDataAtRestChangesTheStoredSecretButNotTheFactor() {
        try (var own = new AccountsServer()) {
            var before = s;
            s = own;
            try {
                var e = enrol("rest@example.org");
                String sql = "SELECT secret FROM two_factor_auth";
                String old = own.db.read(tx -> tx.sql(sql).one(r -> r.text("secret")));
                var report = new KeyRotation(own.vault, own.feature.reencryptions()).rotate();
                assertThat(report).containsEntry("two_factor_auth", 1L);
                assertThat(own.vault.keyCount()).isEqualTo(2);
                assertThat(own.vault.isPrivate()).isTrue();
                String fresh = own.db.read(tx -> tx.sql(sql).one(r -> r.text("secret")));
                assertThat(fresh).isNotEqualTo(old);
                assertThat(verify(challenge("rest@example.org"), code(e.secret()))
                                .status())
                        .isEqualTo(200);
            } finally {
                s = before;
            }
        }
    }
}
