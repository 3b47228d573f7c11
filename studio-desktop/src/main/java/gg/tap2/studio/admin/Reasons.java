package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;

/// Asks for the reason that every act of an admin carries, does it, and says how it went.
final class Reasons {
    private static final int SHORTEST = 5;

    private Reasons() {}

    /// `act` gets the reason, runs off the UI thread, and says whether a second admin has to agree first.
    static void ask(Context ctx, String action, Node about, boolean dangerous, Predicate<String> act, Runnable onDone) {
        var reason = new TextArea();
        reason.setPrefRowCount(3);
        reason.setWrapText(true);
        reason.setId("admin-reason");
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("admin-reason-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var cancel = Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog);
        var go = new Button(action);
        go.getStyleClass().add(dangerous ? "danger" : "accent");
        go.setId("admin-reason-go");
        go.disableProperty().bind(reason.textProperty().map(t -> t.strip().length() < SHORTEST));
        go.setOnAction(e -> {
            String text = reason.getText().strip();
            ctx.background()
                    .run(
                            () -> act.test(text),
                            waits -> {
                                ctx.host().closeDialog();
                                ctx.host()
                                        .notice(
                                                waits ? Host.Level.INFO : Host.Level.SUCCESS,
                                                ctx.text(waits ? "admin.waits" : "admin.done", action));
                                onDone.run();
                            },
                            f -> problem.setText(Failures.phrase(ctx.texts(), f)));
        });
        ctx.host()
                .dialog(
                        action,
                        Ui.column(
                                16,
                                about,
                                Ui.field(ctx.text("admin.reason"), reason, ctx.text("admin.reasonHint")),
                                problem,
                                Ui.row(8, Ui.spacer(), cancel, go)),
                        500);
    }
}
