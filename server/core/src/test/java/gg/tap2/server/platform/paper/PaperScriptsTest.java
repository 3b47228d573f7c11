package gg.tap2.server.platform.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names in every script that this machine has a font for are drawn, and can be found and copied.
class PaperScriptsTest {
    private static String document(String body) {
        return "<html><head><style>" + Paper.STYLE + "</style></head><body>" + body + "</body></html>";
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Chinese, 山本的水彩笔刷",
        "Japanese, ひらがなとカタカナ",
        "Korean, 한국어 붓",
        "Greek, Πινέλα",
        "Cyrillic, Кисти для акварели",
        "Thai, แปรงสีน้ำ",
        "Georgian, ფუნჯები",
        "Armenian, վրձիններ",
        "Symbols, ★ ☂ ♫"
    })
    void lettersAreThemselves(String script, String words) throws IOException {
        assumeTrue(
                words.codePoints().allMatch(c -> c == ' ' || Paper.canDraw(c)),
                "no font for " + script + " on this machine");
        String got = text(Paper.pdf(document("<p>" + words + "</p>")));
        assertThat(got.replaceAll("\\s", "")).as(script).contains(words.replaceAll("\\s", ""));
    }

    @Test
    void hebrewRunsFromTheRight() throws IOException {
        String got = text(Paper.pdf(document("<p>Receipt for מברשות צבע of Tap2</p>")));
        assertThat(got).contains("מברשות צבע").doesNotContain("#");
    }

    @Test
    void arabicIsJoined() throws IOException {
        assumeTrue(Paper.canDraw(0x0641), "no font for Arabic on this machine");
        String got = text(Paper.pdf(document("<p>Receipt for فرش الرسم of Tap2</p>")));
        assertThat(got).doesNotContain("#").contains("Receipt for").contains("of Tap2");
        // The letters' joined forms, or the letters where the text is mapped back.
        assertThat(java.text.Normalizer.normalize(got, java.text.Normalizer.Form.NFKC))
                .contains("فرش");
    }

    @Test
    void whatNobodyCanDrawStopsNothing() throws IOException {
        assertThat(text(Paper.pdf(document("<p>Rain \uDBFF\uDFFD 👩‍🎨 pack</p>"))))
                .contains("Rain", "pack");
    }

    /// For looking at, with `-Dpaper.sample=FILE`.
    @Test
    void sample() throws IOException {
        byte[] pdf = Paper.pdf(document("<h1>Receipt · Quittung</h1><table><tbody>" + row("English", "Rain brushes")
                + row("Ελληνικά", "Πινέλα βροχής") + row("Русский", "Кисти дождя") + row("中文", "山本的水彩笔刷，雨天套装")
                + row("日本語", "雨のブラシ・ひらがなとカタカナ") + row("한국어", "비 오는 날의 붓") + row("العربية", "فرش المطر الإصدار 2")
                + row("עברית", "מברשות גשם, גרסה 2") + row("ไทย", "แปรงสายฝน ชุดที่ ๒") + row("हिन्दी", "बारिश के ब्रश")
                + row("বাংলা", "বৃষ্টির তুলি") + row("தமிழ்", "மழை தூரிகைகள்") + row("ქართული", "წვიმის ფუნჯები")
                + row("Emoji", "🎨 😀 ★ ☂ ❤")
                + "</tbody></table>"));
        assertThat(pdf).isNotEmpty();
        String file = System.getProperty("paper.sample");
        if (file != null) {
            Files.write(Path.of(file), pdf);
        }
    }

    private static String row(String language, String words) {
        return "<tr><td>" + language + "</td><td>" + words + "</td><td><b>" + words
                + "</b></td><td class=\"n\">9,00 €</td></tr>";
    }
}
