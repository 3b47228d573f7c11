package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.studio.session.Context;
import java.util.List;
import java.util.Objects;

/// Who did what to whom, and why. Nobody can change it, from here or anywhere.
public final class AuditScreen extends AdminScreen {
    /// What is looked for most; the search finds the rest.
    private static final String[] ACTIONS = {
        "impersonated",
        "personal_data_opened",
        "account_suspended",
        "account_restored",
        "role_changed",
        "signed_out_by_admin",
        "content_taken_down",
        "content_restored",
        "payout_approved",
        "payout_kept_back",
        "payout_rejected",
        "payout_cancelled",
        "money_action_requested",
        "money_action_approved",
        "money_action_declined",
        "money_action_done",
        "setting_changed",
        "webhook_replayed",
        "job_run"
    };

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
                                        Col.strong("what", 200, e -> Col.word(ctx, e.action())),
                                        Col.text("by", 190, e -> Objects.requireNonNullElse(e.actorEmail(), "–")),
                                        Col.text("whom", 190, e -> Objects.requireNonNullElse(e.subjectEmail(), "–")),
                                        Col.text("reason", 260, e -> Objects.requireNonNullElse(e.reason(), ""))))
                        .search()
                        .filter("action", "", ACTIONS)
                        .exports(Routes.ADMIN_AUDIT_CSV)
                        .onOpen(e -> ctx.host()
                                .dialog(
                                        Col.word(ctx, e.action()),
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
