package gg.tap2.studio.uploadqueue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.DropZone;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploadqueue.UploadQueueViewModel.Item;
import gg.tap2.studio.uploads.UploadTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ScrollPane;
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
    private final Map<UUID, UploadCard> cards = new HashMap<>();
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
            cards.clear();
            list.getChildren().setAll(Ui.empty(Feather.INBOX, ctx.text("uploads.none"), ctx.text("uploads.noneHint")));
            return;
        }
        // A card that is there stays: a press on it must find the same button when the mouse comes up again.
        List<UploadCard> wanted = vm.items().stream()
                .map(item -> cards.computeIfAbsent(item.task().id(), id -> new UploadCard(vm, ctx, this::manifest)))
                .toList();
        for (int i = 0; i < wanted.size(); i++) {
            wanted.get(i).show(vm.items().get(i));
        }
        cards.values().retainAll(wanted);
        if (!list.getChildren().equals(wanted)) {
            list.getChildren().setAll(wanted);
        }
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
