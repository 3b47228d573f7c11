package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.model.admin.AdminSession;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.admin.AdminUserDetail;
import gg.tap2.model.admin.ChangeRole;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.admin.RiskEvent;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// People: who they are, what they may, and what an admin can do about them.
public final class UsersScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<AdminUser> users;

    public UsersScreen(Context ctx) {
        super(ctx, "admin-users");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        users = new RemoteList<>(ctx, api, Routes.ADMIN_USERS, AdminUser.class);
        add(
                "users",
                new AdminList<>(
                                ctx,
                                "users",
                                users,
                                List.of(
                                        Col.strong("email", 260, AdminUser::email),
                                        Col.text("name", 170, AdminUser::displayName),
                                        Col.state(
                                                "role",
                                                110,
                                                u -> (u.scope() == null ? u.role() : u.scope()).toString()),
                                        Col.state("status", 110, AdminUser::status),
                                        Col.text("slug", 140, u -> Objects.requireNonNullElse(u.slug(), "")),
                                        Col.text(
                                                "since", 130, u -> ctx.formats().day(u.createdAt()))))
                        .search()
                        .filter("role", "", "fan", "creator", "admin")
                        .filter("status", "", "active", "suspended", "deleted")
                        .onOpen(this::open));
        add(
                "risk",
                new AdminList<>(
                        ctx,
                        "risk",
                        new RemoteList<>(ctx, api, Routes.ADMIN_RISK, RiskEvent.class),
                        List.of(
                                Col.text("at", 190, e -> ctx.formats().moment(e.createdAt())),
                                Col.state("kind", 200, RiskEvent::kind),
                                Col.text(
                                        "payment",
                                        300,
                                        e -> e.paymentId() == null ? "" : String.valueOf(e.paymentId())),
                                Col.text("details", 300, e -> e.details().toString()))));
    }

    private void open(AdminUser user) {
        ctx.background()
                .run(
                        () -> new Opened(
                                api.get(Routes.path(Routes.ADMIN_USER, user.id()), AdminUserDetail.class),
                                api.page(
                                                Routes.path(Routes.ADMIN_USER_SESSIONS, user.id()),
                                                Map.of(),
                                                null,
                                                AdminSession.class)
                                        .rows(),
                                api.page(
                                                Routes.ADMIN_RISK,
                                                Map.of("user", user.id().toString()),
                                                null,
                                                RiskEvent.class)
                                        .rows()),
                        this::show,
                        ctx.host().onFail());
    }

    private record Opened(AdminUserDetail detail, List<AdminSession> sessions, List<RiskEvent> risks) {}

    private void show(Opened opened) {
        AdminUserDetail d = opened.detail();
        AdminUser u = d.user();
        var facts = new Facts(ctx)
                .fact("email", u.email())
                .fact("role", ctx.text("admin.state." + (u.scope() == null ? u.role() : u.scope())))
                .fact("status", ctx.text("admin.state." + u.status()))
                .fact("reason", d.suspendedReason())
                .fact("secondFactor", ctx.text(u.secondFactor() ? "common.yes" : "common.no"))
                .at("since", u.createdAt())
                .at("deletion", d.deletionRequestedAt());
        var creator = d.creator();
        if (creator != null) {
            facts.fact("slug", "@" + creator.slug())
                    .fact("available", ctx.formats().money(creator.available(), creator.currency()))
                    .fact("pending", ctx.formats().money(creator.pending(), creator.currency()))
                    .fact("reserved", ctx.formats().money(creator.reserved(), creator.currency()))
                    .fact("lifetime", ctx.formats().money(creator.lifetime(), creator.currency()))
                    .fact("products", ctx.formats().count(creator.products()))
                    .fact("members", ctx.formats().count(creator.members()))
                    .fact("paused", creator.payoutsPausedReason());
        }
        var actions = new FlowPane(8, 8);
        boolean suspended = u.status().equals("suspended");
        var suspend = Ui.button(
                ctx.text(suspended ? "admin.restore" : "admin.suspend"),
                suspended ? Feather.USER_CHECK : Feather.USER_X,
                () -> act(
                        u,
                        suspended ? Routes.ADMIN_USER_RESTORE : Routes.ADMIN_USER_SUSPEND,
                        suspended ? "admin.restore" : "admin.suspend"),
                suspended ? "accent" : "danger");
        suspend.setId("admin-user-suspend");
        var signOut = Ui.button(
                ctx.text("admin.signOut", d.openSessions()),
                Feather.LOG_OUT,
                () -> act(u, Routes.ADMIN_USER_SIGN_OUT, "admin.endSessions"));
        signOut.setId("admin-user-sign-out");
        actions.getChildren().addAll(suspend, signOut);
        if (u.role() == Role.CREATOR && u.status().equals("active")) {
            var view = Ui.button(ctx.text("admin.viewAs"), Feather.EYE, () -> viewAs(u));
            view.setId("admin-view-as");
            actions.getChildren().add(view);
        }
        var rights = Ui.button(ctx.text("admin.changeRole"), Feather.KEY, () -> changeRole(u));
        rights.setId("admin-change-role");
        actions.getChildren().add(rights);
        var recent = new VBox();
        for (AdminSession session : opened.sessions()) {
            if (session.revokedAt() == null && session.expiresAt().isAfter(ctx.now())) {
                recent.getChildren().add(session(u, session));
            }
        }
        for (RiskEvent e : opened.risks()) {
            recent.getChildren()
                    .add(line(
                            ctx.text("admin.riskOf", Col.word(ctx, e.kind())),
                            ctx.formats().moment(e.createdAt())));
        }
        for (AdminAuditEvent e : d.recent()) {
            recent.getChildren()
                    .add(line(Col.word(ctx, e.action()), ctx.formats().moment(e.at())));
        }
        var scroll = Ui.scroll(recent);
        scroll.setPrefHeight(170);
        ctx.host()
                .dialog(
                        u.displayName().isBlank() ? u.email() : u.displayName(),
                        Ui.column(14, facts, actions, Ui.text(ctx.text("admin.recent"), "section-title"), scroll),
                        640);
    }

    /// A role, and for an admin what it covers.
    private record Grant(Role role, @Nullable AdminScope scope) {
        String key() {
            return "admin.grant." + (scope == null ? role.toString() : scope.toString());
        }
    }

    private void changeRole(AdminUser u) {
        var grants = Stream.concat(
                        Stream.of(new Grant(Role.FAN, null), new Grant(Role.CREATOR, null)),
                        Stream.of(AdminScope.values()).map(s -> new Grant(Role.ADMIN, s)))
                .filter(g -> !g.equals(new Grant(u.role(), u.scope())))
                .filter(g -> g.role() != Role.CREATOR || u.creatorId() != null)
                .toList();
        var choice = new ComboBox<Grant>();
        choice.getItems().setAll(grants);
        choice.getSelectionModel().selectFirst();
        choice.setConverter(Ui.words(g -> ctx.text(g.key())));
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.setId("admin-role-choice");
        Reasons.ask(
                ctx,
                ctx.text("admin.changeRole"),
                Ui.column(12, about(u), Ui.field(ctx.text("admin.rights"), choice)),
                true,
                reason -> {
                    Grant g = choice.getValue();
                    return api.put(
                            Routes.path(Routes.ADMIN_USER_ROLE, u.id()), new ChangeRole(g.role(), g.scope(), reason));
                },
                users::load);
    }

    private void viewAs(AdminUser u) {
        var seen = new AtomicReference<@Nullable Impersonation>();
        Reasons.ask(
                ctx,
                ctx.text("admin.viewAs"),
                Ui.column(12, about(u), Ui.wrapped(ctx.text("admin.viewAsText"), "muted")),
                false,
                reason -> {
                    seen.set(api.impersonate(u.id(), reason));
                    return false;
                },
                () -> ctx.host().viewAs(Objects.requireNonNull(seen.get())));
    }

    private javafx.scene.Node session(AdminUser u, AdminSession s) {
        var end = Ui.button(
                ctx.text("admin.endSession"),
                Feather.LOG_OUT,
                () -> Reasons.ask(
                        ctx,
                        ctx.text("admin.endSession"),
                        about(u).fact("device", s.deviceName()).fact("ip", s.ipAddress()),
                        true,
                        reason -> api.act(Routes.path(Routes.ADMIN_USER_SESSION_END, u.id(), s.id()), reason),
                        users::load));
        end.setId("admin-session-end");
        end.setAccessibleText(ctx.text("admin.endSession") + ": " + s.deviceName());
        var words = ctx.text(
                s.actingAdminId() == null ? "admin.session" : "admin.sessionOfAdmin",
                s.deviceName(),
                Objects.requireNonNullElse(s.ipAddress(), ""));
        var line = Ui.row(10, Ui.grow(Ui.text(words)), Ui.text(ctx.formats().moment(s.lastUsedAt()), "hint"), end);
        line.getStyleClass().add("line-item");
        return line;
    }

    private static javafx.scene.Node line(String text, String when) {
        var line = Ui.row(10, Ui.grow(Ui.text(text)), Ui.text(when, "hint"));
        line.getStyleClass().add("line-item");
        return line;
    }

    private Facts about(AdminUser u) {
        return new Facts(ctx).fact("email", u.email()).state("role", u.role().toString());
    }

    private void act(AdminUser u, String route, String key) {
        Reasons.ask(
                ctx,
                ctx.text(key),
                about(u),
                !key.equals("admin.restore"),
                reason -> api.act(Routes.path(route, u.id()), reason),
                users::load);
    }
}
