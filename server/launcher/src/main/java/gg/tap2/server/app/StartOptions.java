package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that several commands share.
final class StartOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "data folder (default: data)")
    @Nullable
    Path data;

    @Option(names = "--port", paramLabel = "N", description = "port, 0 for any free one")
    @Nullable
    String port;

    @Option(names = "--config", paramLabel = "FILE", description = "settings file")
    @Nullable
    Path config;

    ServerConfig load() {
        var overrides = new EnumMap<Key, String>(Key.class);
        if (data != null) {
            overrides.put(Key.DATA_DIR, data.toString());
        }
        if (port != null) {
            overrides.put(Key.HTTP_PORT, port);
        }
        var settings = ServerConfig.load(config, System.getenv(), overrides);
        PayoutKind known = PayoutProviders.of(settings);
        return settings.with(Map.of(Key.PAYOUT_PROVIDER, known.name()));
    }
}
