package gg.tap2.server.evidence;

import gg.tap2.model.billing.DisputeEvidence;
import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.i18n.XhtmlText;
import gg.tap2.server.platform.paper.Paper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The dossier of a dispute on paper.
final class EvidencePdf {
    private static final String STYLE = Paper.STYLE + """
            .text { white-space: pre-wrap; } th { width: 45mm; border-bottom: 0.2mm solid #e4e2ea; }
            """;

    private final Texts texts;

    EvidencePdf(Texts texts) {
        this.texts = texts;
    }

    byte[] render(DisputeEvidence e, Locale locale) {
        var html = new StringBuilder(8_192)
                .append("<html><head><style>")
                .append(STYLE)
                .append("</style></head><body><p class=\"brand\">Tap2 Creators</p><h1>")
                .append(t(locale, "title"))
                .append("</h1><table>");
        row(html, locale, "dispute", e.disputeId().toString());
        row(html, locale, "reason", e.reason().replace('_', ' '));
        row(html, locale, "item", e.title());
        row(html, locale, "amount", money(e, locale));
        row(html, locale, "buyer", e.buyerEmail());
        row(html, locale, "receipt", e.receiptNumber());
        row(html, locale, "paid", time(e.paidAt(), locale));
        row(html, locale, "access", time(e.accessSince(), locale));
        row(html, locale, "due", time(e.dueBy(), locale));
        row(html, locale, "submitted", time(e.submittedAt(), locale));
        html.append("</table>");
        heading(html, locale, "deliveries");
        if (e.deliveries().isEmpty()) {
            html.append("<p>").append(t(locale, "deliveries.none")).append("</p>");
        } else {
            html.append("<table>");
            for (var d : e.deliveries()) {
                html.append("<tr><th>")
                        .append(XhtmlText.escape(time(d.at(), locale)))
                        .append("</th><td>")
                        .append(XhtmlText.escape(d.file()))
                        .append("</td><td>")
                        .append(t(locale, "delivery." + d.kind()))
                        .append("</td><td>")
                        .append(XhtmlText.escape(d.ip() == null ? "" : d.ip()))
                        .append("</td></tr>");
            }
            html.append("</table>");
        }
        text(html, locale, "policy", e.refundPolicy());
        text(html, locale, "note", e.note());
        return Paper.pdf(html.append("</body></html>").toString());
    }

    private String t(Locale locale, String key) {
        return XhtmlText.escape(texts.get(locale, "evidence." + key));
    }

    private void heading(StringBuilder html, Locale locale, String key) {
        html.append("<h2>").append(t(locale, key)).append("</h2>");
    }

    private void row(StringBuilder html, Locale locale, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            html.append("<tr><th>")
                    .append(t(locale, key))
                    .append("</th><td>")
                    .append(XhtmlText.escape(value))
                    .append("</td></tr>");
        }
    }

    private void text(StringBuilder html, Locale locale, String key, String value) {
        if (!value.isBlank()) {
            heading(html, locale, key);
            html.append("<p class=\"text\">").append(XhtmlText.escape(value)).append("</p>");
        }
    }

    private static String money(DisputeEvidence e, Locale locale) {
        return Languages.money(locale, Money.of(e.amount(), e.currency()));
    }

    private static String time(@Nullable Instant at, Locale locale) {
        if (at == null) {
            return "";
        }
        var format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(locale);
        return format.withZone(ZoneOffset.UTC).format(at) + " UTC";
    }
}
