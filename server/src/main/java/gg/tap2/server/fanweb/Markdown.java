package gg.tap2.server.fanweb;

import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// Creators' Markdown as safe HTML: raw HTML stays text, links are `nofollow ugc`, images only from our own address.
public final class Markdown {
    private static final Parser PARSER = Parser.builder().build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .escapeHtml(true)
            .sanitizeUrls(true)
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
            .onElements("a")
            .allowAttributes("src")
            .matching(OWN_IMAGE)
            .onElements("img")
            .allowAttributes("alt")
            .onElements("img")
            .allowUrlProtocols("https", "http", "mailto")
            .requireRelsOnLinks("nofollow", "ugc", "noopener")
            .toFactory();

    private Markdown() {}

    public static String html(String markdown) {
        return POLICY.sanitize(RENDERER.render(PARSER.parse(markdown)));
    }

    /// The beginning as plain text, for descriptions of pages.
    public static String plain(String markdown, int max) {
        String text = org.commonmark.renderer.text.TextContentRenderer.builder()
                .build()
                .render(PARSER.parse(markdown))
                .replaceAll("\\s+", " ")
                .strip();
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
