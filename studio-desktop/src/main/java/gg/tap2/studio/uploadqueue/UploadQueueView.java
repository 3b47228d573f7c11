package gg.tap2.studio.uploadqueue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.DropZone;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel.Item;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.UploadTask;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The queue as a list of cards; drop files anywhere on top.
public final class UploadQueueView implements Screen {
    private static final Long[] LIMITS = {0L, 250L, 500L, 1_000L, 2_500L, 5_000L, 10_000L};

    private final UploadQueueViewModel vm;
    private final Context ctx;
    private final VBox list = Ui.column(12);
    private final ScrollPane root;

    public UploadQueueView(UploadQueueViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        var limit = new ComboBox<Long>();
        limit.setAccessibleText(ctx.text("uploads.limit"));
        limit.getItems().setAll(LIMITS);
        limit.setConverter(new StringConverter<>() {
            @Override
            public String toString(Long value) {
                return value == 0
                        ? ctx.text("uploads.noLimit")
                        : ctx.text("uploads.upTo", ctx.formats().size(value * 1000));
            }

            @Override
            public Long fromString(String string) {
                return 0L;
            }
        });
        limit.setValue(vm.limit());
        limit.setOnAction(e -> vm.limit(Objects.requireNonNullElse(limit.getValue(), 0L)));
        var schedule = Ui.button(ctx.text("uploads.schedule"), Feather.CLOCK, () -> HoursDialog.open(ctx, vm));
        schedule.setId("uploads-schedule");
        var drop = new DropZone(
                Feather.UPLOAD_CLOUD,
                ctx.text("uploads.drop"),
                ctx.text("uploads.hint"),
                ctx.text("uploads.choose"),
                this::choose,
                vm::add);
        var page = Ui.page(
                ctx.text("uploads.title"),
                "",
                List.of(schedule, limit, Ui.button(ctx.text("uploads.clear"), Feather.CHECK, vm::clearFinished)),
                drop,
                list);
        ((javafx.scene.control.Label) page.lookup(".page-subtitle"))
                .textProperty()
                .bind(vm.summary());
        root = Ui.scroll(page);
        vm.items().addListener((ListChangeListener<Item>) c -> show());
        show();
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        vm.attach();
        if ("choose".equals(argument)) {
            choose();
        }
    }

    @Override
    public void detach() {
        vm.detach();
    }

    private void choose() {
        vm.add(ctx.host().chooseFiles(ctx.text("uploads.choose"), true));
    }

    private void show() {
        if (vm.items().isEmpty()) {
            list.getChildren().setAll(Ui.empty(Feather.INBOX, ctx.text("uploads.none"), ctx.text("uploads.noneHint")));
            return;
        }
        list.getChildren().setAll(vm.items().stream().map(this::card).toList());
    }

    private Node card(Item item) {
        UploadTask task = item.task();
        UploadProgress p = item.progress();
        var bar = new ProgressBar(p.fraction());
        bar.setMaxWidth(Double.MAX_VALUE);
        if (p.state() == UploadState.READY) {
            bar.getStyleClass().add("ok");
        } else if (p.state() == UploadState.PAUSED
                || p.state() == UploadState.FAILED
                || p.state() == UploadState.CHANGED) {
            bar.getStyleClass().add("warn");
        }
        String tone = switch (p.state()) {
            case READY -> "success";
            case FAILED -> "danger";
            case CHANGED, PAUSED -> "warning";
            case RUNNING, CHECKING -> "accent";
            case QUEUED, CANCELLED -> "neutral";
        };
        var buttons = Ui.row(2);
        switch (p.state()) {
            case QUEUED, RUNNING, CHECKING -> {
                if (p.state() == UploadState.QUEUED
                        && ctx.session().uploads().opensAt().isPresent()) {
                    buttons.getChildren()
                            .add(Ui.button(ctx.text("uploads.sendNow"), Feather.ZAP, () -> vm.sendAnyway(task.id())));
                }
                buttons.getChildren()
                        .add(Ui.iconButton(ctx.text("uploads.pause"), Feather.PAUSE, () -> vm.pause(task.id())));
                buttons.getChildren()
                        .add(Ui.iconButton(ctx.text("uploads.first"), Feather.CHEVRONS_UP, () -> vm.first(task.id())));
            }
            case PAUSED, FAILED ->
                buttons.getChildren()
                        .add(Ui.iconButton(ctx.text("uploads.resume"), Feather.PLAY, () -> vm.resume(task.id())));
            case CHANGED ->
                buttons.getChildren()
                        .add(Ui.button(ctx.text("uploads.restart"), Feather.REFRESH_CW, () -> vm.restart(task.id())));
            case READY -> {
                if (task.manifest() != null) {
                    buttons.getChildren()
                            .add(Ui.button(ctx.text("uploads.manifest"), Feather.SHIELD, () -> manifest(task)));
                }
            }
            case CANCELLED -> {}
        }
        if (!p.state().isFinal()) {
            buttons.getChildren().add(Ui.iconButton(ctx.text("uploads.cancel"), Feather.X, () -> vm.cancel(task.id())));
        }
        var name = Ui.text(task.fileName(), "strong");
        name.setMinWidth(80);
        var head = Ui.row(
                12,
                Ui.icon(Feather.FILE, 18),
                name,
                Ui.badge(ctx.text("status.upload." + p.state()), tone),
                Ui.spacer(),
                buttons);
        var facts = Ui.row(
                14,
                Ui.text(
                        ctx.text(
                                "uploads.of",
                                ctx.formats().size(p.sent()),
                                ctx.formats().size(p.size())),
                        "hint"),
                Ui.spacer(),
                Ui.text(speed(p), "hint"));
        var card = Ui.card(head, bar, facts);
        if (p.state() == UploadState.RUNNING && p.parts().size() > 1) {
            card.getChildren().add(parts(p));
        }
        if (p.error() != null && p.state() != UploadState.RUNNING) {
            card.getChildren().add(Ui.wrapped(reason(p.error()), "danger-text"));
        }
        if (p.state() == UploadState.CHANGED) {
            card.getChildren().add(Ui.wrapped(ctx.text("uploads.changedHint"), "warning-text"));
        }
        return card;
    }

    /// The engine's code, phrased where it is known.
    private String reason(@Nullable String error) {
        return UploadTexts.reason(ctx, error);
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

    private Node parts(UploadProgress p) {
        var flow = new FlowPane(3, 3);
        flow.setAccessibleText(ctx.text(
                "uploads.parts",
                p.parts().stream().filter(UploadProgress.Part::done).count(),
                p.parts().size()));
        for (UploadProgress.Part part : p.parts()) {
            var cell = new Region();
            cell.setMinSize(10, 10);
            String colour = part.done() ? "-t2-accent" : part.sent() > 0 ? "-t2-c2" : "-t2-sunken";
            cell.setStyle("-fx-background-radius: 3; -fx-background-color: " + colour + ";");
            flow.getChildren().add(cell);
        }
        return flow;
    }

    private void manifest(UploadTask task) {
        JsonNode json = Json.read(Objects.requireNonNull(task.manifest()), JsonNode.class);
        String parts = json.path("partSha256")
                .valueStream()
                .map(JsonNode::asText)
                .limit(40)
                .collect(Collectors.joining("\n"));
        var content = Ui.column(
                12,
                Ui.wrapped(ctx.text("uploads.manifestHint"), "muted"),
                Ui.field("SHA-256", Ui.wrapped(json.path("sha256").asText(), "mono", "sunken")),
                Ui.field(
                        ctx.text("uploads.signature"),
                        Ui.wrapped(
                                json.path("signature").asText("–") + "\n"
                                        + json.path("keyId").asText(),
                                "mono",
                                "sunken")),
                Ui.field(ctx.text("uploads.partHashes"), Ui.wrapped(parts, "mono", "sunken")));
        ctx.host().dialog(task.fileName(), content, 640);
    }
}
