package gg.tap2.studio.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Exports: a reader of RFC 4180 gets each cell back, and no spreadsheet takes one for a formula. Cells of the input
/// are divided by `|`.
class CsvFuzzTest {
    static Stream<byte[]> line() {
        return Stream.of("a|b|c", "=1+1|+1|-1|-2.50|-x|@SUM(A1)", "\"|,|\n|\r|\t=1|\r=1", "||é|\u2028", "'=1|''")
                .map(s -> s.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource
    @FuzzTest
    void line(byte[] bytes) {
        List<String> cells = Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\\|", -1));
        String line = Csv.line(cells);
        assertThat(line).endsWith("\r\n");
        List<String> read = read(line.substring(0, line.length() - 2));
        assertThat(read).hasSameSizeAs(cells);
        for (int i = 0; i < cells.size(); i++) {
            String cell = read.get(i);
            assertThat(cell).isIn(cells.get(i), "'" + cells.get(i));
            assertThat(cell).doesNotMatch("(?s)[=+@\t\r\n].*");
            if (cell.startsWith("-")) {
                assertThat(cell).matches("-[0-9.]+");
            }
        }
    }

    private static List<String> read(String line) {
        List<String> out = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                out.add(cell.toString());
                cell.setLength(0);
            } else {
                assertThat(quoted || c != '\r' && c != '\n').as(line).isTrue();
                cell.append(c);
            }
        }
        assertThat(quoted).as(line).isFalse();
        out.add(cell.toString());
        return out;
    }
}
