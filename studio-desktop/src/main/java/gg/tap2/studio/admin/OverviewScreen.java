package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminOverview;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The platform at a glance: alarms first, then money, people and queues.
public final class OverviewScreen implements Screen {
    private final Context ctx;
    private final AdminApi api;
    private final VBox content = Ui.column(16);
    private final Node root;

    public OverviewScreen(Context ctx) {
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        root = Ui.scroll(Ui.page(
                ctx.text("app.nav.admin-overview"),
                ctx.text("admin.sub.admin-overview"),
                List.of(Ui.button(ctx.text("common.refresh"), Feather.REFRESH_CW, this::load)),
                content));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        load();
    }

    @Override
    public void detach() {}

    private void load() {
        ctx.background()
                .run(
                        () -> api.get(Routes.ADMIN_OVERVIEW, AdminOverview.class),
                        this::show,
                        ctx.host().onFail());
    }

    private void show(AdminOverview o) {
        content.getChildren().clear();
        for (AdminOverview.Alarm alarm : o.alarms()) {
            boolean critical = alarm.severity().equals("critical");
            var line = Ui.row(
                    12,
                    Ui.icon(critical ? Feather.ALERT_OCTAGON : Feather.ALERT_TRIANGLE, 17),
                    Ui.grow(Ui.wrapped(alarm.text(), "strong")),
                    Ui.badge(ctx.formats().count(alarm.count()), critical ? "danger" : "warning"));
            line.getStyleClass().addAll("card", critical ? "glyph-danger" : "glyph-warning");
            content.getChildren().add(line);
        }
        if (o.alarms().isEmpty()) {
            var calm = Ui.row(12, Ui.icon(Feather.CHECK_CIRCLE, 17), Ui.text(ctx.text("admin.calm"), "strong"));
            calm.getStyleClass().addAll("card", "glyph-success");
            content.getChildren().add(calm);
        }
        for (AdminOverview.MoneyLine m : o.money()) {
            content.getChildren()
                    .add(figures(
                            figure("volume", ctx.formats().money(m.volume(), m.currency())),
                            figure("revenue", ctx.formats().money(m.revenue(), m.currency())),
                            figure("refunds", ctx.formats().money(m.refunds(), m.currency())),
                            figure("paidOut", ctx.formats().money(m.paidOut(), m.currency()))));
        }
        Integer churn = o.churnBps();
        double failed = o.payments() == 0 ? 0 : (double) o.failedPayments() / o.payments();
        content.getChildren()
                .add(figures(
                        figure("activeCreators", ctx.formats().count(o.activeCreators()), of(o.creators())),
                        figure("activeFans", ctx.formats().count(o.activeFans()), of(o.fans())),
                        figure("members", ctx.formats().count(o.members())),
                        figure("churn", churn == null ? "–" : ctx.formats().percent(churn / 10_000.0)),
                        figure("failureRate", ctx.formats().percent(failed))));
        content.getChildren().add(Ui.section(ctx.text("admin.queues"), null, queues(o.queues())));
    }

    private String of(long all) {
        return ctx.text("admin.of", ctx.formats().count(all));
    }

    private static HBox figures(Node... cards) {
        var row = new HBox(16, cards);
        for (Node card : cards) {
            Ui.grow(card);
            ((VBox) card).setPrefWidth(200);
        }
        return row;
    }

    private VBox figure(String key, String value, String hint) {
        VBox card = figure(key, value);
        card.getChildren().add(Ui.text(hint, "hint"));
        return card;
    }

    private VBox figure(String key, String value) {
        return Ui.card(Ui.text(ctx.text("admin.figure." + key), "field-label"), Ui.text(value, "figure"));
    }

    private Node queues(AdminOverview.Queues q) {
        var pane = new FlowPane(10, 10);
        pane.getChildren()
                .addAll(
                        queue("payoutsHeld", q.payoutsHeld(), "admin-payouts", null),
                        queue("payoutsUnknown", q.payoutsUnknown(), "admin-payouts", null),
                        queue("moneyActionsWaiting", q.moneyActionsWaiting(), "admin-money", "actions"),
                        queue("disputesOpen", q.disputesOpen(), "admin-money", "disputes"),
                        queue("reportsOpen", q.reportsOpen(), "admin-content", "reports"),
                        queue("appealsOpen", q.appealsOpen(), "admin-content", "takedowns"),
                        queue("webhooksWaiting", q.webhooksWaiting(), "admin-machinery", "webhooks"),
                        queue("webhooksDead", q.webhooksDead(), "admin-machinery", "webhooks"),
                        queue("webhooksParked", q.webhooksParked(), "admin-machinery", "webhooks"),
                        queue("factsWaiting", q.factsWaiting(), "admin-machinery", "jobs"),
                        queue("mailWaiting", q.mailWaiting(), "admin-machinery", "mail"),
                        queue("jobsFailing", q.jobsFailing(), "admin-machinery", "jobs"));
        return pane;
    }

    private Node queue(String key, long count, String screen, @Nullable String tab) {
        var go = Ui.button("", null, () -> ctx.host().go(screen, tab));
        go.setGraphic(Ui.row(
                8,
                Ui.text(ctx.text("admin.queue." + key)),
                Ui.badge(ctx.formats().count(count), count > 0 ? "warning" : "neutral")));
        go.setAccessibleText(ctx.text("admin.queue." + key) + ": " + count);
        return go;
    }
}
