package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ContentReport;
import gg.tap2.model.admin.CreateTakedown;
import gg.tap2.model.admin.Takedown;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javafx.scene.control.CheckBox;
import org.kordamp.ikonli.feather.Feather;

/// What people reported, what was taken down, and what its creators say to that.
public final class ContentScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<ContentReport> reports;
    private final RemoteList<Takedown> takedowns;

    public ContentScreen(Context ctx) {
        super(ctx, "admin-content");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        reports = new RemoteList<>(ctx, api, Routes.ADMIN_REPORTS, ContentReport.class);
        takedowns = new RemoteList<>(ctx, api, Routes.ADMIN_TAKEDOWNS, Takedown.class);
        add(
                "reports",
                new AdminList<>(
                                ctx,
                                "reports",
                                reports,
                                List.of(
                                        Col.text("at", 180, r -> ctx.formats().moment(r.createdAt())),
                                        Col.strong("title", 230, r -> Objects.requireNonNullElse(r.title(), r.path())),
                                        Col.state("reason", 140, ContentReport::reason),
                                        Col.text("details", 300, ContentReport::details),
                                        Col.state(
                                                "outcome", 120, r -> Objects.requireNonNullElse(r.outcome(), "open"))))
                        .filter("status", "open", "handled", "all")
                        .onOpen(this::open));
        add(
                "takedowns",
                new AdminList<>(
                                ctx,
                                "takedowns",
                                takedowns,
                                List.of(
                                        Col.text("at", 180, t -> ctx.formats().moment(t.createdAt())),
                                        Col.strong("title", 250, Takedown::title),
                                        Col.state("status", 120, Takedown::status),
                                        Col.text("reason", 260, Takedown::reason),
                                        Col.text("appeal", 260, t -> Objects.requireNonNullElse(t.appeal(), ""))))
                        .filter("status", "", "down", "appealed", "restored", "upheld")
                        .onOpen(this::open));
    }

    private void open(ContentReport r) {
        var facts = new Facts(ctx)
                .fact("path", r.path())
                .fact("title", r.title())
                .fact("reason", r.reason().replace('_', ' '))
                .fact("details", r.details())
                .fact("reporter", r.reporterEmail())
                .at("at", r.createdAt())
                .at("handled", r.handledAt());
        var look = Ui.button(
                ctx.text("admin.look"),
                Feather.EXTERNAL_LINK,
                () -> ctx.host().browse(ctx.session().account().server() + r.path()));
        var dismiss = Ui.button(
                ctx.text("admin.dismiss"),
                Feather.X,
                () -> Reasons.ask(
                        ctx,
                        ctx.text("admin.dismiss"),
                        facts(r),
                        false,
                        reason -> api.act(Routes.path(Routes.ADMIN_REPORT_DISMISS, r.id()), reason),
                        reports::load));
        dismiss.setId("admin-dismiss");
        var down = Ui.button(ctx.text("admin.takeDown"), Feather.SLASH, () -> takeDown(r), "danger");
        down.setId("admin-takedown");
        boolean open = r.handledAt() == null;
        Ui.visible(dismiss, open);
        Ui.visible(down, open && (r.productId() != null || r.creatorId() != null));
        ctx.host()
                .dialog(
                        Objects.requireNonNullElse(r.title(), r.path()),
                        Ui.column(16, facts, Ui.row(8, look, Ui.spacer(), dismiss, down)),
                        560);
    }

    private Facts facts(ContentReport r) {
        return new Facts(ctx).fact("title", r.title()).fact("path", r.path());
    }

    private void takeDown(ContentReport r) {
        var close = new CheckBox(ctx.text("admin.closeAccess"));
        close.setId("admin-close-access");
        UUID id = Ids.next(ctx.session().clock());
        Reasons.ask(
                ctx,
                ctx.text("admin.takeDown"),
                Ui.column(12, facts(r), Ui.wrapped(ctx.text("admin.takeDownText"), "muted"), close),
                true,
                reason -> api.post(
                        Routes.ADMIN_TAKEDOWNS,
                        new CreateTakedown(
                                id,
                                r.productId(),
                                r.productId() == null ? r.creatorId() : null,
                                r.id(),
                                close.isSelected(),
                                reason)),
                reports::load);
    }

    private void open(Takedown t) {
        var facts = new Facts(ctx)
                .fact("status", ctx.text("admin.state." + t.status()))
                .fact("reason", t.reason())
                .fact("appeal", t.appeal())
                .fact("decision", t.decision())
                .at("at", t.createdAt())
                .at("appealed", t.appealedAt());
        var restore = Ui.primary(
                ctx.text("admin.putBack"),
                Feather.ROTATE_CCW,
                () -> decide(t, Routes.ADMIN_TAKEDOWN_RESTORE, "admin.putBack"));
        restore.setId("admin-put-back");
        var uphold = Ui.button(
                ctx.text("admin.uphold"),
                Feather.SLASH,
                () -> decide(t, Routes.ADMIN_TAKEDOWN_UPHOLD, "admin.uphold"),
                "danger");
        Ui.visible(restore, !t.status().equals("restored"));
        Ui.visible(uphold, t.status().equals("appealed"));
        ctx.host().dialog(t.title(), Ui.column(16, facts, Ui.row(8, Ui.spacer(), uphold, restore)), 560);
    }

    private void decide(Takedown t, String route, String key) {
        Reasons.ask(
                ctx,
                ctx.text(key),
                new Facts(ctx).fact("title", t.title()).fact("appeal", t.appeal()),
                false,
                reason -> api.act(Routes.path(route, t.id()), reason),
                takedowns::load);
    }
}
