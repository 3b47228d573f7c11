package gg.tap2.server.checks;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.checks.Advisories.Component;
import gg.tap2.server.platform.json.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/// The Maven packages that a program is made of.
///
/// @param unnamed archives that do not say what they are
public record Components(Set<Component> all, List<String> unnamed) {
    private static final Pattern PURL = Pattern.compile("pkg:maven/([^/@?]+)/([^/@?]+)@([^?#]+).*");
    private static final Pattern REPOSITORY = Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/\\2-\\3[^/]*\\.jar");

    /// Those of a list in CycloneDX's JSON.
    ///
    /// @throws IOException when it is no such list
    public static Components ofSbom(Path file) throws IOException {
        JsonNode list = Json.tree(Files.readAllBytes(file));
        if (!list.path("bomFormat").asText().equals("CycloneDX")) {
            throw new IOException(file + " is no list in CycloneDX's JSON");
        }
        var all = new LinkedHashSet<Component>();
        var unnamed = new ArrayList<String>();
        for (JsonNode c : list.path("components")) {
            var m = PURL.matcher(c.path("purl").asText(""));
            if (m.matches()) {
                all.add(new Component(m.group(1) + ":" + m.group(2), m.group(3)));
            } else {
                unnamed.add(c.path("name").asText("?"));
            }
        }
        return new Components(all, unnamed);
    }

    /// Those of a class path, by what each archive says of itself, or by its place in a local repository.
    public static Components ofClassPath(String classPath) {
        var all = new LinkedHashSet<Component>();
        var unnamed = new ArrayList<String>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.endsWith(".jar")) {
                continue;
            }
            Set<Component> own = inside(Path.of(entry));
            var m = REPOSITORY.matcher(entry);
            if (m.matches()) {
                own.add(new Component(m.group(1).replace('/', '.') + ":" + m.group(2), m.group(3)));
            }
            if (own.isEmpty()) {
                unnamed.add(String.valueOf(Path.of(entry).getFileName()));
            }
            all.addAll(own);
        }
        return new Components(all, unnamed);
    }

    private static Set<Component> inside(Path jar) {
        var out = new LinkedHashSet<Component>();
        try (var file = new JarFile(jar.toFile())) {
            for (var e : file.stream()
                    .filter(x -> x.getName().startsWith("META-INF/maven/")
                            && x.getName().endsWith("/pom.properties"))
                    .toList()) {
                var p = new Properties();
                try (InputStream in = file.getInputStream(e)) {
                    p.load(in);
                }
                String group = p.getProperty("groupId");
                String artifact = p.getProperty("artifactId");
                String version = p.getProperty("version");
                if (group != null && artifact != null && version != null) {
                    out.add(new Component(group + ":" + artifact, version));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // It is listed as one that does not say what it is.
            out.clear();
        }
        return out;
    }
}
