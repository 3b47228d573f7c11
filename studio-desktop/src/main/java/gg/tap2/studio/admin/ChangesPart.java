package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminChange;
import gg.tap2.model.admin.AdminChange.Status;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Objects;
import org.kordamp.ikonli.feather.Feather;

/// What other admins want and a second one must agree to: limits, fees, the admin role, large payouts.
final class ChangesPart {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<AdminChange> changes;

    ChangesPart(Context ctx, AdminApi api) {
        this.ctx = ctx;
        this.api = api;
        this.changes = new RemoteList<>(ctx, api, Routes.ADMIN_CHANGES, AdminChange.class);
    }

    AdminList<AdminChange> list() {
        return new AdminList<>(
                        ctx,
                        "approvals",
                        changes,
                        List.of(
                                Col.text("at", 175, c -> ctx.formats().moment(c.createdAt())),
                                Col.strong("kind", 110, c -> kind(c)),
                                Col.text("by", 200, c -> Objects.requireNonNullElse(c.requestedByEmail(), "")),
                                Col.text("details", 260, AdminChange::request),
                                Col.text("reason", 240, AdminChange::reason),
                                Col.state("status", 100, c -> c.status().toString())))
                .filter("status", "waiting", "done", "declined", "")
                .onOpen(this::open);
    }

    private String kind(AdminChange c) {
        return ctx.text("admin.change." + c.kind());
    }

    private void open(AdminChange c) {
        var about = new Facts(ctx)
                .fact("kind", kind(c))
                .fact("details", c.request())
                .fact("reason", c.reason())
                .fact("by", c.requestedByEmail())
                .fact("decidedBy", c.decidedByEmail())
                .fact("decision", c.decision());
        if (c.status() != Status.WAITING) {
            ctx.host().dialog(kind(c), about, 560);
            return;
        }
        var agree =
                Ui.primary(ctx.text("admin.agree"), Feather.CHECK, () -> decide(c, Routes.ADMIN_CHANGE_APPROVE, true));
        agree.setId("admin-change-agree");
        var decline =
                Ui.button(ctx.text("admin.decline"), Feather.X, () -> decide(c, Routes.ADMIN_CHANGE_DECLINE, false));
        ctx.host().dialog(kind(c), Ui.column(16, about, Ui.row(8, Ui.spacer(), decline, agree)), 560);
    }

    private void decide(AdminChange c, String route, boolean agree) {
        Reasons.ask(
                ctx,
                ctx.text(agree ? "admin.agree" : "admin.decline"),
                new Facts(ctx).fact("kind", kind(c)).fact("details", c.request()),
                agree,
                reason -> api.act(Routes.path(route, c.id()), reason),
                changes::load);
    }
}
