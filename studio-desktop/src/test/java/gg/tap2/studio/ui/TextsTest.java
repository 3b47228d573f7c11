package gg.tap2.studio.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Two complete languages, and no key in the code that they lack.
final class TextsTest {
    private static final Path I18N = Path.of("src/main/resources/i18n");
    private static final Pattern KEY = Pattern.compile(
            "(?:text|texts\\.get|get)\\(\\s*(?:[a-zA-Z.()]+ \\? )?\"([a-z]+\\.[A-Za-z0-9_.]+[A-Za-z0-9])\"");

    private static Set<String> areas() throws Exception {
        try (var files = Files.list(I18N)) {
            return files.map(f -> f.getFileName().toString().replaceAll("_(en|de)\\.properties", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void bothLanguagesHaveTheSameKeysAndNoEmptyText() throws Exception {
        assertThat(areas()).hasSizeGreaterThan(10);
        for (String area : areas()) {
            var en = Texts.load(area, "en");
            var de = Texts.load(area, "de");
            assertThat(de.stringPropertyNames()).as(area).isEqualTo(en.stringPropertyNames());
            for (String key : en.stringPropertyNames()) {
                assertThat(en.getProperty(key)).as(area + "." + key).isNotBlank();
                assertThat(de.getProperty(key)).as(area + "." + key).isNotBlank();
            }
        }
    }

    @Test
    void everyKeyInTheCodeHasAText() throws Exception {
        var areas = areas();
        var missing = new TreeSet<String>();
        int seen = 0;
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                var m = KEY.matcher(Files.readString(file));
                while (m.find()) {
                    String key = m.group(1);
                    String area = key.substring(0, key.indexOf('.'));
                    if (areas.contains(area)) {
                        seen++;
                        if (Texts.load(area, "en").getProperty(key.substring(area.length() + 1)) == null) {
                            missing.add(key);
                        }
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(200);
        assertThat(missing).isEmpty();
    }
}
