package gg.tap2.studio.rehearsal;

import gg.tap2.studio.rehearsal.Check.State;
import gg.tap2.studio.rehearsal.RehearsalViewModel.Verdict;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The checklist over the editor, filling as the rehearsal goes; at its foot the verdict and the way on.
public final class RehearsalDialog {
    private final Context ctx;
    private final RehearsalViewModel vm;
    private final VBox lines = Ui.column(0);
    private final javafx.scene.control.Label verdict = Ui.text("", "section-title");
    private final Button publish;
    private final Button again;
    private final Button asFan;
    private final Button asBuyer;

    private RehearsalDialog(Context ctx, RehearsalViewModel vm, @Nullable Runnable onPublish) {
        this.ctx = ctx;
        this.vm = vm;
        publish = Ui.primary(ctx.text("products.publish"), Feather.GLOBE, () -> {
            ctx.host().closeDialog();
            if (onPublish != null) {
                onPublish.run();
            }
        });
        Ui.visible(publish, onPublish != null);
        publish.setId("rehearsal-publish");
        again = Ui.button(ctx.text("rehearsal.again"), Feather.REFRESH_CW, vm::start);
        again.setId("rehearsal-again");
        asFan = Ui.button(ctx.text("rehearsal.openFan"), Feather.EXTERNAL_LINK, () -> vm.openPage(false), "link");
        asBuyer = Ui.button(ctx.text("rehearsal.openBuyer"), Feather.EXTERNAL_LINK, () -> vm.openPage(true), "link");
        verdict.setId("rehearsal-verdict");
        verdict.setWrapText(true);
    }

    /// Starts a rehearsal and shows it; `onPublish` is offered when nothing failed; null for what is public
    /// already.
    public static void show(Context ctx, UUID productId, String title, @Nullable Runnable onPublish) {
        var vm = new RehearsalViewModel(ctx, productId);
        var dialog = new RehearsalDialog(ctx, vm, onPublish);
        Node body = dialog.body(title);
        body.sceneProperty().addListener((o, was, is) -> {
            if (is == null) {
                vm.stop();
            }
        });
        ctx.host().dialog(ctx.text("rehearsal.title"), body, 600);
        vm.start();
    }

    private Node body(String title) {
        vm.checks().addListener((o, was, is) -> show(is));
        vm.verdict().addListener((o, was, is) -> show(is));
        show(vm.verdict().get());
        var foot = Ui.row(8, Ui.grow(verdict), again, publish);
        return Ui.column(
                14, Ui.wrapped(ctx.text("rehearsal.intro", title), "muted"), lines, Ui.row(8, asFan, asBuyer), foot);
    }

    private void show(List<Check> checks) {
        lines.getChildren().clear();
        for (Check check : checks) {
            var detail = Ui.wrapped(check.detail(), "hint");
            Ui.visible(detail, !check.detail().isEmpty());
            var line = Ui.row(
                    14,
                    mark(check.state()),
                    Ui.grow(Ui.column(
                            1,
                            Ui.text(
                                    ctx.text("rehearsal.step."
                                            + check.step().name().toLowerCase(Locale.ROOT)),
                                    check.state() == State.WAITING ? "faint" : "strong"),
                            detail)));
            line.setId("rehearsal-" + check.step().name().toLowerCase(Locale.ROOT));
            line.getStyleClass()
                    .addAll("check-line", "state-" + check.state().name().toLowerCase(Locale.ROOT));
            lines.getChildren().add(line);
        }
    }

    private Node mark(State state) {
        Node mark = switch (state) {
            case WAITING -> Ui.icon(Feather.CIRCLE, 17);
            case RUNNING -> {
                var turning = new ProgressIndicator();
                turning.setPrefSize(17, 17);
                turning.setMaxSize(17, 17);
                turning.setMinSize(17, 17);
                yield turning;
            }
            case OK -> Ui.icon(Feather.CHECK_CIRCLE, 17);
            case SKIPPED -> Ui.icon(Feather.MINUS_CIRCLE, 17);
            case WARNING -> Ui.icon(Feather.ALERT_TRIANGLE, 17);
            case FAILED -> Ui.icon(Feather.X_CIRCLE, 17);
        };
        var box = new StackPane(mark);
        box.setMinWidth(20);
        box.getStyleClass()
                .add(
                        switch (state) {
                            case OK -> "glyph-success";
                            case WARNING -> "glyph-warning";
                            case FAILED -> "glyph-danger";
                            case WAITING, RUNNING, SKIPPED -> "glyph-info";
                        });
        return box;
    }

    private void show(Verdict v) {
        boolean over = v != Verdict.RUNNING;
        verdict.setText(ctx.text("rehearsal.verdict." + v.name().toLowerCase(Locale.ROOT)));
        verdict.getStyleClass().removeAll("success-text", "warning-text", "danger-text");
        switch (v) {
            case READY -> verdict.getStyleClass().add("success-text");
            case READY_WITH_WARNINGS -> verdict.getStyleClass().add("warning-text");
            case NOT_READY -> verdict.getStyleClass().add("danger-text");
            case RUNNING -> {}
        }
        publish.setDisable(!over || v == Verdict.NOT_READY);
        again.setDisable(!over);
        Ui.visible(asFan, over && vm.hasPages());
        Ui.visible(asBuyer, over && vm.hasPages());
    }
}
