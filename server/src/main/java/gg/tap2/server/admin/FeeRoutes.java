package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ChangeFees;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.billing.Fees;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.util.Map;

/// The platform's fees, their history and their change.
final class FeeRoutes {
    private final Fees fees;
    private final AuditLog audit;

    FeeRoutes(Fees fees, AuditLog audit) {
        this.fees = fees;
        this.audit = audit;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_FEES, Access.ADMIN, c -> c.ok(fees.list()));
        r.post(Routes.ADMIN_FEES, Access.ADMIN, Proof.FRESH, this::change);
    }

    private void change(Call c) {
        var body = c.body(ChangeFees.class);
        fees.change(
                body,
                c.principal().userId(),
                tx -> audit.record(
                        tx,
                        c.principal().userId(),
                        null,
                        "fees_changed",
                        body.reason(),
                        c.client().ip(),
                        Map.of(
                                "from", String.valueOf(body.validFrom()),
                                "tipBps", String.valueOf(body.tipBps()),
                                "productBps", String.valueOf(body.productBps()),
                                "subscriptionBps", String.valueOf(body.subscriptionBps()))));
        c.ok(fees.list());
    }
}
