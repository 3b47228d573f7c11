package gg.tap2.server.wise;

import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.List;

/// Address, token and paying profile, and the public keys that sign webhooks: `production`, `sandbox`, or a key in
/// base64.
public record WiseSettings(URI apiBase, Secret token, long profile, List<String> webhookKeys) {
    public WiseSettings {
        webhookKeys = List.copyOf(webhookKeys);
    }
}
