package gg.tap2.server.platform.crypto;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `tap2 rotate-keys`: a new key for data at rest, then every stored value under it.
public final class KeyRotation {
    private final Vault vault;
    private final List<Reencryption> stored;

    public KeyRotation(Vault vault, List<Reencryption> stored) {
        this.vault = vault;
        this.stored = List.copyOf(stored);
    }

    /// Number of re-encrypted values by what they are. Safe to run again after an interruption.
    public Map<String, Long> rotate() {
        if (vault.ownsKeyset()) {
            vault.addKey();
        }
        var report = new LinkedHashMap<String, Long>();
        for (Reencryption r : stored) {
            report.merge(r.name(), r.reencrypt(vault), Long::sum);
        }
        return report;
    }
}
