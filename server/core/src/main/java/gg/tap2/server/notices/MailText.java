package gg.tap2.server.notices;

import gg.tap2.server.platform.i18n.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Subject, text and HTML of a message. What users wrote is escaped in HTML and cannot add headers.
public record MailText(String subject, String text, String html) {
    private static final int MAX_SUBJECT = 200;
    /// What cannot stand in an element: dark colours, and less air on small screens. Readers that drop it show the
    /// light
    /// page.
    private static final String STYLE = "@media (prefers-color-scheme:dark){.bg{background:#14121b!important}"
            + ".sheet{background:#211e2b!important;color:#ece9f5!important}.brand{color:#b79cff!important}"
            + ".dim{color:#a9a4b8!important}.act{background:#8b5cf6!important}}"
            + "@media (max-width:480px){.in{padding-left:20px!important;padding-right:20px!important}}";

    public static MailText of(Texts texts, MailMessage m) {
        Locale locale = m.locale();
        Object[] args = m.args().toArray();
        String key = "mail." + m.template();
        String subject = oneLine(texts.get(locale, key + ".subject", args));
        List<String> paragraphs =
                List.of(texts.get(locale, key + ".body", args).strip().split("\\n\\s*\\n"));
        String action = m.link() == null ? "" : texts.get(locale, key + ".action", args);
        String footer = texts.get(locale, "mail.footer");
        return new MailText(
                subject,
                text(paragraphs, action, m.link(), footer),
                html(texts, locale, subject, paragraphs, action, m.link(), footer));
    }

    static String oneLine(String s) {
        String clean = s.replaceAll(
                        "[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]+",
                        " ")
                .strip();
        return clean.length() > MAX_SUBJECT ? clean.substring(0, MAX_SUBJECT - 1) + "…" : clean;
    }

    private static String text(
            List<String> paragraphs, String action, @org.jspecify.annotations.Nullable String link, String footer) {
        var parts = new ArrayList<>(paragraphs);
        if (link != null) {
            parts.add(action + ":\n" + link);
        }
        parts.add("-- \n" + footer);
        return String.join("\n\n", parts) + "\n";
    }

    private static String html(
            Texts texts,
            Locale locale,
            String subject,
            List<String> paragraphs,
            String action,
            @org.jspecify.annotations.Nullable String link,
            String footer) {
        var body = new StringBuilder();
        for (String p : paragraphs) {
            body.append("<p dir=\"auto\" style=\"margin:0 0 16px;overflow-wrap:anywhere\">")
                    .append(escape(p).replace("\n", "<br>"))
                    .append("</p>");
        }
        if (link != null) {
            body.append("<p style=\"margin:28px 0\"><a href=\"")
                    .append(escape(link))
                    .append(
                            "\" class=\"act\" style=\"background:#6d28d9;color:#ffffff;text-decoration:none;padding:12px 22px;"
                                    + "border-radius:8px;font-weight:600;display:inline-block\">")
                    .append(escape(action))
                    .append("</a></p><p class=\"dim\" style=\"margin:0;font-size:13px;color:#6b7280\">")
                    .append(escape(texts.get(locale, "mail.link_hint")))
                    .append("<br><span style=\"word-break:break-all\">")
                    .append(escape(link))
                    .append("</span></p>");
        }
        return """
                <!doctype html><html lang="%s"><head><meta charset="utf-8">\
                <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">\
                <meta name="supported-color-schemes" content="light dark"><title>%s</title><style>%s</style></head>\
                <body class="bg" style="margin:0;background:#f5f3ff;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,\
                sans-serif;font-size:16px;line-height:1.5;color:#1f2937">\
                <table role="presentation" width="100%%" cellpadding="0" cellspacing="0"><tr><td align="center" \
                style="padding:32px 16px"><table role="presentation" width="560" cellpadding="0" cellspacing="0" \
                class="sheet" style="max-width:560px;width:100%%;background:#ffffff;border-radius:14px"><tr>\
                <td class="brand in" style="padding:24px 32px 0;font-weight:700;font-size:18px;color:#6d28d9">Tap2 Creators</td></tr>\
                <tr><td class="in" style="padding:20px 32px 32px">%s</td></tr></table>\
                <p class="dim" style="max-width:560px;font-size:12px;color:#6b7280;margin:16px auto">%s</p>\
                </td></tr></table></body></html>""".formatted(Texts.supported(locale).getLanguage(), escape(subject), STYLE, body, escape(footer));
    }

    static String escape(String s) {
        return s.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
