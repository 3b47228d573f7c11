package gg.tap2.studio.secrets;

import java.nio.file.Path;
import java.util.Optional;

/// Chooses where secrets live.
public final class Secrets {
    private Secrets() {}

    /// The keychain, or the encrypted file in `folder` where there is none; opened on first use.
    public static SecretStore open(Path folder) {
        return new LazySecrets(() -> KeychainSecrets.open().orElseGet(() -> new FileSecrets(folder)));
    }

    /// The same secrets under names that begin so, for a program beside the studio that signs in for itself.
    public static SecretStore named(String prefix, SecretStore secrets) {
        return new SecretStore() {
            @Override
            public Optional<String> find(String name) {
                return secrets.find(prefix + name);
            }

            @Override
            public void save(String name, String secret) {
                secrets.save(prefix + name, secret);
            }

            @Override
            public void delete(String name) {
                secrets.delete(prefix + name);
            }

            @Override
            public boolean isFallback() {
                return secrets.isFallback();
            }
        };
    }

    public static SecretStore inFile(Path folder) {
        return new FileSecrets(folder);
    }
}
