package gg.tap2.server.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.statements.StatementLine;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.i18n.XhtmlText;
import gg.tap2.server.platform.paper.Paper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements on paper: the sums, and the movements behind them. A PDF is laid out in memory, so it ends after
/// [#MAX_ROWS] movements and says where the rest is.
final class StatementPdf {
    static final int MAX_ROWS = 2_000;
    private static final String STYLE = Paper.STYLE + """
            body { font-size: 9pt; } h1 { margin-bottom: 1mm; } .sub { color: #6b6777; margin: 0 0 7mm; }
            th { border-bottom: 0.4mm solid #5b21b6; }
            .sums { width: 105mm; font-size: 10pt; } .total td { font-weight: bold; border-top: 0.3mm solid #1c1a24; }
            .d { white-space: nowrap; } .note { color: #6b6777; margin-top: 5mm; }
            """;

    private final Statements statements;
    private final Texts texts;

    StatementPdf(Statements statements, Texts texts) {
        this.statements = statements;
        this.texts = texts;
    }

    /// A page being written, in one language and currency.
    private final class Page {
        final StringBuilder html = new StringBuilder(16_384);
        final Locale locale;
        final NumberFormat money;
        final Currency currency;

        Page(Locale locale, Currency currency, String title, String sub) {
            this.locale = locale;
            this.currency = currency;
            this.money = Languages.moneyFormat(locale, currency);
            html.append("<html><head><title>")
                    .append(XhtmlText.escape(title))
                    .append("</title><style>")
                    .append(STYLE)
                    .append("</style></head><body><p class=\"brand\">Tap2 Creators</p><h1>")
                    .append(XhtmlText.escape(title))
                    .append("</h1><p class=\"sub\">")
                    .append(XhtmlText.escape(sub))
                    .append("</p>");
        }

        String t(String key, Object... args) {
            return texts.get(locale, "statement." + key, args);
        }

        /// Names of events come from the ledger; one without a text shows as it is.
        String event(String event) {
            String key = "statement.event." + event;
            String text = texts.get(locale, key);
            return text.equals(key) ? event.replace('_', ' ') : text;
        }

        /// What was sold, after the event; nothing where nothing was. A tip has no title that somebody gave it.
        String sold(@Nullable SaleKind kind, @Nullable String title) {
            String name = kind == SaleKind.TIP ? texts.get(locale, "sale.tip") : title;
            return name == null || name.isBlank() ? "" : ": " + name;
        }

        String money(long minor) {
            return money.format(Money.of(minor, currency).major());
        }

        String date(Instant at) {
            return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                    .withLocale(locale)
                    .format(at.atOffset(ZoneOffset.UTC));
        }

        void sum(String label, long amount, boolean total) {
            html.append(total ? "<tr class=\"total\"><td>" : "<tr><td>")
                    .append(XhtmlText.escape(label))
                    .append("</td><td class=\"n\">")
                    .append(XhtmlText.escape(money(amount)))
                    .append("</td></tr>");
        }

        void head(String... labels) {
            html.append("<table><thead><tr>");
            for (String label : labels) {
                boolean number = label.startsWith("#");
                html.append(number ? "<th class=\"n\">" : "<th>")
                        .append(XhtmlText.escape(number ? label.substring(1) : label))
                        .append("</th>");
            }
            html.append("</tr></thead><tbody>");
        }

        void cell(String style, String text) {
            html.append("<td class=\"")
                    .append(style)
                    .append("\">")
                    .append(XhtmlText.escape(text))
                    .append("</td>");
        }

        void note(String text) {
            html.append("<p class=\"note\">").append(XhtmlText.escape(text)).append("</p>");
        }

        byte[] pdf() {
            return Paper.pdf(html.append("</body></html>").toString());
        }
    }

    /// What one journal did to the balance.
    private record Movement(
            Instant at,
            String event,
            @Nullable SaleKind kind,
            @Nullable String title,
            long change,
            long balance) {}

    byte[] month(UUID creator, StatementMonth m, Locale locale) {
        String name = DateTimeFormatter.ofPattern("LLLL yyyy", locale).format(YearMonth.parse(m.month()));
        var page = new Page(
                locale,
                m.currency(),
                texts.get(locale, "statement.month.title", name),
                texts.get(
                        locale,
                        m.closed() ? "statement.month.closed" : "statement.month.open",
                        m.firstSeq(),
                        m.lastSeq()));
        var t = m.totals();
        page.html.append("<table class=\"sums\"><tbody>");
        page.sum(page.t("opening"), m.openingTotal(), true);
        page.sum(page.t("sales"), t.sales(), false);
        page.sum(page.t("platform_fees"), t.platformFees(), false);
        page.sum(page.t("processing_fees"), t.processingFees(), false);
        page.sum(page.t("refunds"), t.refunds(), false);
        page.sum(page.t("disputes"), t.disputes(), false);
        page.sum(page.t("payouts"), t.payouts(), false);
        page.sum(page.t("payout_fees"), t.payoutFees(), false);
        if (t.other() != 0) {
            page.sum(page.t("other"), t.other(), false);
        }
        page.sum(page.t("closing"), m.closingTotal(), true);
        page.html
                .append("</tbody></table><h2>")
                .append(XhtmlText.escape(page.t("movements")))
                .append("</h2>");
        page.head(page.t("date"), page.t("what"), "#" + page.t("amount"), "#" + page.t("balance"));
        long more = movements(creator, m, page);
        page.html.append("</tbody></table>");
        if (more > 0) {
            page.note(page.t("more", more));
        }
        page.note(page.t("rest"));
        return page.pdf();
    }

    /// Journals that only move money between the creator's own accounts are not movements. Returns how many
    /// rows were left out.
    private long movements(UUID creator, StatementMonth m, Page page) {
        var rows = new Object() {
            @Nullable
            StatementLine last;

            long before = m.openingTotal();
            long written;
            long left;

            void end() {
                var l = last;
                if (l == null || l.balance() == before) {
                    return;
                }
                if (written < MAX_ROWS) {
                    row(
                            page,
                            new Movement(
                                    l.postedAt(), l.event(), l.kind(), l.title(), l.balance() - before, l.balance()));
                    written++;
                } else {
                    left++;
                }
                before = l.balance();
            }

            void take(StatementLine l) {
                var p = last;
                if (p != null && p.seq() != l.seq()) {
                    end();
                }
                last = l;
            }
        };
        try {
            statements.lines(creator, m, rows::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.end();
        return rows.left;
    }

    private static void row(Page page, Movement x) {
        page.html.append("<tr>");
        page.cell("d", page.date(x.at()));
        page.cell("", page.event(x.event()) + page.sold(x.kind(), x.title()));
        page.cell("n", page.money(x.change()));
        page.cell("n", page.money(x.balance()));
        page.html.append("</tr>");
    }

    byte[] payout(Payout p, List<PayoutLine> lines, Locale locale) {
        String day = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(LocalDate.ofInstant(p.createdAt(), ZoneOffset.UTC));
        String last4 = p.bankAccountLast4();
        var page = new Page(
                locale,
                p.currency(),
                texts.get(locale, "statement.payout.title", day),
                texts.get(locale, "statement.payout.status." + p.status())
                        + (last4 == null ? "" : " · " + texts.get(locale, "statement.payout.bank", last4)));
        page.html.append("<table class=\"sums\"><tbody>");
        page.sum(page.t("payout.amount"), p.amount(), true);
        page.sum(page.t("payout_fees"), -p.fee(), false);
        page.sum(page.t("payout.net"), p.amount() - p.fee(), true);
        page.html
                .append("</tbody></table><h2>")
                .append(XhtmlText.escape(page.t("payout.made_of")))
                .append("</h2>");
        page.head(
                page.t("date"),
                page.t("what"),
                "#" + page.t("gross"),
                "#" + page.t("platform_fee"),
                "#" + page.t("processing_fee"),
                "#" + page.t("net"));
        for (PayoutLine l : lines.subList(0, Math.min(MAX_ROWS, lines.size()))) {
            payoutRow(page, l);
        }
        page.html.append("<tr class=\"total\">");
        page.cell("", "");
        page.cell("", page.t("sum"));
        page.cell("n", "");
        page.cell("n", "");
        page.cell("n", "");
        page.cell("n", page.money(lines.stream().mapToLong(PayoutLine::net).sum()));
        page.html.append("</tr></tbody></table>");
        if (lines.size() > MAX_ROWS) {
            page.note(page.t("more", lines.size() - MAX_ROWS));
        }
        return page.pdf();
    }

    private static void payoutRow(Page page, PayoutLine l) {
        boolean sale = l.event().equals("sale");
        page.html.append("<tr>");
        page.cell("d", page.date(l.at()));
        page.cell("", page.event(l.event()) + page.sold(l.kind(), l.title()));
        page.cell("n", sale ? page.money(l.gross()) : "");
        page.cell("n", sale ? page.money(-l.platformFee()) + " (" + percent(page, l.platformFeeBps()) + ")" : "");
        page.cell("n", sale ? page.money(-l.processingFee()) : "");
        page.cell("n", page.money(l.net()));
        page.html.append("</tr>");
    }

    private static String percent(Page page, int bps) {
        var f = NumberFormat.getPercentInstance(page.locale);
        f.setMaximumFractionDigits(2);
        return f.format(bps / 10_000.0);
    }
}
