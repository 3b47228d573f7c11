package gg.tap2.studio.uploadqueue;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel.Item;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.UploadTask;
import java.util.List;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// One upload of the queue. Its parts stay while only numbers change, so that presses and the focus are not lost; they
/// are built anew when the upload is in another state.
final class UploadCard extends VBox {
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");
    private static final PseudoClass BEGUN = PseudoClass.getPseudoClass("begun");

    /// What the buttons and words depend on.
    private record Shape(UploadState state, @Nullable String error, boolean waits, boolean manifest) {}

    private final UploadQueueViewModel vm;
    private final Context ctx;
    private final Consumer<UploadTask> onManifest;
    private final ProgressBar bar = new ProgressBar();
    private final Label amount = Ui.text("", "hint");
    private final Label speed = Ui.text("", "hint");
    private final FlowPane parts = new FlowPane(3, 3);
    private @Nullable Shape shape;
    private List<UploadProgress.Part> drawn = List.of();

    UploadCard(UploadQueueViewModel vm, Context ctx, Consumer<UploadTask> onManifest) {
        this.vm = vm;
        this.ctx = ctx;
        this.onManifest = onManifest;
        bar.setMaxWidth(Double.MAX_VALUE);
    }

    void show(Item item) {
        UploadTask task = item.task();
        UploadProgress p = item.progress();
        var now = new Shape(
                p.state(),
                p.error(),
                p.state() == UploadState.QUEUED
                        && ctx.session().uploads().opensAt().isPresent(),
                task.manifest() != null);
        if (!now.equals(shape)) {
            shape = now;
            getChildren().setAll(build(task, p, now));
        }
        bar.setProgress(p.fraction());
        amount.setText(ctx.text(
                "uploads.of", ctx.formats().size(p.sent()), ctx.formats().size(p.size())));
        speed.setText(speed(p));
        showParts(p);
    }

    private Node build(UploadTask task, UploadProgress p, Shape now) {
        bar.getStyleClass().removeAll("ok", "warn");
        switch (now.state()) {
            case READY -> bar.getStyleClass().add("ok");
            case PAUSED, FAILED, CHANGED -> bar.getStyleClass().add("warn");
            case QUEUED, RUNNING, CHECKING, CANCELLED -> {}
        }
        var name = Ui.text(task.fileName(), "strong");
        name.setMinWidth(80);
        var head = Ui.row(
                12,
                Ui.icon(Feather.FILE, 18),
                name,
                Ui.badge(ctx.text("status.upload." + now.state()), tone(now.state())),
                Ui.spacer(),
                buttons(task, now));
        var card = Ui.card(head, bar, Ui.row(14, amount, Ui.spacer(), speed), parts);
        if (p.error() != null && now.state() != UploadState.RUNNING) {
            card.getChildren().add(Ui.wrapped(UploadTexts.reason(ctx, p.error()), "danger-text"));
        }
        if (now.state() == UploadState.CHANGED) {
            card.getChildren().add(Ui.wrapped(ctx.text("uploads.changedHint"), "warning-text"));
        }
        return card;
    }

    private static String tone(UploadState state) {
        return switch (state) {
            case READY -> "success";
            case FAILED -> "danger";
            case CHANGED, PAUSED -> "warning";
            case RUNNING, CHECKING -> "accent";
            case QUEUED, CANCELLED -> "neutral";
        };
    }

    private HBox buttons(UploadTask task, Shape now) {
        var buttons = Ui.row(2);
        var all = buttons.getChildren();
        switch (now.state()) {
            case QUEUED, RUNNING, CHECKING -> {
                if (now.waits()) {
                    all.add(Ui.button(ctx.text("uploads.sendNow"), Feather.ZAP, () -> vm.sendAnyway(task.id())));
                }
                var pause = Ui.iconButton(ctx.text("uploads.pause"), Feather.PAUSE, () -> vm.pause(task.id()));
                pause.setId("upload-pause");
                all.add(pause);
                all.add(Ui.iconButton(ctx.text("uploads.first"), Feather.CHEVRONS_UP, () -> vm.first(task.id())));
            }
            case PAUSED, FAILED ->
                all.add(Ui.iconButton(ctx.text("uploads.resume"), Feather.PLAY, () -> vm.resume(task.id())));
            case CHANGED ->
                all.add(Ui.button(ctx.text("uploads.restart"), Feather.REFRESH_CW, () -> vm.restart(task.id())));
            case READY -> {
                if (now.manifest()) {
                    all.add(Ui.button(ctx.text("uploads.manifest"), Feather.SHIELD, () -> onManifest.accept(task)));
                }
            }
            case CANCELLED -> {}
        }
        if (!now.state().isFinal()) {
            all.add(Ui.iconButton(ctx.text("uploads.cancel"), Feather.X, () -> vm.cancel(task.id())));
        }
        return buttons;
    }

    private String speed(UploadProgress p) {
        if (p.state() != UploadState.RUNNING) {
            return "";
        }
        if (p.waiting()) {
            return ctx.text("uploads.waiting");
        }
        String rate = ctx.formats().size(p.bytesPerSecond()) + "/s";
        return p.left() == null
                ? rate
                : ctx.text("uploads.rate", rate, ctx.formats().duration(p.left()), p.parallel());
    }

    private void showParts(UploadProgress p) {
        boolean seen = p.state() == UploadState.RUNNING && p.parts().size() > 1;
        parts.setVisible(seen);
        parts.setManaged(seen);
        if (!seen || p.parts().equals(drawn)) {
            return;
        }
        drawn = List.copyOf(p.parts());
        parts.setAccessibleText(ctx.text(
                "uploads.parts",
                drawn.stream().filter(UploadProgress.Part::done).count(),
                drawn.size()));
        var cells = parts.getChildren();
        while (cells.size() < drawn.size()) {
            var cell = new Region();
            cell.setMinSize(10, 10);
            cell.getStyleClass().add("upload-part");
            cells.add(cell);
        }
        cells.remove(drawn.size(), cells.size());
        for (int i = 0; i < drawn.size(); i++) {
            UploadProgress.Part part = drawn.get(i);
            cells.get(i).pseudoClassStateChanged(DONE, part.done());
            cells.get(i).pseudoClassStateChanged(BEGUN, !part.done() && part.sent() > 0);
        }
    }
}
