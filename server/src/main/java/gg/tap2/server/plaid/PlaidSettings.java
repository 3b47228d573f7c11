package gg.tap2.server.plaid;

import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.function.Supplier;

/// @param webhook where Plaid tells of items; known once the server listens
/// @param completion where the bank's page sends the browser at the end
public record PlaidSettings(
        URI apiBase, String clientId, Secret secret, Supplier<URI> webhook, Supplier<URI> completion) {}
