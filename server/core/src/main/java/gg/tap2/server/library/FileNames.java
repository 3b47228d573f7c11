package gg.tap2.server.library;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;

/// Names under which files are saved.
final class FileNames {
    /// Bytes of a name. Linux and Macs take 255; a number for a second file of that name must fit too.
    private static final int MOST_BYTES = 240;
    private static final int LONGEST_ENDING = 20;

    private FileNames() {}

    /// No path, no control or direction characters, never empty, and no longer than a disk takes. The joiners that
    /// Persian, Indian scripts and emoji are written with stay, and so do the letters of flags.
    static String plain(String name) {
        var clean = new StringBuilder();
        name.codePoints().forEach(c -> clean.appendCodePoint(isKept(c) ? c : '_'));
        String plain = clean.toString().strip().replaceFirst("^\\.+", "_");
        return plain.isEmpty() ? "file" : shortened(plain);
    }

    private static boolean isKept(int c) {
        if (c == 0x200C || c == 0x200D || (c >= 0xE0020 && c <= 0xE007F)) {
            return true;
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && "\\/:*?\"<>|".indexOf(c) < 0;
    }

    /// Whole characters from the beginning, and the ending.
    private static String shortened(String name) {
        if (bytes(name) <= MOST_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && bytes(name.substring(dot)) <= LONGEST_ENDING ? name.substring(dot) : "";
        int room = MOST_BYTES - bytes(ending);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(name);
        int end = 0;
        for (int next = characters.next(); next != BreakIterator.DONE; next = characters.next()) {
            if (bytes(name.substring(0, next)) > room) {
                break;
            }
            end = next;
        }
        return name.substring(0, end).strip() + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
