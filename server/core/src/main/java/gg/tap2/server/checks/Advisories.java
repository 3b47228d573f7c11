package gg.tap2.server.checks;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.jspecify.annotations.Nullable;

/// Published advisories about Maven packages, in the format of OSV, from a folder or a ZIP of its JSON documents.
///
/// @param newest when the newest of them was last changed, which is how old the data is; null when there is none
/// @param unreadable names of documents that are no advisories; what they would have said is not known
public record Advisories(List<Advisory> all, @Nullable Instant newest, List<String> unreadable) {
    private static final int LARGEST = 8 << 20;

    /// A package of one version.
    ///
    /// @param name `group:artifact`
    public record Component(String name, String version) {}

    /// A component that an advisory is about.
    ///
    /// @param fixed the first version after it that is not affected; empty when there is none yet
    public record Hit(
            Component component, String id, List<String> aliases, String summary, String severity, String fixed) {}

    private record Advisory(String id, JsonNode document) {}

    /// @throws IOException when there is nothing to read there
    public static Advisories read(Path source) throws IOException {
        var docs = new TreeMap<String, JsonNode>();
        var unreadable = new ArrayList<String>();
        if (Files.isDirectory(source)) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path f : files.filter(p -> p.toString().endsWith(".json")).toList()) {
                    try (InputStream in = Files.newInputStream(f)) {
                        take(source.relativize(f).toString(), in, docs, unreadable);
                    }
                }
            }
        } else {
            try (var zip = new ZipInputStream(Files.newInputStream(source))) {
                for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                    if (!e.isDirectory() && e.getName().endsWith(".json")) {
                        take(e.getName(), zip, docs, unreadable);
                    }
                }
            }
        }
        Instant newest = docs.values().stream()
                .map(d -> Instant.parse(d.path("modified").asText()))
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new Advisories(
                docs.entrySet().stream()
                        .map(e -> new Advisory(e.getKey(), e.getValue()))
                        .toList(),
                newest,
                List.copyOf(unreadable));
    }

    private static void take(String name, InputStream in, TreeMap<String, JsonNode> docs, List<String> unreadable)
            throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        try {
            JsonNode doc = Json.tree(bytes);
            String id = doc.path("id").asText("");
            Instant.parse(doc.path("modified").asText(""));
            if (bytes.length > LARGEST || id.isBlank()) {
                unreadable.add(name);
            } else {
                docs.put(id, doc);
            }
        } catch (UncheckedIOException | DateTimeException e) {
            unreadable.add(name);
        }
    }

    /// How many advisories there are.
    public int count() {
        return all.size();
    }

    /// What the advisories say of these components, by their names.
    public List<Hit> about(Collection<Component> components) {
        var byName = new TreeMap<String, List<Component>>();
        components.forEach(
                c -> byName.computeIfAbsent(c.name(), n -> new ArrayList<>()).add(c));
        var hits = new ArrayList<Hit>();
        for (Advisory a : all) {
            if (a.document().has("withdrawn")) {
                continue;
            }
            for (JsonNode affected : a.document().path("affected")) {
                JsonNode pkg = affected.path("package");
                if (pkg.path("ecosystem").asText().equals("Maven")) {
                    byName.getOrDefault(pkg.path("name").asText(), List.of()).stream()
                            .filter(c -> affects(affected, c.version()))
                            .map(c -> hit(a, affected, c))
                            .forEach(hits::add);
                }
            }
        }
        return hits.stream()
                .distinct()
                .sorted(Comparator.comparing((Hit h) -> h.component().name()).thenComparing(Hit::id))
                .toList();
    }

    private static Hit hit(Advisory a, JsonNode affected, Component c) {
        JsonNode doc = a.document();
        var aliases = new ArrayList<String>();
        doc.path("aliases").forEach(x -> aliases.add(x.asText()));
        String severity = doc.path("database_specific")
                .path("severity")
                .asText(doc.path("severity").path(0).path("score").asText("not rated"));
        return new Hit(
                c,
                a.id(),
                List.copyOf(aliases),
                doc.path("summary").asText("").strip(),
                severity,
                fixed(affected, c.version()));
    }

    /// By the algorithm that OSV's schema gives: named versions, and events in the order of versions.
    private static boolean affects(JsonNode affected, String version) {
        for (JsonNode v : affected.path("versions")) {
            if (v.asText().equals(version)) {
                return true;
            }
        }
        for (JsonNode range : affected.path("ranges")) {
            if (range.path("type").asText().equals("ECOSYSTEM") && within(range, version)) {
                return true;
            }
        }
        return false;
    }

    private record Event(String kind, String version) {
        boolean isBefore(String other) {
            return compare(version, other) < 0;
        }
    }

    private static List<Event> events(JsonNode range) {
        var out = new ArrayList<Event>();
        for (JsonNode e : range.path("events")) {
            e.properties()
                    .forEach(p -> out.add(new Event(p.getKey(), p.getValue().asText())));
        }
        out.sort((a, b) -> compare(a.version(), b.version()));
        return out;
    }

    private static boolean within(JsonNode range, String version) {
        boolean in = false;
        for (Event e : events(range)) {
            boolean reached = e.isBefore(version) || compare(e.version(), version) == 0;
            in = switch (e.kind()) {
                case "introduced" -> in || reached;
                case "fixed", "limit" -> in && !reached;
                case "last_affected" -> in && !e.isBefore(version);
                default -> in;
            };
        }
        return in;
    }

    private static String fixed(JsonNode affected, String version) {
        for (JsonNode range : affected.path("ranges")) {
            for (Event e : events(range)) {
                if (e.kind().equals("fixed") && compare(e.version(), version) > 0) {
                    return e.version();
                }
            }
        }
        return "";
    }

    /// Maven's own order; `0` stands before everything.
    private static int compare(String a, String b) {
        if (a.equals("0") || b.equals("0")) {
            return Boolean.compare(b.equals("0"), a.equals("0"));
        }
        return new ComparableVersion(a).compareTo(new ComparableVersion(b));
    }
}
