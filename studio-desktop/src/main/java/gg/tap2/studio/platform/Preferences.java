package gg.tap2.studio.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings of this studio on this machine, in one JSON file that is written aside and renamed. An unreadable
/// file is kept under another name and defaults are used.
public final class Preferences {
    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);

    /// `language` is empty to follow the system; `uploadKbps` 0 means no limit; of `skippedVersion` nobody wants to
    /// hear
    /// again; without `uploadHours` files are sent at any time.
    public record Values(
            @Nullable String theme,
            @Nullable String language,
            @Nullable List<KnownAccount> accounts,
            @Nullable Window window,
            long uploadKbps,
            boolean tourSeen,
            @Nullable String skippedVersion,
            @Nullable Hours uploadHours,
            @Nullable Desktop desktop) {
        public static final Values DEFAULTS = new Values("SYSTEM", "", List.of(), null, 0, false, null, null, null);

        public List<KnownAccount> knownAccounts() {
            return Objects.requireNonNullElse(accounts, List.of());
        }

        public Desktop desktopOrDefault() {
            return Objects.requireNonNullElse(desktop, Desktop.DEFAULTS);
        }

        public Values withTheme(String next) {
            return new Values(
                    next, language, accounts, window, uploadKbps, tourSeen, skippedVersion, uploadHours, desktop);
        }

        public Values withLanguage(String next) {
            return new Values(
                    theme, next, accounts, window, uploadKbps, tourSeen, skippedVersion, uploadHours, desktop);
        }

        public Values withAccounts(List<KnownAccount> next) {
            return new Values(
                    theme, language, next, window, uploadKbps, tourSeen, skippedVersion, uploadHours, desktop);
        }

        public Values withWindow(Window next) {
            return new Values(
                    theme, language, accounts, next, uploadKbps, tourSeen, skippedVersion, uploadHours, desktop);
        }

        public Values withUploadKbps(long next) {
            return new Values(theme, language, accounts, window, next, tourSeen, skippedVersion, uploadHours, desktop);
        }

        public Values withTourSeen() {
            return new Values(
                    theme, language, accounts, window, uploadKbps, true, skippedVersion, uploadHours, desktop);
        }

        public Values withSkippedVersion(String next) {
            return new Values(theme, language, accounts, window, uploadKbps, tourSeen, next, uploadHours, desktop);
        }

        public Values withUploadHours(@Nullable Hours next) {
            return new Values(theme, language, accounts, window, uploadKbps, tourSeen, skippedVersion, next, desktop);
        }

        public Values withDesktop(Desktop next) {
            return new Values(
                    theme, language, accounts, window, uploadKbps, tourSeen, skippedVersion, uploadHours, next);
        }
    }

    /// Times of the day of this machine, such as `22:00`.
    public record Hours(String from, String to) {}

    /// Whether the system tells what is new, and whether uploads go on in the tray when the window is closed.
    public record Desktop(boolean notifications, boolean keepUploading) {
        public static final Desktop DEFAULTS = new Desktop(true, true);
    }

    /// An account that has signed in here; the first one was used last.
    public record KnownAccount(String server, String email) {}

    public record Window(double x, double y, double width, double height, boolean maximized) {}

    private final Path file;
    private Values values;

    public Preferences(Path file) {
        this.file = file;
        this.values = load(file);
    }

    public synchronized Values get() {
        return values;
    }

    public synchronized void change(UnaryOperator<Values> step) {
        values = step.apply(values);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temp = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temp, Json.write(values));
            Files.move(temp, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("Settings could not be saved: {}", e.toString());
        }
    }

    private static Values load(Path file) {
        if (!Files.exists(file)) {
            return Values.DEFAULTS;
        }
        try {
            return Json.read(Files.readString(file), Values.class);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Settings are unreadable and start anew: {}", e.toString());
            try {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".unreadable"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException second) {
                LOG.debug("Not kept", second);
            }
            return Values.DEFAULTS;
        }
    }
}
