package gg.tap2.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// docs/configuration.md lists every setting as it is, and none that is gone. `-Dconfig.write=true` writes the table
/// anew and leaves the text around it.
final class ConfigurationDocTest {
    private static final Path FILE = Checkout.ROOT.resolve("docs/configuration.md");

    @Test
    void everySettingIsDocumented() throws IOException {
        List<String> expected =
                Arrays.stream(Key.values()).map(ConfigurationDocTest::row).toList();
        List<String> lines = Files.readAllLines(FILE);
        if (Boolean.getBoolean("config.write")) {
            int start = lines.indexOf("|---|---|---|---|") + 1;
            var out = new java.util.ArrayList<>(lines.subList(0, start));
            out.addAll(expected);
            lines.subList(start, lines.size()).stream()
                    .dropWhile(l -> l.startsWith("|"))
                    .forEach(out::add);
            Files.write(FILE, out);
            lines = out;
        }
        assertThat(lines.stream().filter(l -> l.startsWith("| `")))
                .as("run this test with -Dconfig.write=true")
                .containsExactlyElementsOf(expected);
    }

    private static String row(Key k) {
        String fallback = k.fallback().isEmpty() ? "" : "`" + k.fallback() + "`";
        return "| `" + k.key() + "` | `" + k.environmentName() + "` | " + fallback + " | " + k.doc()
                + (k.secret() ? " (secret)" : "") + " |";
    }
}
