package gg.tap2.server.statements;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.statements.StatementLine;
import gg.tap2.model.statements.StatementMonth;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// CSV as RFC 4180 has it. Amounts are in major units with a point, whatever the language, so that every
/// spreadsheet's import can be told how to read them.
final class StatementCsv {
    private final Statements statements;

    StatementCsv(Statements statements) {
        this.statements = statements;
    }

    void month(UUID creator, StatementMonth m, OutputStream out) throws IOException {
        var w = writer(out);
        row(
                w,
                "journal",
                "line",
                "posted_at",
                "event",
                "role",
                "account",
                "amount",
                "change",
                "balance",
                "currency",
                "kind",
                "title",
                "platform_fee_bps",
                "payment_id",
                "refund_id",
                "dispute_id",
                "payout_id",
                "reason");
        end(w, "opening_balance", m.openingTotal(), m.currency());
        statements.lines(creator, m, l -> line(w, l));
        end(w, "closing_balance", m.closingTotal(), m.currency());
        w.flush();
    }

    private static void end(Writer w, String what, long balance, Currency c) throws IOException {
        row(w, "", "", "", what, "", "", "", "", major(balance, c), c, "", "", "", "", "", "", "", "");
    }

    private static void line(Writer w, StatementLine l) throws IOException {
        row(
                w,
                l.seq(),
                l.line(),
                l.postedAt(),
                l.event(),
                l.role(),
                l.account(),
                major(l.amount(), l.currency()),
                major(l.change(), l.currency()),
                major(l.balance(), l.currency()),
                l.currency(),
                l.kind(),
                text(l.title()),
                l.platformFeeBps(),
                l.paymentId(),
                l.refundId(),
                l.disputeId(),
                l.payoutId(),
                text(l.reason()));
    }

    static void payout(List<PayoutLine> lines, OutputStream out) throws IOException {
        var w = writer(out);
        row(
                w,
                "journal",
                "at",
                "event",
                "kind",
                "title",
                "gross",
                "platform_fee",
                "platform_fee_bps",
                "processing_fee",
                "net",
                "currency",
                "payment_id");
        for (PayoutLine l : lines) {
            row(
                    w,
                    l.seq(),
                    l.at(),
                    l.event(),
                    l.kind(),
                    text(l.title()),
                    major(l.gross(), l.currency()),
                    major(l.platformFee(), l.currency()),
                    l.platformFeeBps(),
                    major(l.processingFee(), l.currency()),
                    major(l.net(), l.currency()),
                    l.currency(),
                    l.paymentId());
        }
        w.flush();
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 16_384);
    }

    private static String major(long minor, Currency c) {
        return Money.of(minor, c).major().toPlainString();
    }

    /// What people wrote must not become a formula in a spreadsheet.
    private static String text(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        return "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }

    private static void row(Writer w, @Nullable Object... fields) throws IOException {
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                w.write(',');
            }
            Object field = fields[i];
            String s = field == null ? "" : field.toString();
            boolean quoted = s.indexOf(',') >= 0 || s.indexOf('"') >= 0 || s.indexOf('\n') >= 0 || s.indexOf('\r') >= 0;
            w.write(quoted ? '"' + s.replace("\"", "\"\"") + '"' : s);
        }
        w.write("\r\n");
    }
}
