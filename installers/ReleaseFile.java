import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes `studio-release.json`, which the server reads to tell studios about a newer one: the version, the
/// packages of the studio in the folder with their sizes and checksums, and the release notes by version and
/// language. Run by
/// `package.sh` without being compiled: `java ReleaseFile.java VERSION FOLDER NOTES_FOLDER`.
final class ReleaseFile {
    private static final Map<String, String> SYSTEMS =
            Map.of(".deb", "linux", ".msi", "windows", ".exe", "windows", ".dmg", "macos", ".pkg", "macos");
    private static final Pattern HEADING = Pattern.compile("## (\\S+)(?: – (\\d{4}-\\d{2}-\\d{2}))?");

    private record Note(String version, String released, Map<String, String> text) {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        var packages = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (Path f : files.sorted().toList()) {
                String name = f.getFileName().toString();
                for (var system : SYSTEMS.entrySet()) {
                    if (name.startsWith("tap2-studio") && name.endsWith(system.getKey())) {
                        packages.add("{\"os\": %s, \"name\": %s, \"size\": %d, \"sha256\": \"%s\"}"
                                .formatted(text(system.getValue()), text(name), Files.size(f), sha256(f)));
                    }
                }
            }
        }
        String notes = notes(Path.of(args[2])).stream().map(ReleaseFile::json).collect(Collectors.joining(",\n    "));
        Files.writeString(folder.resolve("studio-release.json"), """
                {
                  "version": %s,
                  "notes": [
                    %s
                  ],
                  "packages": [
                    %s
                  ]
                }
                """.formatted(text(args[0]), notes, String.join(",\n    ", packages)));
    }

    private static String json(Note n) {
        String texts = n.text().entrySet().stream()
                .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
                .collect(Collectors.joining(", "));
        String released = n.released() == null ? "" : "\"released\": " + text(n.released()) + ", ";
        return "{\"version\": " + text(n.version()) + ", " + released + "\"text\": {" + texts + "}}";
    }

    /// Newest first, as the files have them; each language is one file `en.md`, `de.md`, …
    private static List<Note> notes(Path folder) throws IOException {
        var notes = new LinkedHashMap<String, Note>();
        for (String language : List.of("en", "de")) {
            Note at = null;
            for (String line : Files.readAllLines(folder.resolve(language + ".md"))) {
                var heading = HEADING.matcher(line);
                if (heading.matches()) {
                    String released = heading.group(2);
                    at = notes.computeIfAbsent(
                            heading.group(1), v -> new Note(v, released, new LinkedHashMap<>()));
                } else if (at != null) {
                    at.text().merge(language, line, (a, b) -> a + "\n" + b);
                }
            }
        }
        notes.values().forEach(n -> n.text().replaceAll((language, t) -> t.strip()));
        return List.copyOf(notes.values());
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String text(String s) {
        var out = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> out.append(c < 0x20 ? "\\u%04x".formatted((int) c) : c);
            }
        }
        return out.append('"').toString();
    }
}
