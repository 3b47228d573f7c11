package gg.tap2.studio.secrets;

import java.nio.file.Path;

/// Chooses where secrets live.
public final class Secrets {
    private Secrets() {}

    /// The keychain, or the encrypted file in `folder` where there is none; opened on first use.
    public static SecretStore open(Path folder) {
        return new LazySecrets(() -> KeychainSecrets.open().orElseGet(() -> new FileSecrets(folder)));
    }

    public static SecretStore inFile(Path folder) {
        return new FileSecrets(folder);
    }
}
