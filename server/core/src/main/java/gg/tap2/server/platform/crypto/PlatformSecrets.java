package gg.tap2.server.platform.crypto;

import gg.tap2.server.platform.db.Db;
import java.util.Base64;

/// Random secrets of 256 bits that all servers on one database share, made on first use.
public final class PlatformSecrets implements Reencryption {
    private final Db db;
    private final Vault vault;

    public PlatformSecrets(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    public Hmac hmac(String name) {
        return new Hmac(get(name));
    }

    private byte[] get(String name) {
        return Base64.getDecoder()
                .decode(text(db, vault, name, Base64.getEncoder().encodeToString(RandomTokens.bytes(32))));
    }

    /// The stored text of that name, or this one when it is the first.
    public static String text(Db db, Vault vault, String name, String first) {
        String fresh = vault.encryptText(first, label(name));
        String stored = db.inTransaction(tx -> {
            tx.sql("INSERT INTO platform_secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
                    .set("name", name)
                    .set("value", fresh)
                    .update();
            return tx.sql("SELECT value FROM platform_secrets WHERE name = :name")
                    .set("name", name)
                    .one(r -> r.text("value"));
        });
        return vault.decryptText(stored, label(name));
    }

    private static String label(String name) {
        return "platform_secrets:" + name;
    }

    @Override
    public String name() {
        return "platform_secrets";
    }

    @Override
    public long reencrypt(Vault v) {
        return db.inTransaction(tx -> {
            record Stored(String name, String value) {}
            var all = tx.sql("SELECT name, value FROM platform_secrets FOR UPDATE")
                    .list(r -> new Stored(r.text("name"), r.text("value")));
            for (var s : all) {
                tx.sql("UPDATE platform_secrets SET value = :value WHERE name = :name")
                        .set("value", v.reencryptText(s.value(), label(s.name())))
                        .set("name", s.name())
                        .update();
            }
            return (long) all.size();
        });
    }
}
