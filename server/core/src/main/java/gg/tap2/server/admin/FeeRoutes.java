package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminChange.Kind;
import gg.tap2.model.admin.ChangeFees;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.billing.Fees;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/// The platform's fees, their history and their change.
final class FeeRoutes {
    private final Fees fees;
    private final AuditLog audit;
    private final AdminChanges changes;

    FeeRoutes(Fees fees, AuditLog audit, AdminChanges changes) {
        this.fees = fees;
        this.audit = audit;
        this.changes = changes;
        changes.on(Kind.FEES, this::agreed);
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_FEES, Access.ADMIN_SETTINGS, c -> c.ok(fees.list()));
        r.post(Routes.ADMIN_FEES, Access.ADMIN_SETTINGS, Proof.FRESH, this::change);
    }

    private void change(Call c) {
        var body = c.body(ChangeFees.class);
        fees.check(body);
        ChangeRoutes.waits(
                c,
                changes.ask(
                        Kind.FEES, String.valueOf(body.validFrom()), body, null, PeopleRoutes.act(c, body.reason())));
    }

    private void agreed(String target, String json, Act requester, UUID agreed, Consumer<Tx> decided) {
        var body = Json.read(json, ChangeFees.class);
        fees.change(body, requester.adminId(), tx -> {
            decided.accept(tx);
            audit.record(
                    tx,
                    requester.adminId(),
                    null,
                    "fees_changed",
                    body.reason(),
                    requester.ip(),
                    Map.of(
                            "from", String.valueOf(body.validFrom()),
                            "tipBps", String.valueOf(body.tipBps()),
                            "productBps", String.valueOf(body.productBps()),
                            "subscriptionBps", String.valueOf(body.subscriptionBps()),
                            "agreedBy", agreed.toString()));
        });
    }
}
