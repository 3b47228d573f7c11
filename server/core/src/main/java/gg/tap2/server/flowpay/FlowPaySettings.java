package gg.tap2.server.flowpay;

import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.List;

/// Address, key and signing secrets (`whsec_…`, several while one is rotated).
public record FlowPaySettings(URI apiBase, Secret key, List<Secret> webhookSecrets) {}
