package gg.tap2.server.platform.crypto;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The signing keys of one purpose. The newest signs; older ones still verify until `verifyFor` after they were
/// retired. A key made by another server is found by reading the table again, at most every few seconds.
public final class KeyRing implements Reencryption {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final Duration RELOAD_AFTER = Duration.ofMinutes(1);
    private static final Duration MISS_RELOAD_AFTER = Duration.ofSeconds(2);

    private final Db db;
    private final Vault vault;
    private final InstantSource clock;
    private final String purpose;
    private final Function<String, JWK> generator;
    private final @Nullable Duration verifyFor;
    private volatile Loaded loaded = new Loaded(Instant.MIN, Map.of(), null);

    private record Loaded(
            Instant at, Map<String, JWK> byKid, @Nullable JWK current) {}

    private record Stored(
            String kid,
            String publicJwk,
            String privateJwk,
            @Nullable Instant retiredAt) {}

    /// @param generator makes a key pair with the given key id
    /// @param verifyFor how long a retired key verifies; null: for ever
    public KeyRing(
            Db db,
            Vault vault,
            InstantSource clock,
            String purpose,
            Function<String, JWK> generator,
            @Nullable Duration verifyFor) {
        this.db = db;
        this.vault = vault;
        this.clock = clock;
        this.purpose = purpose;
        this.generator = generator;
        this.verifyFor = verifyFor;
    }

    /// The key that signs, with its private part; the first call makes one.
    public JWK current() {
        JWK key = fresh().current();
        if (key == null) {
            db.transact(tx -> {
                tx.serialize("signing-keys", NOBODY);
                boolean there = tx.sql(
                                "SELECT 1 AS one FROM signing_keys WHERE purpose = :purpose AND retired_at IS NULL")
                        .set("purpose", purpose)
                        .exists();
                if (!there) {
                    insert(tx, clock.instant());
                }
            });
            key = load().current();
        }
        if (key == null) {
            throw new IllegalStateException("no signing key for " + purpose);
        }
        return key;
    }

    /// The public key of that id, if it still verifies.
    public Optional<JWK> find(String kid) {
        JWK key = fresh().byKid().get(kid);
        if (key == null && loaded.at().plus(MISS_RELOAD_AFTER).isBefore(clock.instant())) {
            key = load().byKid().get(kid);
        }
        return Optional.ofNullable(key);
    }

    public JWKSet publicKeys() {
        current();
        return new JWKSet(List.copyOf(fresh().byKid().values()));
    }

    /// A new key signs from now on. Nobody is logged out: the old one verifies what it signed. One key signs at any
    /// moment, also while this goes on.
    public void rotate() {
        Instant now = clock.instant();
        db.transact(tx -> {
            tx.serialize("signing-keys", NOBODY);
            tx.sql("UPDATE signing_keys SET retired_at = :now WHERE purpose = :purpose AND retired_at IS NULL")
                    .set("now", now)
                    .set("purpose", purpose)
                    .update();
            if (verifyFor != null) {
                tx.sql("DELETE FROM signing_keys WHERE purpose = :purpose AND retired_at < :dead")
                        .set("purpose", purpose)
                        .set("dead", now.minus(verifyFor))
                        .update();
            }
            insert(tx, now);
        });
        load();
    }

    private void insert(Tx tx, Instant now) {
        String kid = purpose + "-" + RandomTokens.base64(RandomTokens.bytes(9));
        JWK made = generator.apply(kid);
        tx.sql("""
                        INSERT INTO signing_keys (kid, purpose, public_jwk, private_jwk, created_at)
                        VALUES (:kid, :purpose, :public, :private, :now)""")
                .set("kid", kid)
                .set("purpose", purpose)
                .set("public", made.toPublicJWK().toJSONString())
                .set("private", vault.encryptText(made.toJSONString(), label(kid)))
                .set("now", now)
                .update();
    }

    private Loaded fresh() {
        var l = loaded;
        return l.at().isBefore(clock.instant().minus(RELOAD_AFTER)) ? load() : l;
    }

    private synchronized Loaded load() {
        Instant now = clock.instant();
        List<Stored> rows = db.read(tx -> tx.sql("""
                        SELECT kid, public_jwk, private_jwk, retired_at FROM signing_keys
                        WHERE purpose = :purpose ORDER BY created_at DESC, kid""")
                .set("purpose", purpose)
                .list(r -> new Stored(
                        r.text("kid"), r.text("public_jwk"), r.text("private_jwk"), r.instantOrNull("retired_at"))));
        var valid = rows.stream()
                .filter(r -> verifies(r, now))
                .collect(Collectors.toMap(Stored::kid, r -> parse(r.publicJwk())));
        var current = rows.stream()
                .filter(r -> r.retiredAt() == null)
                .findFirst()
                .map(r -> parse(vault.decryptText(r.privateJwk(), label(r.kid()))))
                .orElse(null);
        loaded = new Loaded(now, Map.copyOf(valid), current);
        return loaded;
    }

    private boolean verifies(Stored row, Instant now) {
        Instant retired = row.retiredAt();
        return retired == null || verifyFor == null || retired.plus(verifyFor).isAfter(now);
    }

    private static JWK parse(String json) {
        try {
            return JWK.parse(json);
        } catch (ParseException e) {
            throw new IllegalStateException("a stored key is damaged", e);
        }
    }

    private static String label(String kid) {
        return "signing_keys:" + kid;
    }

    @Override
    public String name() {
        return "signing_keys:" + purpose;
    }

    @Override
    public long reencrypt(Vault v) {
        return db.inTransaction(tx -> {
            var all = tx.sql("SELECT kid, private_jwk FROM signing_keys WHERE purpose = :purpose FOR UPDATE")
                    .set("purpose", purpose)
                    .list(r -> Map.entry(r.text("kid"), r.text("private_jwk")));
            for (var row : all) {
                tx.sql("UPDATE signing_keys SET private_jwk = :value WHERE kid = :kid")
                        .set("value", v.reencryptText(row.getValue(), label(row.getKey())))
                        .set("kid", row.getKey())
                        .update();
            }
            return (long) all.size();
        });
    }
}
