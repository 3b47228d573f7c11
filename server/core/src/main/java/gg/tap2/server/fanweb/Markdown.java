package gg.tap2.server.fanweb;

import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// Creators' Markdown as safe HTML: raw HTML stays text, links are `nofollow ugc`, images only from our own address.
public final class Markdown {
    /// Blocks within blocks beyond this are text. No page needs them, and a stack has an end.
    private static final int MAX_DEPTH = 100;
    /// Brackets that are open at once; further ones are text. The parser's work grows with their square, up to many
    /// seconds for a lesson that holds nothing else.
    private static final int MAX_OPEN = 200;
    private static final Parser PARSER =
            Parser.builder().maxOpenBlockParsers(MAX_DEPTH).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .escapeHtml(true)
            .sanitizeUrls(true)
            .urlSanitizer(new DefaultUrlSanitizer(List.of("https", "http", "mailto", "tel")))
            .softbreak("<br>")
            .build();
    private static final Pattern OWN_IMAGE = Pattern.compile("/img/[0-9a-f-]{36}/[sml]");
    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
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
                    "a")
            .allowElements((name, attrs) -> attrs.contains("src") ? "img" : null, "img")
            .allowElements((name, attrs) -> "h3", "h1", "h2")
            .allowAttributes("href")
            .matching(Pattern.compile(".+"))
            .onElements("a")
            .allowAttributes("src")
            .matching(OWN_IMAGE)
            .onElements("img")
            .allowAttributes("alt")
            .onElements("img")
            .allowUrlProtocols("https", "http", "mailto", "tel")
            .requireRelsOnLinks("nofollow", "ugc", "noopener")
            .toFactory();

    private Markdown() {}

    public static String html(String markdown) {
        return POLICY.sanitize(RENDERER.render(PARSER.parse(tamed(markdown))));
    }

    private static String tamed(String markdown) {
        StringBuilder out = null;
        int open = 0;
        for (int i = 0; i < markdown.length(); i++) {
            char c = markdown.charAt(i);
            open = c == '[' ? open + 1 : c == ']' && open > 0 ? open - 1 : open;
            if (c == '[' && open > MAX_OPEN) {
                if (out == null) {
                    out = new StringBuilder(markdown.length() * 2).append(markdown, 0, i);
                }
                out.append("&#91;");
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? markdown : out.toString();
    }

    /// The beginning as plain text, for descriptions of pages.
    public static String plain(String markdown, int max) {
        String text = org.commonmark.renderer.text.TextContentRenderer.builder()
                .build()
                .render(PARSER.parse(tamed(markdown)))
                .replaceAll("\\s+", " ")
                .strip();
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
