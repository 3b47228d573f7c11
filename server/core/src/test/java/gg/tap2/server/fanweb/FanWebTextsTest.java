package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanWebTextsTest {
    @Test
    void bothLanguagesHaveTheSameKeys() {
        var en = Texts.load("fanweb", Locale.ENGLISH);
        assertThat(en).isNotEmpty();
        assertThat(Texts.load("fanweb", Locale.GERMAN).keySet()).isEqualTo(en.keySet());
    }

    /// A page that asks for a text that is not there shows the key itself.
    @Test
    void everyTextThatAPageAsksForIsThere() throws IOException {
        var texts = Texts.load("fanweb", Locale.ENGLISH);
        var asked = Pattern.compile("\\bv\\.t\\(\"([a-z][\\w.]*)\"\\s*[,)]");
        int seen = 0;
        try (var files = Files.walk(Checkout.CORE.resolve("src/main"))) {
            for (Path file : files.filter(
                            f -> f.toString().endsWith(".jte") || f.toString().contains("/fanweb/"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                var found = asked.matcher(Files.readString(file));
                while (found.find()) {
                    assertThat(texts).as(file.toString()).containsKey("fan." + found.group(1));
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(200);
    }

    /// Words that a dictionary gives and nobody says: a probation, an edition of a receipt, something to unlock.
    @ParameterizedTest
    @ValueSource(strings = {"fanweb", "feed", "notices", "billing"})
    void germanSaysWhatPeopleSay(String bundle) {
        assertThat(Texts.load(bundle, Locale.GERMAN).values())
                .noneMatch(t -> Pattern.compile("Probezeit|Freischaltbar|Gefolgt|Ausgabe \\{0\\}|deins seit")
                        .matcher(t.toString())
                        .find());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "![x](https://evil.example/p.png)",
                "![x](javascript:alert(1))",
                "<svg/onload=alert(1)>",
                "<a href='javascript:alert(1)'>x</a>",
                "[x](java&#10;script:alert(1))",
                "<iframe srcdoc='<script>alert(1)</script>'>",
                "<style>@import 'https://evil.example'</style>",
                "![\" onerror=\"alert(1)](/img/x)",
                "[x](vbscript:msgbox)"
            })
    void markdownNeverBecomesActive(String payload) {
        String html = Markdown.html(payload);
        assertThat(html)
                .doesNotContainPattern("(?i)<(script|svg|iframe|style|img)")
                .doesNotContainPattern("(?i)(href|src)=\"(javascript|data|vbscript)")
                .doesNotContainPattern("(?i)<[^>]*\\son\\w+=");
    }

    @Test
    void addressesInAMessageBecomeLinksAndNothingElseDoes() {
        assertThat(View.cut("See https://a.example/x?y=1, and (https://b.example)."))
                .containsExactly("See ", "https://a.example/x?y=1", ", and (", "https://b.example", ").");
        assertThat(View.cut("javascript:alert(1) http://c.example <b>")).hasSize(1);
    }

    @Test
    void markdownKeepsWhatIsSafe() {
        assertThat(Markdown.html("**a** [b](https://example.com)"))
                .contains("<strong>a</strong>")
                .containsPattern("rel=\"[^\"]*nofollow[^\"]*\"")
                .contains("ugc");
        assertThat(Markdown.html("[call](tel:+4930123)")).contains("href=\"tel:&#43;4930123\"");
        assertThat(Markdown.html("[x](javascript:alert(1)) [y]()"))
                .as("a link to nowhere is none")
                .doesNotContain("<a")
                .contains("x", "y");
        assertThat(Markdown.html("![cat](/img/0197c0de-0000-7000-8000-000000000000/m)"))
                .contains("<img");
    }

    @Test
    void themeColoursAreLegible() {
        for (int color : new int[] {0xFFFF00, 0xFFFFFF, 0x000000, 0x17161D, 0x808080, 0xFF7A59}) {
            assertThat(Theme.contrast(Theme.legible(color, 0xFFFFFF), 0xFFFFFF)).isGreaterThanOrEqualTo(4.5);
            assertThat(Theme.contrast(Theme.legible(color, 0x17161D), 0x17161D)).isGreaterThanOrEqualTo(4.5);
        }
    }
}
