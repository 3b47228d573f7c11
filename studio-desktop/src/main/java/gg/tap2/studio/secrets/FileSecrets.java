package gg.tap2.studio.secrets;

import gg.tap2.studio.platform.FileLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The fallback where no keychain exists: AES-256-GCM in a file, its key in a second file, both readable by this user
/// alone. This keeps secrets out of backups of single files and out of careless greps; it does not stop a program
/// that runs as the same user, so the studio shows a warning.
final class FileSecrets implements SecretStore {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Path keyFile;
    private final Path lock;

    FileSecrets(Path folder) {
        this.file = folder.resolve("secrets.properties");
        this.keyFile = folder.resolve("secrets.key");
        this.lock = folder.resolve("secrets.lock");
    }

    @Override
    public synchronized Optional<String> find(String name) {
        String sealed = load().getProperty(name);
        if (sealed == null) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(bytes, 12), name);
            return Optional.of(new String(cipher.doFinal(bytes, 12, bytes.length - 12), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void save(String name, String secret) {
        try {
            byte[] nonce = new byte[12];
            RANDOM.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = java.util.Arrays.copyOf(nonce, 12 + sealed.length);
            System.arraycopy(sealed, 0, all, 12, sealed.length);
            change(properties ->
                    properties.setProperty(name, Base64.getEncoder().encodeToString(all)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void delete(String name) {
        change(properties -> properties.remove(name));
    }

    /// Other processes of this person keep their secrets in the same file.
    private void change(Consumer<Properties> edit) {
        FileLocks.holding(lock, () -> {
            Properties properties = load();
            edit.accept(properties);
            store(properties);
            return true;
        });
    }

    @Override
    public boolean isFallback() {
        return true;
    }

    private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private byte[] key() {
        return FileLocks.holding(lock, this::keyOfFile);
    }

    private byte[] keyOfFile() {
        try {
            if (Files.exists(keyFile)) {
                return Base64.getDecoder().decode(Files.readString(keyFile).strip());
            }
            byte[] key = new byte[32];
            RANDOM.nextBytes(key);
            write(keyFile, Base64.getEncoder().encode(key));
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties load() {
        var properties = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }

    private void store(Properties properties) {
        try {
            var out = new java.io.StringWriter();
            properties.store(out, null);
            write(file, out.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Never a moment in which the file is readable by others or half written.
    private static void write(Path target, byte[] bytes) throws IOException {
        Files.createDirectories(target.getParent());
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path temp = posix
                ? Files.createTempFile(
                        target.getParent(),
                        "secret",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(target.getParent(), "secret", ".tmp");
        Files.write(temp, bytes);
        Files.move(temp, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
