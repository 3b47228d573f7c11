package gg.tap2.server.platform.paper;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fonts of this machine for what Liberation Sans does not have: Arabic, Chinese, Japanese, Korean, Thai, India's
/// scripts, symbols. Debian has them in `fonts-noto-core` and `fonts-droid-fallback`.
/// A letter that no font has is drawn as `#`.
public final class HostFonts {
    private static final Logger LOG = LoggerFactory.getLogger(HostFonts.class);
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/share/fonts"),
            Path.of("/usr/local/share/fonts"),
            Path.of("/Library/Fonts"),
            Path.of("/System/Library/Fonts"),
            Path.of(System.getenv().getOrDefault("WINDIR", "C:\\Windows"), "Fonts"));
    private static final int MOST_FILES = 600;
    private static final int MOST_REMEMBERED = 50_000;
    /// Where the letters of several scripts are drawn alike.
    private static final Set<Character.UnicodeScript> EAST_ASIAN = Set.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.BOPOMOFO);

    private static @Nullable HostFonts found;

    private final List<Path> files;
    private final Map<Path, Optional<Font>> loaded = new HashMap<>();
    private final Map<Integer, Optional<Path>> chosen = new HashMap<>();
    private final @Nullable Font own;

    private HostFonts(@Nullable Font own, List<Path> files) {
        this.own = own;
        this.files = files;
    }

    /// @param own the font that ships, read once
    static synchronized HostFonts get(InputStream own) {
        try (own) {
            HostFonts known = found;
            if (known == null) {
                known = new HostFonts(Font.createFont(Font.TRUETYPE_FONT, own), list());
                found = known;
            }
            return known;
        } catch (IOException | FontFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> list() {
        var files =
                new TreeSet<Path>(Comparator.comparingInt(HostFonts::rank).thenComparing(Comparator.naturalOrder()));
        for (Path folder : FOLDERS) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var all = Files.walk(folder, 6)) {
                all.filter(HostFonts::isPlainTrueType).limit(MOST_FILES).forEach(files::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                LOG.warn("Fonts in {} cannot be listed: {}", folder, e.getMessage());
            }
        }
        return new ArrayList<>(files);
    }

    /// Fonts for reading before others: Noto's sans-serif ones, then whatever is regular.
    private static int rank(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("NotoSans") ? 0 : name.startsWith("DejaVuSans.") ? 1 : name.startsWith("Droid") ? 2 : 3;
    }

    /// PDFs embed outlines of TrueType. Bold and slanted cuts are of no use for single words in other scripts.
    private static boolean isPlainTrueType(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".ttf")
                && !name.matches(".*(bold|italic|oblique|light|thin|black|medium|condensed|mono|color|display|ui-).*")
                && Files.isReadable(file)
                && beginsAsTrueType(file);
    }

    private static boolean beginsAsTrueType(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4 && start[0] == 0 && start[1] == 1;
        } catch (IOException e) {
            return false;
        }
    }

    /// The files that have what the shipped font has not, in a text.
    synchronized SequencedSet<Path> forText(String text) {
        var needed = new LinkedHashSet<Path>();
        text.codePoints()
                .filter(c -> c > 0x2FF && !has(own, c) && !Character.isWhitespace(c))
                .distinct()
                .forEach(c -> choose(c).ifPresent(needed::add));
        return needed;
    }

    /// Whether a character can be drawn on this machine.
    synchronized boolean canDraw(int codePoint) {
        return has(own, codePoint) || choose(codePoint).isPresent();
    }

    private Optional<Path> choose(int codePoint) {
        Optional<Path> known = chosen.get(codePoint);
        if (known == null) {
            if (chosen.size() >= MOST_REMEMBERED) {
                chosen.clear();
            }
            known = search(codePoint);
            chosen.put(codePoint, known);
        }
        return known;
    }

    private Optional<Path> search(int codePoint) {
        var script = Character.UnicodeScript.of(codePoint);
        String wanted = EAST_ASIAN.contains(script)
                ? "fallback"
                : script.name().toLowerCase(Locale.ROOT).replace("_", "");
        return java.util.stream.Stream.concat(
                        files.stream().filter(f -> name(f).contains(wanted)),
                        files.stream().filter(f -> !name(f).contains(wanted)))
                .filter(f -> has(load(f), codePoint))
                .findFirst();
    }

    private static String name(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private static boolean has(@Nullable Font font, int codePoint) {
        return font != null && font.canDisplay(codePoint);
    }

    private @Nullable Font load(Path file) {
        return loaded.computeIfAbsent(file, f -> {
                    try {
                        return Optional.of(Font.createFont(Font.TRUETYPE_FONT, f.toFile()));
                    } catch (IOException | FontFormatException | RuntimeException e) {
                        LOG.warn("The font {} cannot be read: {}", f, e.getMessage());
                        return Optional.empty();
                    }
                })
                .orElse(null);
    }
}
