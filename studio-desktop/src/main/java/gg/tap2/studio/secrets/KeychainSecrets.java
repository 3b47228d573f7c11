package gg.tap2.studio.secrets;

import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.PasswordAccessException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// macOS Keychain, Windows Credential Manager, or the Secret Service on Linux.
final class KeychainSecrets implements SecretStore {
    private static final Logger LOG = LoggerFactory.getLogger(KeychainSecrets.class);
    private static final String SERVICE = "Tap2 Studio";

    private final Keyring keyring;

    private KeychainSecrets(Keyring keyring) {
        this.keyring = keyring;
    }

    /// Empty where there is no keychain at all. A keychain that exists but is locked is used: the system asks the
    /// user to unlock it, and tokens never slip into a file because of a lock.
    static Optional<SecretStore> open() {
        try {
            return Optional.of(new KeychainSecrets(Keyring.create()));
        } catch (BackendNotSupportedException | RuntimeException | LinkageError e) {
            LOG.info("No system keychain: {}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> find(String name) {
        try {
            return Optional.ofNullable(keyring.getPassword(SERVICE, name));
        } catch (PasswordAccessException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void save(String name, String secret) {
        try {
            keyring.setPassword(SERVICE, name, secret);
        } catch (PasswordAccessException | RuntimeException e) {
            throw new IllegalStateException("The keychain did not take the secret", e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            keyring.deletePassword(SERVICE, name);
        } catch (PasswordAccessException | RuntimeException e) {
            LOG.debug("Nothing to delete for {}", name);
        }
    }

    @Override
    public boolean isFallback() {
        return false;
    }
}
