package gg.tap2.server.stripe;

import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.List;

/// Keys and addresses. `webhookSecrets` may hold several while a secret is rotated.
public record StripeSettings(
        Secret secretKey, String publishableKey, List<Secret> webhookSecrets, URI apiBase, URI scriptUrl) {}
