package gg.tap2.studio.secrets;

import java.util.Optional;

/// Keeps small secrets by name. Implementations block and may ask the system.
public interface SecretStore {
    Optional<String> find(String name);

    void save(String name, String secret);

    void delete(String name);

    /// Whether secrets lie in a file instead of the system's keychain; the studio shows it.
    boolean isFallback();
}
