package gg.tap2.server.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody signs in at every moment, also while a server starts and while keys change.
final class KeyRingTest {
    @TempDir
    Path folder;

    private static JWK made(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKeySignsAtEveryMoment() throws Exception {
        var vault = Vault.open(ServerConfig.load(null, Map.of(), Map.of(Key.DATA_DIR, folder.toString())));
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Function<String, JWK> slow = kid -> {
            begun.countDown();
            try {
                assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return made(kid);
        };
        try (Db db = Db.open(TestDatabase.address(), 5);
                var other = Executors.newSingleThreadExecutor()) {
            String first = ring(db, vault, KeyRingTest::made).current().getKeyID();
            var rotation = other.submit(() -> ring(db, vault, slow).rotate());
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            // A server that has just started knows no key yet, and looks while the new one is being made.
            assertThat(ring(db, vault, KeyRingTest::made).current().getKeyID()).isEqualTo(first);
            goOn.countDown();
            rotation.get();
            assertThat(ring(db, vault, KeyRingTest::made).current().getKeyID()).isNotEqualTo(first);
            long signing = db.read(tx -> tx.sql("SELECT count(*) AS n FROM signing_keys WHERE retired_at IS NULL")
                    .one(r -> r.number("n")));
            assertThat(signing).isEqualTo(1);
        }
    }

    private static KeyRing ring(Db db, Vault vault, Function<String, JWK> generator) {
        return new KeyRing(db, vault, InstantSource.system(), "access", generator, Duration.ofMinutes(20));
    }
}
