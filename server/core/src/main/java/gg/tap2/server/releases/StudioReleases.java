package gg.tap2.server.releases;

import gg.tap2.model.Routes;
import gg.tap2.model.system.StudioRelease;
import gg.tap2.model.system.Version;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what operators put into the releases folder: `studio-release.json`, as `tap2 package` writes it, and
/// the packages that it names. Looked at again whenever the file changes. Without the folder, or with one that
/// cannot be read, the server offers a studio of its own version and no packages.
final class StudioReleases {
    static final String FILE = "studio-release.json";
    private static final Logger LOG = LoggerFactory.getLogger(StudioReleases.class);

    /// One note in several languages; `text` is by language code, English always among them.
    record Note(String version, @Nullable LocalDate released, Map<String, String> text) {}

    record Package(String os, String name, long size, String sha256) {}

    record Release(String version, @Nullable String oldest, List<Note> notes, List<Package> packages) {
        static final Release NONE = new Release(Version.CURRENT.toString(), null, List.of(), List.of());
    }

    private record Seen(@Nullable FileTime at, Release release) {}

    private final Path folder;
    private volatile Seen seen = new Seen(null, Release.NONE);

    StudioReleases(Path folder) {
        this.folder = folder;
    }

    StudioRelease offered(Locale locale) {
        Release r = current();
        return new StudioRelease(
                r.version(),
                Version.CURRENT.toString(),
                r.oldest(),
                r.notes().stream()
                        .map(n -> new StudioRelease.Note(n.version(), n.released(), text(n, locale)))
                        .toList(),
                r.packages().stream()
                        .map(p -> new StudioRelease.Download(
                                p.os(),
                                p.name(),
                                p.size(),
                                p.sha256(),
                                Routes.STUDIO_DOWNLOAD.replace("{name}", p.name())))
                        .toList());
    }

    private static String text(Note n, Locale locale) {
        String own = n.text().get(locale.getLanguage());
        return own != null ? own : n.text().getOrDefault("en", "");
    }

    /// A package that is offered and there in its full size; other names lead nowhere.
    Optional<Package> find(String name) {
        return current().packages().stream()
                .filter(p -> p.name().equals(name))
                .filter(p -> {
                    try {
                        return Files.size(file(p)) == p.size();
                    } catch (IOException e) {
                        LOG.warn("the package {} is offered and not there", p.name());
                        return false;
                    }
                })
                .findFirst();
    }

    Path file(Package p) {
        return folder.resolve(p.name());
    }

    private Release current() {
        Path file = folder.resolve(FILE);
        FileTime at;
        try {
            at = Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return Release.NONE;
        }
        Seen known = seen;
        if (at.equals(known.at())) {
            return known.release();
        }
        Release read = read(file);
        seen = new Seen(at, read);
        return read;
    }

    private static Release read(Path file) {
        try {
            Release r = Json.read(Files.readString(file), Release.class);
            boolean sound = Version.parse(r.version()).isPresent()
                    && r.packages().stream().allMatch(p -> p.name().matches("[A-Za-z0-9][A-Za-z0-9._~+-]{0,150}"));
            if (!sound) {
                throw new IllegalArgumentException("a version or a file name is malformed");
            }
            return r;
        } catch (IOException | UncheckedIOException | IllegalArgumentException | NullPointerException e) {
            LOG.error("{} cannot be used: {}", file, e.toString());
            return Release.NONE;
        }
    }
}
