package gg.tap2.studio.platform;

import com.gluonhq.attach.storage.StorageService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the studio keeps its data: `TAP2_STUDIO_HOME`, else the system's customary folder.
public record AppDirs(Path data) {
    public static AppDirs discover(Map<String, String> env, String osName, String userHome) {
        @Nullable String override = env.get("TAP2_STUDIO_HOME");
        if (override != null && !override.isBlank()) {
            return new AppDirs(Path.of(override));
        }
        String os = osName.toLowerCase(Locale.ROOT);
        Path home = Path.of(userHome);
        if (os.contains("mac")) {
            return new AppDirs(home.resolve("Library/Application Support/Tap2 Studio"));
        }
        if (os.contains("win")) {
            @Nullable String appData = env.get("APPDATA");
            return new AppDirs(
                    (appData == null ? home.resolve("AppData/Roaming") : Path.of(appData)).resolve("Tap2 Studio"));
        }
        @Nullable String xdg = env.get("XDG_DATA_HOME");
        return new AppDirs(
                (xdg == null || xdg.isBlank() ? home.resolve(".local/share") : Path.of(xdg)).resolve("tap2-studio"));
    }

    public static AppDirs system() {
        return discover(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
    }

    /// The folder, created for this user alone where the file system knows permissions.
    public Path create() {
        try {
            Files.createDirectories(data);
            if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            }
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + data, e);
        }
    }

    /// Where exports go unless the user chooses: the public documents folder the system names, else the home folder.
    public static Path documents() {
        try {
            return StorageService.create()
                    .flatMap(s -> s.getPublicStorage("Documents"))
                    .map(java.io.File::toPath)
                    .filter(Files::isDirectory)
                    .orElse(Path.of(System.getProperty("user.home")));
        } catch (RuntimeException e) {
            return Path.of(System.getProperty("user.home"));
        }
    }
}
