package gg.tap2.server.platform.i18n;

/// Text inside XHTML that a renderer of PDFs reads.
public final class XhtmlText {
    private XhtmlText() {}

    /// Escapes markup and leaves out control characters: XML has none but white space, and the renderer would
    /// refuse the whole page.
    public static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (c >= ' ' || c == '\n') {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }
}
