package gg.tap2.server.statements;

import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.platform.crypto.Signer;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import java.time.InstantSource;

/// Builds statements and registers their routes.
public final class StatementsFeature {
    private final StatementRoutes routes;

    public StatementsFeature(Db db, InstantSource clock, Texts texts, Signer signer, PayoutsFeature payouts) {
        var statements = new Statements(db, clock);
        this.routes = new StatementRoutes(
                statements,
                new SignedStatements(statements, signer, clock),
                new StatementPdf(statements, texts),
                payouts.payouts(),
                payouts.explanation());
    }

    public void register(Routing routing) {
        routes.register(routing);
    }
}
