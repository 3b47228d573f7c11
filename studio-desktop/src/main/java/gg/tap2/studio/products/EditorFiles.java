package gg.tap2.studio.products;

import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.uploadqueue.UploadTexts;
import gg.tap2.studio.uploads.UploadTask;
import gg.tap2.studio.uploads.Uploads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The files, lessons and cover of the product in the editor. Every change is an edit of the view model, so that it
/// is undone and saved like any other.
public final class EditorFiles {
    private final EditorViewModel vm;
    private final Context ctx;

    EditorFiles(EditorViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
    }

    /// Uploads a file and puts it at the end of the list at once; it can be bought when the upload is ready.
    public void addFiles(List<Path> paths) {
        List<SaveProduct.FileRef> files =
                new ArrayList<>(Drafts.files(Objects.requireNonNull(vm.content().get())));
        for (Path path : paths) {
            try {
                UploadTask task = ctx.session().uploads().add(path, UploadPurpose.PRODUCT_FILE);
                files.add(new SaveProduct.FileRef(
                        Ids.next(ctx.session().clock()), task.id(), title(task.fileName()), null));
            } catch (Uploads.NotAccepted e) {
                ctx.host().notice(Host.Level.WARNING, UploadTexts.notTaken(ctx, e));
            }
        }
        vm.set("files", files);
    }

    /// A new version of a file keeps its place, its title and its id. What was said about the version before goes.
    public void replaceFile(UUID fileId, Path path) {
        try {
            UUID before = Drafts.files(Objects.requireNonNull(vm.content().get())).stream()
                    .filter(f -> f.id().equals(fileId))
                    .map(SaveProduct.FileRef::uploadId)
                    .findFirst()
                    .orElse(null);
            UploadTask task = ctx.session().uploads().add(path, UploadPurpose.PRODUCT_FILE, before);
            vm.set(
                    "files",
                    Drafts.files(Objects.requireNonNull(vm.content().get())).stream()
                            .map(f -> f.id().equals(fileId)
                                    ? new SaveProduct.FileRef(f.id(), task.id(), f.title(), null)
                                    : f)
                            .toList());
        } catch (Uploads.NotAccepted e) {
            ctx.host().notice(Host.Level.WARNING, UploadTexts.notTaken(ctx, e));
        }
    }

    public void setCover(Path path) {
        try {
            vm.set(
                    "coverUploadId",
                    ctx.session().uploads().add(path, UploadPurpose.COVER).id());
        } catch (Uploads.NotAccepted e) {
            ctx.host().notice(Host.Level.WARNING, UploadTexts.notTaken(ctx, e));
        }
    }

    /// Takes files out of the product and out of its lessons.
    public void removeFiles(List<UUID> ids) {
        SaveProduct now = Objects.requireNonNull(vm.content().get());
        vm.set(
                "lessons",
                Drafts.lessons(now).stream()
                        .map(l -> new Lesson(
                                l.id(),
                                l.title(),
                                l.content(),
                                l.fileIds().stream()
                                        .filter(f -> !ids.contains(f))
                                        .toList()))
                        .toList());
        vm.set(
                "files",
                Drafts.files(now).stream().filter(f -> !ids.contains(f.id())).toList());
    }

    public void moveFile(int from, int to) {
        vm.set("files", moved(Drafts.files(Objects.requireNonNull(vm.content().get())), from, to));
    }

    public void moveLesson(int from, int to) {
        vm.set(
                "lessons",
                moved(Drafts.lessons(Objects.requireNonNull(vm.content().get())), from, to));
    }

    private static <T> List<T> moved(List<T> list, int from, int to) {
        if (to < 0 || to >= list.size()) {
            return list;
        }
        List<T> copy = new ArrayList<>(list);
        copy.add(to, copy.remove(from));
        return copy;
    }

    public void addLesson() {
        List<Lesson> lessons = new ArrayList<>(
                Drafts.lessons(Objects.requireNonNull(vm.content().get())));
        lessons.add(new Lesson(
                Ids.next(ctx.session().clock()), ctx.text("products.lessonN", lessons.size() + 1), "", List.of()));
        vm.set("lessons", lessons);
    }

    public Optional<UploadTask> upload(UUID uploadId) {
        return ctx.session().uploads().find(uploadId);
    }

    private static String title(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot > 0 ? fileName.substring(0, dot) : fileName;
    }
}
