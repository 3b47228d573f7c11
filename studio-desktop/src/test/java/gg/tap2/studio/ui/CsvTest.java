package gg.tap2.studio.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvTest {
    /// Without the mark a spreadsheet reads `ü` as two letters; in German it splits a line at semicolons.
    @Test
    void spreadsheetsReadLettersAndSplitOnlyAtCommas(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("names.csv");
        Csv.write(file, List.of("Name", "Note"), List.of(List.of("Müller", "a;=1+1"), List.of("Ono", "b\tc")));
        assertThat(Files.readAllBytes(file)).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(Files.readString(file)).isEqualTo("\ufeffName,Note\r\nMüller,\"a;=1+1\"\r\nOno,\"b\tc\"\r\n");
    }
}
