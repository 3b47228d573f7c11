package gg.tap2.server.platform.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Secrets that stand in files of their own, so that neither a settings file nor the environment has them. A variable
/// with `_FILE` at its end names the file, as containers do it. Without one, a file named like the setting in
/// `CREDENTIALS_DIRECTORY` is read, as systemd gives them. A file that is named and cannot be read, or holds nothing,
/// is a fault and never an empty secret.
final class SecretFiles {
    private static final String SUFFIX = "_FILE";
    private static final int MOST_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Map<String, Key> commonNames;

    SecretFiles(Map<String, String> environment, Map<String, Key> commonNames) {
        this.environment = environment;
        this.commonNames = commonNames;
    }

    /// Whether the variable names a file of a secret.
    boolean knows(String variable) {
        return variable.endsWith(SUFFIX)
                && Stream.of(Key.values()).anyMatch(k -> k.secret() && variable.equals(k.environmentName() + SUFFIX));
    }

    /// The secrets that have a file, with their values.
    ///
    /// @throws ConfigException when one is given twice, or its file is unfit
    Map<Key, String> read() {
        var out = new EnumMap<Key, String>(Key.class);
        String folder = environment.get("CREDENTIALS_DIRECTORY");
        for (Key key : Key.values()) {
            if (!key.secret()) {
                continue;
            }
            List<String> names = Stream.concat(
                            Stream.of(key.environmentName()),
                            commonNames.entrySet().stream()
                                    .filter(e -> e.getValue() == key)
                                    .map(Map.Entry::getKey))
                    .toList();
            Set<String> given = names.stream().filter(this::isSet).collect(java.util.stream.Collectors.toSet());
            List<String> files =
                    names.stream().map(n -> n + SUFFIX).filter(this::isSet).toList();
            if (files.size() > 1 || (!files.isEmpty() && !given.isEmpty())) {
                throw new ConfigException(key.key() + " is given twice, by "
                        + String.join(
                                " and ",
                                Stream.concat(given.stream(), files.stream())
                                        .sorted()
                                        .toList())
                        + "; keep one of them");
            }
            if (!files.isEmpty()) {
                out.put(
                        key,
                        read(
                                key,
                                Path.of(String.valueOf(environment.get(files.getFirst()))
                                        .strip())));
            } else if (given.isEmpty() && folder != null && !folder.isBlank()) {
                Path file = Path.of(folder, key.key());
                if (Files.exists(file)) {
                    out.put(key, read(key, file));
                }
            }
        }
        return out;
    }

    private boolean isSet(String name) {
        @Nullable String v = environment.get(name);
        return v != null && !v.isBlank();
    }

    private static String read(Key key, Path file) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new ConfigException("the file of " + key.key() + " cannot be read: " + file);
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigException("the file of " + key.key() + " is too large for a secret: " + file);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new ConfigException("the file of " + key.key() + " is no text in UTF-8: " + file);
        }
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1).strip();
        }
        if (text.isEmpty()) {
            throw new ConfigException("the file of " + key.key() + " is empty: " + file);
        }
        // A keyset is JSON over several lines; a password that seems to have lines is two, or the wrong file.
        boolean lines = text.indexOf('\n') >= 0 && !text.startsWith("{");
        if (lines || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
            throw new ConfigException(
                    "the file of " + key.key() + " holds more than one line, or control characters: " + file);
        }
        return text;
    }
}
