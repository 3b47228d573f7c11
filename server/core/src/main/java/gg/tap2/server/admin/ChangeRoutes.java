package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminArea;
import gg.tap2.model.admin.AdminChange;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.common.Envelope;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Permissions;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;

/// Changes that wait for a second admin.
final class ChangeRoutes {
    private final AdminChanges changes;

    ChangeRoutes(AdminChanges changes) {
        this.changes = changes;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_CHANGES, Access.ADMIN, this::list);
        r.post(Routes.ADMIN_CHANGE_APPROVE, Access.ADMIN, Proof.FRESH, c -> {
            requireArea(c);
            c.ok(changes.approve(
                    c.id(), PeopleRoutes.act(c, c.body(AdminReason.class).reason())));
        });
        r.post(Routes.ADMIN_CHANGE_DECLINE, Access.ADMIN, Proof.FRESH, c -> {
            requireArea(c);
            c.ok(changes.decline(
                    c.id(), PeopleRoutes.act(c, c.body(AdminReason.class).reason())));
        });
    }

    /// The second admin must be one who could have asked.
    private void requireArea(Call c) {
        AdminArea area = switch (changes.get(c.id()).kind()) {
            case PAYOUT -> AdminArea.MONEY;
            case SETTING, ROLE, FEES -> AdminArea.SETTINGS;
        };
        Permissions.requireArea(c.principal(), area, true);
    }

    /// Says that a change was noted and waits: 202 with it.
    static void waits(Call c, AdminChange change) {
        c.json(202, Envelope.of(change));
    }

    private void list(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(AdminChanges.SELECT)
                .whereIf(c.query("status"), "m.status = :status", "status")
                .page(k, "m.created_at", "m.id");
        k.answer(c, changes.list(q), AdminChange::createdAt, AdminChange::id);
    }
}
