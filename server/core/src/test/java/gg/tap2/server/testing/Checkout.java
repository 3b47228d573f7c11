package gg.tap2.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The folders of this checkout, from whichever of them a test is run; for tests that read sources and documents.
public final class Checkout {
    public static final Path ROOT = root();

    /// The module of the product itself.
    public static final Path CORE = ROOT.resolve("server/core");

    private Checkout() {}

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared-model")) && Files.isDirectory(at.resolve("server"))) {
                return at;
            }
        }
        throw new IllegalStateException("not in a checkout: " + Path.of("").toAbsolutePath());
    }

    /// A folder of the server's modules, such as `src/main/java`, wherever a module has it.
    public static List<Path> server(String folder) {
        return existing(inside(ROOT.resolve("server")), folder);
    }

    /// A folder of all modules.
    public static List<Path> all(String folder) {
        return Stream.concat(
                        server(folder).stream(),
                        existing(Stream.of("studio-desktop", "shared-model").map(ROOT::resolve), folder).stream())
                .toList();
    }

    private static List<Path> existing(Stream<Path> modules, String folder) {
        return modules.map(m -> m.resolve(folder)).filter(Files::isDirectory).toList();
    }

    private static Stream<Path> inside(Path folder) {
        try (var found = Files.list(folder)) {
            return found.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
