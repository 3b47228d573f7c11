package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ApproveMoneyAction;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.Objects;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// A money action and, while it waits, the second pair of eyes: another admin sees the very journal as it would be
/// posted now and agrees to that state of the balance, or declines. A balance that moved meanwhile is shown anew.
final class MoneyApproval {
    private static final int SHORTEST = 5;

    private final Context ctx;
    private final AdminApi api;
    private final MoneyAction action;
    private final Runnable onDone;
    private final VBox preview = Ui.column(14);
    private final TextArea reason = new TextArea();
    private final Label problem = Ui.wrapped("", "danger-text");
    private long version;

    MoneyApproval(Context ctx, AdminApi api, MoneyAction action, Runnable onDone) {
        this.ctx = ctx;
        this.api = api;
        this.action = action;
        this.onDone = onDone;
    }

    void open() {
        boolean waiting = action.status().equals("waiting");
        boolean mine = action.requestedBy().equals(ctx.session().me().id());
        if (waiting && !mine) {
            load("");
            return;
        }
        var note = Ui.wrapped(ctx.text("admin.notYourOwn"), "hint");
        note.setId("money-not-yours");
        Ui.visible(note, waiting);
        ctx.host().dialog(title(), Ui.column(16, facts(), note), 560);
    }

    private String title() {
        return ctx.text("admin.state." + action.kind());
    }

    private Facts facts() {
        return new Facts(ctx)
                .state("kind", action.kind())
                .fact("amount", ctx.formats().money(action.amount(), action.currency()))
                .fact("reason", action.reason())
                .fact("by", action.requestedByEmail())
                .fact("decidedBy", action.decidedByEmail())
                .fact("decision", action.decision())
                .state("status", action.status())
                .fact("id", action.id().toString())
                .at("at", action.createdAt());
    }

    private void load(String why) {
        var asked = new RequestMoneyAction(
                action.id(),
                action.kind(),
                action.paymentId() == null ? action.creatorId() : null,
                action.paymentId(),
                action.amount(),
                action.reason(),
                null);
        boolean first = preview.getChildren().isEmpty();
        ctx.background()
                .run(
                        () -> api.preview(asked),
                        p -> {
                            show(p);
                            problem.setText(why);
                            if (first) {
                                dialog();
                            }
                        },
                        e -> {
                            if (first) {
                                ctx.host().failed(e);
                            } else {
                                problem.setText(Failures.phrase(ctx.texts(), e));
                            }
                        });
    }

    private void show(MoneyPreview p) {
        version = p.balanceVersion();
        preview.getChildren()
                .setAll(
                        MoneyDialog.balances(ctx, p),
                        Ui.text(ctx.text("admin.journal"), "section-title"),
                        MoneyDialog.journal(ctx, p.journal()));
    }

    private void dialog() {
        reason.setPrefRowCount(2);
        reason.setWrapText(true);
        reason.setId("money-decision");
        problem.setId("money-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var approve = Ui.primary(ctx.text("admin.approve"), Feather.CHECK, this::approve);
        approve.setId("money-approve");
        var decline = Ui.button(ctx.text("admin.decline"), Feather.X, this::decline, "danger");
        decline.setId("money-decline");
        var tooShort = reason.textProperty().map(t -> t.strip().length() < SHORTEST);
        approve.disableProperty().bind(tooShort);
        decline.disableProperty().bind(tooShort);
        var asked = new Facts(ctx)
                .fact("reason", action.reason())
                .fact("by", action.requestedByEmail())
                .at("at", action.createdAt());
        ctx.host()
                .dialog(
                        title() + " · " + ctx.formats().money(action.amount(), action.currency()),
                        Ui.column(
                                14,
                                asked,
                                preview,
                                Ui.field(ctx.text("admin.yourReason"), reason, ctx.text("admin.reasonKept")),
                                problem,
                                Ui.row(8, Ui.spacer(), decline, approve)),
                        640);
    }

    private void approve() {
        var body = new ApproveMoneyAction(reason.getText().strip(), version);
        ctx.background().run(() -> api.approve(action.id(), body), done -> done("admin.moneyDone"), e -> {
            if (e instanceof ApiFailure.Refused r && Objects.equals(r.code(), "balance_changed")) {
                load(ctx.text("admin.balanceChanged"));
            } else {
                problem.setText(Failures.phrase(ctx.texts(), e));
            }
        });
    }

    private void decline() {
        String why = reason.getText().strip();
        ctx.background()
                .run(
                        () -> {
                            api.act(Routes.path(Routes.ADMIN_MONEY_DECLINE, action.id()), why);
                            return true;
                        },
                        ok -> done("admin.moneyDeclined"),
                        e -> problem.setText(Failures.phrase(ctx.texts(), e)));
    }

    private void done(String key) {
        ctx.host().closeDialog();
        ctx.host().notice(Host.Level.SUCCESS, ctx.text(key));
        onDone.run();
    }
}
