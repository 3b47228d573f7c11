package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Creators' Markdown: whatever it is, the page gets known elements with known attributes and nothing that runs.
class MarkdownFuzzTest {
    private static final Set<String> ELEMENTS = Set.of(
            "p",
            "br",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "blockquote",
            "code",
            "pre",
            "h3",
            "h4",
            "h5",
            "hr",
            "a",
            "img");
    private static final Pattern TAG = Pattern.compile("</?([a-zA-Z0-9]+)((?: [a-z]+=\"[^\"<>]*\")*) ?/?>");
    private static final Pattern ATTRIBUTE = Pattern.compile(" ([a-z]+)=\"([^\"]*)\"");
    private static final Pattern HREF = Pattern.compile("(?i)(https?|mailto):.*|[^:]*|[^:]*[/?#].*", Pattern.DOTALL);
    private static final Pattern IMAGE = Pattern.compile("/img/[0-9a-f-]{36}/[sml]");

    static Stream<byte[]> html() {
        return Stream.of(
                        "# Brushes\n\n*wet* and **dry**, [more](https://example.com/a?b=c&d#e)\n\n- one\n- two\n\n> said",
                        "<script>alert(1)</script><img src=x onerror=alert(1)>",
                        "[a](javascript:alert(1)) [b](JaVaScRiPt&#58;alert(1)) [c](data:text/html,x) <javascript:x>",
                        "![a](/img/00000000-0000-0000-0000-000000000000/m \"t\") ![b](https://evil.example/x.png)",
                        "[a]: <java\tscript:alert(1)>\n\n[a] `</code><script>` \\<b>",
                        "```html\n<iframe>\n```\n1. a\n   1. b\n\n***\n&lt;script&gt; &#0; \u0000\u2028",
                        ">".repeat(400) + "- ".repeat(300) + "x",
                        "*".repeat(500) + "a" + "_".repeat(500) + "[".repeat(500))
                .map(s -> s.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource
    @FuzzTest
    void html(byte[] bytes) {
        String markdown = new String(bytes, StandardCharsets.UTF_8);
        // The sanitiser's own comment keeps braces apart, for templates of a browser.
        String html = Markdown.html(markdown).replace("<!-- -->", "");
        Matcher tag = TAG.matcher(html);
        int end = 0;
        while (tag.find()) {
            assertThat(html.substring(end, tag.start())).as(html).doesNotContain("<");
            end = tag.end();
            assertThat(ELEMENTS).as(html).contains(tag.group(1));
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
            while (attribute.find()) {
                attribute(html, tag.group(1) + "." + attribute.group(1), unescaped(attribute.group(2)));
            }
        }
        assertThat(html.substring(end)).as(html).doesNotContain("<");
        assertThat(Markdown.plain(markdown, 160)).hasSizeLessThanOrEqualTo(160);
    }

    private static void attribute(String html, String name, String value) {
        switch (name) {
            case "a.href" -> assertThat(value).as(html).matches(HREF);
            case "a.rel" -> assertThat(value).as(html).contains("nofollow", "ugc", "noopener");
            case "img.src" -> assertThat(value).as(html).matches(IMAGE);
            case "img.alt" -> {}
            default -> throw new AssertionError(name + " in " + html);
        }
    }

    private static String unescaped(String value) {
        return value.replace("&#64;", "@")
                .replace("&#61;", "=")
                .replace("&#58;", ":")
                .replace("&amp;", "&");
    }
}
