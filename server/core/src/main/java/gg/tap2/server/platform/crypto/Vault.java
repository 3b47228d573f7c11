package gg.tap2.server.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Encryption at rest with AES-256-GCM under a rotatable keyset. The associated data names what a value belongs to
/// (such as `two_factor_auth.secret:<user id>`), so that a ciphertext moved to another row does not open.
public final class Vault {
    private final @Nullable Path file;
    private volatile KeysetHandle keys;
    private volatile Aead aead;

    private Vault(KeysetHandle keys, @Nullable Path file) throws GeneralSecurityException {
        this.keys = keys;
        this.file = file;
        this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /// Opens the keyset of the setting `encryption.keyset`, or of the data folder, where the first start makes one.
    public static Vault open(ServerConfig config) {
        try {
            AeadConfig.register();
            if (config.isSet(Key.ENCRYPTION_KEYSET)) {
                return new Vault(parse(config.secret(Key.ENCRYPTION_KEYSET).value()), null);
            }
            Path file = config.dataDir().resolve("keys").resolve("keyset.json");
            if (Files.exists(file)) {
                return new Vault(parse(Files.readString(file)), file);
            }
            var made = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            write(file, made);
            return new Vault(made, file);
        } catch (GeneralSecurityException e) {
            throw new ConfigException("the keyset for data at rest cannot be read; restore it from your backup");
        } catch (IOException e) {
            throw new ConfigException("the keyset for data at rest cannot be read or written: " + e.getMessage());
        }
    }

    private static KeysetHandle parse(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    private static void write(Path file, KeysetHandle keys) throws IOException, GeneralSecurityException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("no folder for " + file);
        }
        Files.createDirectories(folder);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        Path temp = folder.resolve("keyset.json.new");
        Files.deleteIfExists(temp);
        if (posix) {
            Files.createFile(temp, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(temp);
        }
        Files.writeString(temp, TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get()));
        try (var channel = java.nio.channels.FileChannel.open(temp, java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public byte[] encrypt(byte[] plain, String associatedData) {
        try {
            return aead.encrypt(plain, associatedData.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }

    /// @throws IllegalStateException when the value was changed, belongs elsewhere or its key is gone
    public byte[] decrypt(byte[] cipher, String associatedData) {
        try {
            return aead.decrypt(cipher, associatedData.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored value cannot be decrypted", e);
        }
    }

    public String encryptText(String plain, String associatedData) {
        return Base64.getEncoder().encodeToString(encrypt(plain.getBytes(StandardCharsets.UTF_8), associatedData));
    }

    public String decryptText(String cipher, String associatedData) {
        return new String(decrypt(Base64.getDecoder().decode(cipher), associatedData), StandardCharsets.UTF_8);
    }

    /// The same value under the newest key.
    public String reencryptText(String cipher, String associatedData) {
        return encryptText(decryptText(cipher, associatedData), associatedData);
    }

    /// Whether the keyset is a file here that [#addKey] can change; otherwise whoever runs the server puts a keyset
    /// with a new primary key into the setting.
    public boolean ownsKeyset() {
        return file != null;
    }

    /// Makes a new key the one that encrypts. Older ones still decrypt, which backups need.
    synchronized void addKey() {
        if (!(file instanceof Path target)) {
            throw new IllegalStateException("the keyset is a setting; put a new one there");
        }
        try {
            var next = KeysetHandle.newBuilder(keys)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build();
            write(target, next);
            keys = next;
            aead = next.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the keyset could not be rotated", e);
        }
    }

    /// How many keys the keyset holds.
    public int keyCount() {
        return keys.size();
    }

    /// Whether nobody else on this machine may read the keyset.
    public boolean isPrivate() {
        if (!(file instanceof Path path) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    .endsWith("------");
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }
}
