package gg.tap2.server;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents name is there: pages that they link, files, and the classes of the how-to pages.
final class DocumentsTest {
    private static final Path ROOT = Checkout.ROOT;
    private static final Path HOW_TO = ROOT.resolve("docs/how-to");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern PATH =
            Pattern.compile("(?:server|studio-desktop|shared-model|docs|installers)/[\\w./-]+\\w");
    private static final Pattern TYPE = Pattern.compile("([A-Z][a-z0-9]+\\w*)(?:\\.[A-Z]\\w*)?");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test#\\w+)`");

    private static List<Path> pages(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".md")).sorted().toList();
        }
    }

    private static Stream<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page)).results().map((MatchResult m) -> m.group(1));
    }

    private static Set<String> classes() throws IOException {
        var out = new TreeSet<String>();
        for (Path folder : Checkout.all("src")) {
            try (var files = Files.walk(folder)) {
                files.map(f -> f.getFileName().toString())
                        .filter(f -> f.endsWith(".java"))
                        .forEach(f -> out.add(f.substring(0, f.length() - 5)));
            }
        }
        return out;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new TreeSet<String>();
        for (Path page : Stream.concat(pages(ROOT.resolve("docs")).stream(), Stream.of(ROOT.resolve("README.md")))
                .toList()) {
            found(LINK, page)
                    .filter(l -> !Files.exists(page.getParent().resolve(l)))
                    .forEach(l -> broken.add(page + " -> " + l));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void whatTheHowToPagesNameIsThere() throws IOException {
        var classes = classes();
        assertThat(classes).contains("ServerApp", "StudioApp").doesNotContain("Nonsense");
        var missing = new TreeSet<String>();
        for (Path page : pages(HOW_TO)) {
            for (String code : found(CODE, page).toList()) {
                var type = TYPE.matcher(code);
                // Of a page about something new, the example is not there.
                if (type.matches() && !type.group(1).startsWith("Goals") && !classes.contains(type.group(1))) {
                    missing.add(page.getFileName() + ": " + code);
                }
                if (PATH.matcher(code).matches()
                        && !code.contains("V2026")
                        && !code.contains("_fr.")
                        && !Files.exists(ROOT.resolve(code))) {
                    missing.add(page.getFileName() + ": " + code);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /// A finding is mended as long as the test that it names is there.
    @Test
    void theTestsOfFindingsAreThere() throws IOException {
        var sources = new TreeMap<String, String>();
        for (Path folder : Checkout.all("src/test")) {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        for (String page : List.of("findings.md", "security/findings.md")) {
            var named = found(TEST, ROOT.resolve("docs").resolve(page)).toList();
            assertThat(named).as(page).hasSizeGreaterThan(50).allSatisfy(name -> {
                String[] parts = name.split("#", 2);
                assertThat(sources.getOrDefault(parts[0], "")).as(name).contains("void " + parts[1] + "(");
            });
        }
    }

    @Test
    void everyHowToPageIsListed() throws IOException {
        var listed = found(LINK, HOW_TO.resolve("README.md")).collect(Collectors.toSet());
        assertThat(pages(HOW_TO).stream().map(p -> p.getFileName().toString()).filter(n -> !n.equals("README.md")))
                .allMatch(listed::contains);
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("docs/how-to");
    }
}
