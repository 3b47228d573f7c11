package gg.tap2.server.statements;

import gg.tap2.model.Routes;
import gg.tap2.server.payouts.PayoutExplanation;
import gg.tap2.server.payouts.Payouts;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// HTTP of statements.
final class StatementRoutes {
    private final Statements statements;
    private final SignedStatements signed;
    private final StatementCsv csv;
    private final StatementPdf pdf;
    private final Payouts payouts;
    private final PayoutExplanation explanation;

    StatementRoutes(
            Statements statements,
            SignedStatements signed,
            StatementPdf pdf,
            Payouts payouts,
            PayoutExplanation explanation) {
        this.statements = statements;
        this.signed = signed;
        this.csv = new StatementCsv(statements);
        this.pdf = pdf;
        this.payouts = payouts;
        this.explanation = explanation;
    }

    void register(Routing r) {
        r.get(
                Routes.STATEMENTS,
                Access.CREATOR,
                c -> c.ok(statements.months(c.creatorId()).reversed()));
        r.get(Routes.STATEMENT, Access.CREATOR, Proof.OWNER, this::lines);
        r.get(Routes.STATEMENT_CSV, Access.CREATOR, Proof.OWNER, c -> {
            var m = statements.month(c.creatorId(), c.path("month"));
            attach(c, "tap2-" + m.month() + ".csv");
            c.csv(out -> csv.month(c.creatorId(), m, out));
        });
        r.get(Routes.STATEMENT_PDF, Access.CREATOR, Proof.OWNER, c -> {
            var m = statements.month(c.creatorId(), c.path("month"));
            byte[] bytes = pdf.month(c.creatorId(), m, c.locale());
            attach(c, "tap2-" + m.month() + ".pdf");
            c.send(200, "application/pdf", bytes);
        });
        r.get(Routes.STATEMENT_SIGNED, Access.CREATOR, Proof.OWNER, c -> {
            var m = statements.month(c.creatorId(), c.path("month"));
            attach(c, "tap2-" + m.month() + ".signed.json");
            c.stream("application/json", out -> signed.write(c.creatorId(), m, out));
        });
        r.get(Routes.PAYOUT_CSV, Access.CREATOR, Proof.OWNER, c -> {
            var lines = explanation.lines(c.creatorId(), c.id());
            attach(c, "tap2-payout-" + c.id() + ".csv");
            c.csv(out -> StatementCsv.payout(lines, out));
        });
        r.get(Routes.PAYOUT_PDF, Access.CREATOR, Proof.OWNER, c -> {
            byte[] bytes = pdf.payout(
                    payouts.get(c.creatorId(), c.id()), explanation.lines(c.creatorId(), c.id()), c.locale());
            attach(c, "tap2-payout-" + c.id() + ".pdf");
            c.send(200, "application/pdf", bytes);
        });
        r.get(Routes.STATEMENT_KEYS, Access.PUBLIC, c -> c.send(200, "application/json", signed.keys()));
    }

    /// The month first, then every posting; then the closing balance, which is only written when the lines lead to it.
    private void lines(Call c) {
        var m = statements.month(c.creatorId(), c.path("month"));
        attach(c, "tap2-" + m.month() + ".jsonl");
        c.stream("application/x-ndjson", out -> {
            put(out, m);
            statements.lines(c.creatorId(), m, l -> put(out, l));
            put(out, Map.of("closingTotal", m.closingTotal(), "closing", m.closing()));
        });
    }

    private static void put(OutputStream out, Object value) throws IOException {
        out.write((Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void attach(Call c, String name) {
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, no-store"));
        c.response().header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
    }
}
