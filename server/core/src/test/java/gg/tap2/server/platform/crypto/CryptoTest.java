package gg.tap2.server.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryptoTest {
    @TempDir
    Path folder;

    private ServerConfig config() {
        return ServerConfig.load(null, Map.of(), Map.of(Key.DATA_DIR, folder.toString()));
    }

    @Test
    void aValueOpensOnlyWhereItBelongsAndOnlyUnchanged() {
        var vault = Vault.open(config());
        byte[] sealed = vault.encrypt("iban".getBytes(StandardCharsets.UTF_8), "bank:1");
        assertThat(Vault.open(config()).decrypt(sealed, "bank:1")).asString().isEqualTo("iban");
        assertThatThrownBy(() -> vault.decrypt(sealed, "bank:2")).isInstanceOf(IllegalStateException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> vault.decrypt(sealed, "bank:1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theKeysetIsForTheServerAlone() throws Exception {
        var vault = Vault.open(config());
        assertThat(vault.isPrivate()).isTrue();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("keys").resolve("keyset.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void afterAddingAKeyOldValuesStillOpen() {
        var vault = Vault.open(config());
        String old = vault.encryptText("x", "a");
        vault.addKey();
        assertThat(vault.decryptText(old, "a")).isEqualTo("x");
        assertThat(Vault.open(config()).decryptText(vault.encryptText("y", "a"), "a"))
                .isEqualTo("y");
    }

    @Test
    void signaturesHoldOverRotationAndBreakWithOneByte() {
        try (var db = TestDatabase.open()) {
            var signer = new Signer(db, Vault.open(config()), new MutableClock());
            byte[] doc = "statement".getBytes(StandardCharsets.UTF_8);
            var signed = signer.sign(doc);
            assertThat(signer.verify(doc, signed.keyId(), signed.signature())).isTrue();
            signer.rotate();
            assertThat(signer.sign(doc).keyId()).isNotEqualTo(signed.keyId());
            assertThat(signer.verify(doc, signed.keyId(), signed.signature())).isTrue();
            doc[0] ^= 1;
            assertThat(signer.verify(doc, signed.keyId(), signed.signature())).isFalse();
            assertThat(signer.verify(doc, "unknown", signed.signature())).isFalse();
            assertThat(signer.publicKeys().getKeys()).hasSize(2).noneMatch(k -> k.isPrivate());
        }
    }
}
