package gg.tap2.studio.secrets;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens the store when somebody first needs it. Asking the system for its keychain takes longer than drawing
/// the window, and a first start needs none. The first use blocks, so it belongs off the UI thread.
final class LazySecrets implements SecretStore {
    private final Supplier<SecretStore> open;
    private @Nullable SecretStore opened;

    LazySecrets(Supplier<SecretStore> open) {
        this.open = open;
    }

    private synchronized SecretStore store() {
        SecretStore s = opened;
        if (s == null) {
            s = open.get();
            opened = s;
        }
        return s;
    }

    @Override
    public Optional<String> find(String name) {
        return store().find(name);
    }

    @Override
    public void save(String name, String secret) {
        store().save(name, secret);
    }

    @Override
    public void delete(String name) {
        store().delete(name);
    }

    @Override
    public boolean isFallback() {
        return store().isFallback();
    }
}
