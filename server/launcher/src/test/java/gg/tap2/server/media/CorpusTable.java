package gg.tap2.server.media;

import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The corpus as a page of the documentation.
final class CorpusTable {
    private CorpusTable() {}

    static String row(FileCorpus.Entry e, String type, String gets, String opinion) {
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(cell(e.name()), cell(e.made()), e.verdict(), type, cell(gets), opinion);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\u001b", "ESC");
    }

    static void write(List<String> rows) throws IOException {
        String page = """
                # Files that were tried

                Every file is made by the program named, uploaded over the API, judged, put into a product and fetched by its buyer
                (`FileCorpusTest`; `-Dcorpus.write=true` writes this page). "identical" means the same SHA-256. The last column is
                what other programs say of the same file. What is refused is told with the sentence given.

                | file | made by | verdict | stored type | what the buyer gets, or is told the creator | others |
                |---|---|---|---|---|---|
                %s
                """.formatted(String.join("\n", rows));
        Files.writeString(Checkout.ROOT.resolve("docs/file-corpus.md"), page);
    }
}
