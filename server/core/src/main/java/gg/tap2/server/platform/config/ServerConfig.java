package gg.tap2.server.platform.config;

import gg.tap2.model.fees.FeePolicy;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The settings in force: defaults, then the file, then files of secrets and the environment, then overrides of the
/// command line.
public final class ServerConfig {
    private static final Map<String, Key> COMMON_NAMES = Map.of(
            "DATABASE_URL", Key.DATABASE_URL,
            "DATABASE_READ_URL", Key.DATABASE_READ_URL,
            "REDIS_URL", Key.REDIS_URL,
            "SENTRY_DSN", Key.SENTRY_DSN,
            "STRIPE_WEBHOOK_SECRET", Key.STRIPE_WEBHOOK_SECRETS);

    /// What the launcher and the packages' own files set for themselves.
    private static final Set<String> OF_THE_LAUNCHER =
            Set.of("TAP2_JAVA_OPTS", "TAP2_CONFIG", "TAP2_HEAP", "TAP2_COMMAND", "TAP2_OSV");

    private final Map<Key, String> values;

    private ServerConfig(Map<Key, String> values) {
        this.values = values;
    }

    /// @throws ConfigException when a key is unknown or a file cannot be read
    public static ServerConfig load(@Nullable Path file, Map<String, String> environment, Map<Key, String> overrides) {
        var values = new EnumMap<Key, String>(Key.class);
        if (file != null) {
            readFile(file, values);
        }
        var files = new SecretFiles(environment, COMMON_NAMES);
        values.putAll(files.read());
        COMMON_NAMES.forEach((name, key) -> {
            String v = environment.get(name);
            if (v != null && !v.isBlank()) {
                values.put(key, v.strip());
            }
        });
        for (Key key : Key.values()) {
            String v = environment.get(key.environmentName());
            if (v != null) {
                values.put(key, v.strip());
            }
        }
        environment.keySet().stream()
                .filter(n -> n.startsWith("TAP2_") && !OF_THE_LAUNCHER.contains(n) && !files.knows(n))
                .filter(n -> Stream.of(Key.values())
                        .noneMatch(k -> k.environmentName().equals(n)))
                .findFirst()
                .ifPresent(n -> {
                    throw new ConfigException(
                            "unknown setting " + n + " in the environment; see docs/configuration.md");
                });
        values.putAll(overrides);
        var config = new ServerConfig(values);
        config.check();
        return config;
    }

    public ServerConfig with(Map<Key, String> overrides) {
        var copy = new EnumMap<Key, String>(Key.class);
        copy.putAll(values);
        copy.putAll(overrides);
        return new ServerConfig(copy);
    }

    private static void readFile(Path file, Map<Key, String> values) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("cannot read configuration file " + file + ": " + e.getMessage());
        }
        for (String name : properties.stringPropertyNames()) {
            Key key = Key.find(name)
                    .orElseThrow(
                            () -> new ConfigException("unknown setting '" + name + "' in " + file + closest(name)));
            values.put(key, properties.getProperty(name).strip());
        }
    }

    private static String closest(String name) {
        return Stream.of(Key.values())
                .map(Key::key)
                .filter(k -> k.startsWith(name.split("\\.")[0] + "."))
                .findFirst()
                .map(k -> " (did you mean something like '" + k + "'?)")
                .orElse("");
    }

    private void check() {
        if (isSet(Key.OTEL_ENDPOINT) && !text(Key.OTEL_ENDPOINT).matches("https?://[^/?#@]+(/[^?#]*)?")) {
            throw new ConfigException("otel.endpoint must be an http or https address without a query");
        }
        if (list(Key.OTEL_HEADERS).stream().anyMatch(h -> !h.matches("[A-Za-z0-9-]+=.+"))) {
            throw new ConfigException("otel.headers must be name=value, comma-separated");
        }
        if (!text(Key.MODE).equals("sandbox") && !text(Key.MODE).equals("live")) {
            throw new ConfigException("mode must be sandbox or live, not '" + text(Key.MODE) + "'");
        }
        if (!text(Key.LOG_FORMAT).equals("text") && !text(Key.LOG_FORMAT).equals("json")) {
            throw new ConfigException("log.format must be text or json, not '" + text(Key.LOG_FORMAT) + "'");
        }
        if (isSet(Key.MALWARE_CLAMD)
                && !text(Key.MALWARE_CLAMD)
                        .matches("unix:/.+|tcp://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\]):[1-9][0-9]{0,4}")) {
            throw new ConfigException("malware.clamd must be tcp://host:port or unix:/path");
        }
        feePolicy();
        if (isSet(Key.LEGAL_DIR) && !Files.isReadable(Path.of(text(Key.LEGAL_DIR), "imprint.md"))) {
            throw new ConfigException("legal.dir needs a readable file imprint.md in " + text(Key.LEGAL_DIR));
        }
        var faults = new ArrayList<>(NumberRanges.faults(this));
        if (live()) {
            faults.addAll(LiveSettings.faults(this));
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(String.join("\n", faults));
        }
    }

    public boolean live() {
        return text(Key.MODE).equals("live");
    }

    public String text(Key key) {
        return values.getOrDefault(key, key.fallback());
    }

    public boolean isSet(Key key) {
        return !text(key).isBlank();
    }

    /// Whether somebody set it, as opposed to its default.
    public boolean isSetExplicitly(Key key) {
        return values.containsKey(key) && !text(key).isBlank();
    }

    public Secret secret(Key key) {
        return new Secret(text(key));
    }

    public List<String> list(Key key) {
        return Stream.of(text(key).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    public long number(Key key) {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw new ConfigException(key.key() + " must be a whole number, not '" + text(key) + "'");
        }
    }

    public double decimal(Key key) {
        try {
            double d = Double.parseDouble(text(key));
            if (Double.isFinite(d)) {
                return d;
            }
        } catch (NumberFormatException e) {
            // refused below, as what is no finite number
        }
        throw new ConfigException(key.key() + " must be a number, not '" + text(key) + "'");
    }

    public boolean flag(Key key) {
        return Boolean.parseBoolean(text(key));
    }

    public int integer(Key key) {
        return Math.toIntExact(number(key));
    }

    public Path dataDir() {
        return Path.of(text(Key.DATA_DIR)).toAbsolutePath().normalize();
    }

    public FeePolicy feePolicy() {
        try {
            return new FeePolicy(
                    integer(Key.FEE_TIP_BPS),
                    integer(Key.FEE_PRODUCT_BPS),
                    integer(Key.FEE_SUBSCRIPTION_BPS),
                    integer(Key.FEE_PROCESSING_BPS),
                    number(Key.FEE_PROCESSING_FIXED));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("fee.* settings: " + e.getMessage());
        }
    }
}
