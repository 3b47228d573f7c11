package gg.tap2.server.app;

import gg.tap2.server.checks.Advisories;
import gg.tap2.server.checks.Components;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.time.PlatformClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tap2 advisories --osv DATA`: compares what the server is made of with published advisories, without a network.
@Command(
        name = "advisories",
        description = {
            "Compares libraries with published advisories from a folder or ZIP in OSV's format; asks no network.",
            "docs/operations.md says how the data comes here."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:no advisory is about any of them",
            "1:advisories, each with the version that mends it",
            "2:it cannot be said: data is missing, unreadable or too old, or there is nothing to compare"
        })
final class AdvisoriesCommand implements Callable<Integer> {
    @Option(names = "--osv", description = "folder or ZIP of OSV's documents; default: TAP2_OSV")
    @Nullable
    Path osv;

    @Option(names = "--sbom", description = "a list in CycloneDX's JSON, several times; default: this server")
    List<Path> sboms = new ArrayList<>();

    @Option(names = "--max-age", defaultValue = "14", description = "days that the data may be old")
    int maxAge = 14;

    @Option(names = "--json", description = "prints JSON")
    boolean json;

    @Override
    public Integer call() {
        String given = System.getenv().getOrDefault("TAP2_OSV", "");
        Path from = osv != null || given.isBlank() ? osv : Path.of(given);
        if (from == null) {
            throw new ConfigException(
                    "advisories: no data was given; name a folder or ZIP with --osv. Nothing was compared");
        }
        Components components = components();
        Advisories data;
        try {
            data = Advisories.read(from);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigException("advisories: " + from + " cannot be read. Nothing was compared");
        }
        List<Advisories.Hit> hits = data.about(components.all());
        List<String> doubts = doubts(data, components, new PlatformClock(Duration.ZERO).instant());
        if (json) {
            System.out.println(Json.write(Map.of(
                    "components", components.all().size(),
                    "unnamed", components.unnamed(),
                    "advisories", data.count(),
                    "newest", String.valueOf(data.newest()),
                    "doubts", doubts,
                    "hits", hits)));
        } else {
            print(hits, doubts, components, data);
        }
        return hits.isEmpty() ? (doubts.isEmpty() ? 0 : 2) : 1;
    }

    private Components components() {
        try {
            if (sboms.isEmpty()) {
                return Components.ofClassPath(System.getProperty("java.class.path"));
            }
            var all = new LinkedHashSet<Advisories.Component>();
            var unnamed = new ArrayList<String>();
            for (Path file : sboms) {
                Components c = Components.ofSbom(file);
                all.addAll(c.all());
                unnamed.addAll(c.unnamed());
            }
            return new Components(all, unnamed);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigException("advisories: " + e.getMessage());
        }
    }

    /// Why an empty list of advisories would not mean that there are none.
    private List<String> doubts(Advisories data, Components components, Instant now) {
        var out = new ArrayList<String>();
        Instant newest = data.newest();
        if (newest == null) {
            out.add("there are no advisories in the data");
        } else {
            long days = Duration.between(newest, now).toDays();
            if (days > maxAge) {
                out.add("the data is " + days + " days old, more than " + maxAge + ": fetch it anew");
            }
        }
        if (!data.unreadable().isEmpty()) {
            out.add(data.unreadable().size() + " documents are no advisories, such as "
                    + data.unreadable().getFirst());
        }
        if (components.all().isEmpty()) {
            out.add("no library says what it is");
        }
        return out;
    }

    private static void print(List<Advisories.Hit> hits, List<String> doubts, Components components, Advisories data) {
        for (Advisories.Hit h : hits) {
            System.out.printf(
                    "%s %s: %s%s, %s. %s%n    %s%n",
                    h.component().name(),
                    h.component().version(),
                    h.id(),
                    h.aliases().isEmpty() ? "" : " (" + String.join(", ", h.aliases()) + ")",
                    h.severity(),
                    h.summary(),
                    h.fixed().isEmpty() ? "no version mends it yet" : "mended in " + h.fixed());
        }
        doubts.forEach(d -> System.out.println("Doubt: " + d + "."));
        if (!components.unnamed().isEmpty()) {
            System.out.println("Not compared, since they do not say what they are: "
                    + String.join(", ", components.unnamed()) + ".");
        }
        System.out.printf(
                "%d libraries were compared with %d advisories, the newest of %s: %s%n",
                components.all().size(),
                data.count(),
                Objects.toString(data.newest(), "no day"),
                hits.isEmpty() ? "none is about them." : hits.size() + " are about them.");
    }
}
