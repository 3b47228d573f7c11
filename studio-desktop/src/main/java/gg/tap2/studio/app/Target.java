package gg.tap2.studio.app;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the system asks the studio to open: an archive that was double-clicked, or a link such as `tap2://payouts` or
/// `tap2://products/<id>`. Anything may send such a link, so it leads to a screen and never does anything.
record Target(String screen, @Nullable Object argument) {
    /// Empty for what the studio does not know.
    static Optional<Target> parse(String text) {
        try {
            return text.startsWith("tap2:") ? link(URI.create(text)) : file(Path.of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Target> link(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return Optional.empty();
        }
        String screen = host.toLowerCase(Locale.ROOT);
        boolean known = ScreenCatalog.ALL.stream().anyMatch(s -> s.id().equals(screen));
        if (!known) {
            return Optional.empty();
        }
        String id = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        return Optional.of(new Target(screen, id.isEmpty() ? null : UUID.fromString(id)));
    }

    private static Optional<Target> file(Path path) throws InvalidPathException {
        return Files.isRegularFile(path) ? Optional.of(new Target("archive", path.toAbsolutePath())) : Optional.empty();
    }
}
