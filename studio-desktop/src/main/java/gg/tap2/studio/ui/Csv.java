package gg.tap2.studio.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/// CSV by RFC 4180. A text cell that a spreadsheet would take for a formula is prefixed with an apostrophe. A file
/// begins with a byte order mark, without which spreadsheets read its letters as those of an old code page. What some
/// languages' spreadsheets split at is quoted.
public final class Csv {
    private Csv() {}

    public static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String cell(String value) {
        boolean formula = !value.isEmpty() && "=+@\t\r\n".indexOf(value.charAt(0)) >= 0
                || value.startsWith("-") && !value.matches("-[0-9.]+");
        String safe = formula ? "'" + value : value;
        return safe.matches("(?s).*[\",;\t\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    /// Writes aside and renames, so that a failed export leaves an earlier one as it was.
    public static void write(Path target, List<String> head, Iterable<List<String>> rows) throws IOException {
        Path temp = target.resolveSibling(target.getFileName() + ".tmp");
        try (var out = Files.newBufferedWriter(temp)) {
            out.write('\ufeff');
            out.write(line(head));
            for (List<String> row : rows) {
                out.write(line(row));
            }
        }
        Files.move(temp, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
