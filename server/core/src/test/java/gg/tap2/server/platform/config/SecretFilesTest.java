package gg.tap2.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every secret may come from a file, and a file that is unfit never becomes an empty or half a secret.
final class SecretFilesTest {
    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static ServerConfig load(Map<String, String> environment) {
        return ServerConfig.load(null, environment, Map.of());
    }

    @Test
    void everySecretIsReadFromANamedFileAndFromSystemdsFolder() throws IOException {
        for (Key key : Arrays.stream(Key.values()).filter(Key::secret).toList()) {
            String value = "name=" + key.name();
            Path file = file(key.key(), value + "\n");
            assertThat(load(Map.of(key.environmentName() + "_FILE", file.toString()))
                            .text(key))
                    .isEqualTo(value);
        }
        var all = load(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
        assertThat(Arrays.stream(Key.values()).filter(Key::secret))
                .hasSizeGreaterThan(18)
                .allSatisfy(key -> assertThat(all.text(key)).isEqualTo("name=" + key.name()));
    }

    @Test
    void whatHasAPasswordInItIsASecret() {
        assertThat(java.util.List.of(
                        Key.DATABASE_URL, Key.DATABASE_MIGRATION_URL, Key.DATABASE_READ_URL, Key.REDIS_URL))
                .allMatch(Key::secret);
    }

    @Test
    void theFileBeatsTheSettingsFileAndTheCommonNamesHaveOneToo() throws IOException {
        Path settings = file("tap2.properties", "stripe.secret-key=sk_old\n");
        Path secret = file("key", "sk_new");
        assertThat(ServerConfig.load(settings, Map.of("TAP2_STRIPE_SECRET_KEY_FILE", secret.toString()), Map.of())
                        .text(Key.STRIPE_SECRET_KEY))
                .isEqualTo("sk_new");
        Path url = file("url", "postgres://tap2:secret@db/tap2\r\n");
        assertThat(load(Map.of("DATABASE_URL_FILE", url.toString())).text(Key.DATABASE_URL))
                .isEqualTo("postgres://tap2:secret@db/tap2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "first\nsecond", "a\u0000b", "a\u001bb"})
    void anUnfitFileIsAFaultThatNamesItAndNotItsContent(String content) throws IOException {
        Path file = file("bad", content);
        assertThatThrownBy(() -> load(Map.of("TAP2_STRIPE_SECRET_KEY_FILE", file.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("stripe.secret-key")
                .hasMessageContaining(file.toString())
                .message()
                .doesNotContain("first", "second");
    }

    @Test
    void aMissingFileABinaryOneAndTwoSourcesAreFaults() throws IOException {
        Map<String, String> missing =
                Map.of("TAP2_STRIPE_SECRET_KEY_FILE", folder.resolve("nowhere").toString());
        assertThatThrownBy(() -> load(missing)).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> load(Map.of("TAP2_STRIPE_SECRET_KEY_FILE", folder.toString())))
                .hasMessageContaining("cannot be read");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 65});
        assertThatThrownBy(() -> load(Map.of("TAP2_STRIPE_SECRET_KEY_FILE", binary.toString())))
                .hasMessageContaining("UTF-8");
        Path large = Files.write(
                folder.resolve("large"), "x".repeat(70_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> load(Map.of("TAP2_STRIPE_SECRET_KEY_FILE", large.toString())))
                .hasMessageContaining("too large");
        var two = new HashMap<>(
                Map.of("TAP2_STRIPE_SECRET_KEY_FILE", file("one", "x").toString()));
        two.put("TAP2_STRIPE_SECRET_KEY", "y");
        assertThatThrownBy(() -> load(two)).hasMessageContaining("given twice");
    }

    @Test
    void onlySecretsComeFromFiles() throws IOException {
        Map<String, String> environment =
                Map.of("TAP2_HTTP_PORT_FILE", file("port", "1").toString());
        assertThatThrownBy(() -> load(environment)).hasMessageContaining("unknown setting TAP2_HTTP_PORT_FILE");
        file("http.port", "81");
        assertThat(load(Map.of("CREDENTIALS_DIRECTORY", folder.toString())).text(Key.HTTP_PORT))
                .isEqualTo("8080");
    }
}
