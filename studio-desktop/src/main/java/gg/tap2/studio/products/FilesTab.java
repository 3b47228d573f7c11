package gg.tap2.studio.products;

import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.media.FileTypes;
import gg.tap2.studio.images.CropDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.DropZone;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploadqueue.UploadTexts;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadState;
import gg.tap2.studio.uploads.UploadTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Cover, files in their order with upload progress, and the lessons of a course.
final class FilesTab {
    private final EditorViewModel vm;
    private final Context ctx;
    private final FolderCard folder;
    private final VBox fileList = new VBox();
    private final VBox lessonList = Ui.column(14);
    private final VBox lessonCard;
    private final VBox root;
    private final CheckBox contents = new CheckBox();
    private final Map<UUID, Row> rows = new HashMap<>();
    private List<SaveProduct.FileRef> shownFiles = List.of();
    private List<Lesson> shownLessons = List.of();
    private boolean showing;

    private record Row(ProgressBar bar, Label state) {}

    FilesTab(EditorViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        this.folder = new FolderCard(new FolderViewModel(vm, ctx), ctx);
        var drop = new DropZone(
                Feather.UPLOAD_CLOUD,
                ctx.text("products.dropFiles"),
                ctx.text("products.fileTypes"),
                ctx.text("products.chooseFiles"),
                () -> vm.files().addFiles(ctx.host().chooseFiles(ctx.text("products.chooseFiles"), true)),
                vm.files()::addFiles);
        var cover = Ui.button(
                ctx.text("products.chooseCover"),
                Feather.IMAGE,
                () -> ctx.host().chooseFiles(ctx.text("products.chooseCover"), false).stream()
                        .findFirst()
                        .ifPresent(file -> CropDialog.open(ctx, file, 640, 360, vm.files()::setCover)));
        contents.setId("editor-contents");
        contents.setText(ctx.text("products.field.showContents"));
        contents.setOnAction(e -> {
            if (!showing) {
                vm.set("showContents", contents.isSelected());
            }
        });
        lessonCard = Ui.section(
                ctx.text("products.lessons"),
                Ui.button(ctx.text("products.addLesson"), Feather.PLUS, vm.files()::addLesson),
                lessonList);
        root = Ui.column(
                16,
                Ui.card(Ui.row(
                        12,
                        Ui.column(
                                2,
                                Ui.text(ctx.text("products.cover"), "section-title"),
                                Ui.text(ctx.text("products.coverHint"), "hint")),
                        Ui.spacer(),
                        cover)),
                folder.node(),
                Ui.section(
                        ctx.text("products.files"),
                        null,
                        fileList,
                        drop,
                        contents,
                        Ui.wrapped(ctx.text("products.showContentsHint"), "hint")),
                lessonCard);
    }

    Node node() {
        return root;
    }

    /// Another product is in the editor now.
    void opened() {
        folder.open();
    }

    void show(SaveProduct p) {
        showing = true;
        contents.setSelected(Boolean.TRUE.equals(p.showContents()));
        List<SaveProduct.FileRef> files = Drafts.files(p);
        if (!sameShape(files, shownFiles)) {
            rows.clear();
            fileList.getChildren().clear();
            for (int i = 0; i < files.size(); i++) {
                fileList.getChildren().add(file(files.get(i), i, files.size()));
            }
        }
        shownFiles = files;
        Ui.visible(lessonCard, p.type() == gg.tap2.model.catalog.ProductType.COURSE);
        List<Lesson> lessons = Drafts.lessons(p);
        if (!lessons.equals(shownLessons) && !lessonList.isFocusWithin() || lessons.size() != shownLessons.size()) {
            lessonList.getChildren().clear();
            for (int i = 0; i < lessons.size(); i++) {
                lessonList.getChildren().add(lesson(lessons.get(i), i, lessons.size()));
            }
        }
        shownLessons = lessons;
        showing = false;
    }

    /// Titles may differ: they are being typed.
    private static boolean sameShape(List<SaveProduct.FileRef> a, List<SaveProduct.FileRef> b) {
        return a.stream()
                .map(f -> f.id() + "/" + f.uploadId())
                .toList()
                .equals(b.stream().map(f -> f.id() + "/" + f.uploadId()).toList());
    }

    void progress(UploadProgress p) {
        Row row = rows.get(p.id());
        if (row != null) {
            row.bar().setProgress(p.fraction());
            Ui.visible(row.bar(), p.state() != UploadState.READY);
            row.state().setText(stateText(p));
        }
    }

    private String stateText(UploadProgress p) {
        String state = ctx.text("status.upload." + p.state());
        if (p.state() == UploadState.FAILED && p.error() != null) {
            return state + ": " + UploadTexts.reason(ctx, p.error());
        }
        return p.state() == UploadState.RUNNING
                ? "%s · %s"
                        .formatted(
                                ctx.formats().percent(p.fraction()),
                                ctx.formats().size(p.bytesPerSecond()) + "/s")
                : state;
    }

    private Node file(SaveProduct.FileRef file, int index, int count) {
        UploadTask task = vm.files().upload(file.uploadId()).orElse(null);
        ProductFile stored = stored(file.uploadId());
        String name = task != null ? task.fileName() : stored != null ? stored.fileName() : "";
        String type = stored != null ? stored.contentType() : FileTypes.announced(name);
        long size = task != null ? task.size() : stored != null ? stored.size() : 0;
        var title = new TextField(file.title());
        title.setAccessibleText(ctx.text("products.fileTitle"));
        title.textProperty()
                .addListener((o, was, is) ->
                        change(file.id(), f -> new SaveProduct.FileRef(f.id(), f.uploadId(), is, f.note())));
        var note = new TextField(file.note());
        note.setPromptText(ctx.text("products.fileNote"));
        note.setAccessibleText(ctx.text("products.fileNote"));
        note.textProperty().addListener((o, was, is) -> {
            String kept = is.substring(0, Math.min(is.length(), SaveProduct.MAX_NOTE));
            change(
                    file.id(),
                    f -> new SaveProduct.FileRef(f.id(), f.uploadId(), f.title(), kept.isBlank() ? null : kept));
        });
        Ui.visible(note, stored == null ? replacesAnother(file.id()) : stored.version() > 1);
        var bar = new ProgressBar(0);
        bar.setMaxWidth(Double.MAX_VALUE);
        var state = Ui.text("", "hint");
        if (task != null && task.state() != UploadState.READY) {
            UploadProgress now = ctx.session().uploads().progress(task);
            bar.setProgress(now.fraction());
            state.setText(stateText(now));
        } else {
            Ui.visible(bar, false);
            state.setText(stored == null ? "" : ctx.text("products.fileVersion", stored.version()));
        }
        rows.put(file.uploadId(), new Row(bar, state));
        var up = Ui.iconButton(
                ctx.text("products.up"), Feather.CHEVRON_UP, () -> vm.files().moveFile(index, index - 1));
        up.setDisable(index == 0);
        var down = Ui.iconButton(
                ctx.text("products.down"),
                Feather.CHEVRON_DOWN,
                () -> vm.files().moveFile(index, index + 1));
        down.setDisable(index == count - 1);
        var replace = Ui.iconButton(
                ctx.text("products.replace"),
                Feather.REFRESH_CW,
                () -> ctx.host().chooseFiles(ctx.text("products.replace"), false).stream()
                        .findFirst()
                        .ifPresent(p -> vm.files().replaceFile(file.id(), p)));
        var remove = Ui.iconButton(
                ctx.text("common.remove"), Feather.X, () -> vm.files().removeFiles(List.of(file.id())));
        var line = Ui.row(
                10,
                Ui.icon(EditorTabs.iconOf(name, type), 18),
                Ui.grow(Ui.column(
                        4,
                        title,
                        note,
                        Ui.row(8, Ui.text(name + " · " + ctx.formats().size(size), "hint"), Ui.spacer(), state),
                        bar)),
                up,
                down,
                replace,
                remove);
        line.getStyleClass().add("line-item");
        return line;
    }

    private void change(UUID fileId, UnaryOperator<SaveProduct.FileRef> change) {
        if (!showing) {
            vm.set(
                    "files",
                    shownFiles.stream()
                            .map(f -> f.id().equals(fileId) ? change.apply(f) : f)
                            .toList());
        }
    }

    /// The server has an earlier version of this file.
    private boolean replacesAnother(UUID fileId) {
        Product base = vm.base().get();
        return base != null && base.files().stream().anyMatch(f -> f.id().equals(fileId));
    }

    private @Nullable ProductFile stored(UUID uploadId) {
        Product base = vm.base().get();
        return base == null
                ? null
                : base.files().stream()
                        .filter(f -> f.uploadId().equals(uploadId))
                        .findFirst()
                        .orElse(null);
    }

    private Node lesson(Lesson lesson, int index, int count) {
        var title = new TextField(lesson.title());
        title.setAccessibleText(ctx.text("products.lessonTitle"));
        var text = new TextArea(lesson.content());
        text.setAccessibleText(ctx.text("products.lessonText"));
        text.setPrefRowCount(4);
        text.setWrapText(true);
        var chosen = new ArrayList<>(lesson.fileIds());
        Runnable write = () -> {
            if (!showing) {
                vm.set(
                        "lessons",
                        shownLessons.stream()
                                .map(l -> l.id().equals(lesson.id())
                                        ? new Lesson(l.id(), title.getText(), text.getText(), chosen)
                                        : l)
                                .toList());
            }
        };
        title.textProperty().addListener((o, was, is) -> write.run());
        text.textProperty().addListener((o, was, is) -> write.run());
        var files = Ui.column(4);
        for (SaveProduct.FileRef f :
                Drafts.files(Objects.requireNonNull(vm.content().get()))) {
            var box = new CheckBox(f.title());
            box.setSelected(chosen.contains(f.id()));
            box.setOnAction(e -> {
                if (box.isSelected()) {
                    chosen.add(f.id());
                } else {
                    chosen.remove(f.id());
                }
                write.run();
            });
            files.getChildren().add(box);
        }
        var up = Ui.iconButton(
                ctx.text("products.up"), Feather.CHEVRON_UP, () -> vm.files().moveLesson(index, index - 1));
        up.setDisable(index == 0);
        var down = Ui.iconButton(
                ctx.text("products.down"),
                Feather.CHEVRON_DOWN,
                () -> vm.files().moveLesson(index, index + 1));
        down.setDisable(index == count - 1);
        var remove = Ui.iconButton(
                ctx.text("common.remove"),
                Feather.X,
                () -> vm.set(
                        "lessons",
                        shownLessons.stream()
                                .filter(l -> !l.id().equals(lesson.id()))
                                .toList()));
        var box = Ui.column(
                8,
                Ui.row(8, Ui.badge(String.valueOf(index + 1), "accent"), Ui.grow(title), up, down, remove),
                text,
                files);
        box.getStyleClass().add("sunken");
        return box;
    }
}
