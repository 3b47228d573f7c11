package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.studio.session.Context;
import java.util.List;
import java.util.Objects;

/// Who did what to whom, and why. Nobody can change it, from here or anywhere.
public final class AuditScreen extends AdminScreen {
    public AuditScreen(Context ctx) {
        super(ctx, "admin-audit");
        add(
                "audit",
                new AdminList<>(
                                ctx,
                                "audit",
                                new RemoteList<>(
                                        ctx,
                                        new AdminApi(ctx.session().client()),
                                        Routes.ADMIN_AUDIT,
                                        AdminAuditEvent.class),
                                List.of(
                                        Col.text("at", 175, e -> ctx.formats().moment(e.at())),
                                        Col.strong("what", 200, e -> e.action().replace('_', ' ')),
                                        Col.text("by", 190, e -> Objects.requireNonNullElse(e.actorEmail(), "–")),
                                        Col.text("whom", 190, e -> Objects.requireNonNullElse(e.subjectEmail(), "–")),
                                        Col.text("reason", 260, e -> Objects.requireNonNullElse(e.reason(), ""))))
                        .search()
                        .onOpen(e -> ctx.host()
                                .dialog(
                                        e.action().replace('_', ' '),
                                        new Facts(ctx)
                                                .fact("by", e.actorEmail())
                                                .fact("whom", e.subjectEmail())
                                                .fact("reason", e.reason())
                                                .fact("ip", e.ipAddress())
                                                .fact(
                                                        "details",
                                                        e.details().isEmpty()
                                                                ? null
                                                                : e.details().toString())
                                                .at("at", e.at()),
                                        560)));
    }
}
