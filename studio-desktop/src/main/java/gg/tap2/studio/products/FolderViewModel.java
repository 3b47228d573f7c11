package gg.tap2.studio.products;

import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.folders.BoundFolder;
import gg.tap2.studio.folders.BoundFolder.Seen;
import gg.tap2.studio.folders.BoundFolders;
import gg.tap2.studio.folders.BoundFolders.Difference;
import gg.tap2.studio.session.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// The folder bound to the product in the editor, and what differs in it.
public final class FolderViewModel {
    private final EditorViewModel editor;
    private final Context ctx;
    private final BoundFolders folders;
    private final ReadOnlyObjectWrapper<@Nullable BoundFolder> bound = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Difference> difference = new ReadOnlyObjectWrapper<>();

    public FolderViewModel(EditorViewModel editor, Context ctx) {
        this.editor = editor;
        this.ctx = ctx;
        this.folders = new BoundFolders(ctx.session().store());
    }

    public ReadOnlyObjectProperty<@Nullable BoundFolder> bound() {
        return bound.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Difference> difference() {
        return difference.getReadOnlyProperty();
    }

    private @Nullable UUID product() {
        SaveProduct now = editor.content().get();
        return now == null ? null : now.id();
    }

    /// Reads the binding of the product that was opened and looks into its folder.
    public void open() {
        UUID id = product();
        bound.set(id == null ? null : folders.find(id).orElse(null));
        difference.set(null);
        look();
    }

    /// Binds a folder: files that are there now are offered at once.
    public void bind(Path folder) {
        UUID id = product();
        if (id != null) {
            folders.save(id, new BoundFolder(folder.toAbsolutePath().toString(), Map.of()));
            open();
        }
    }

    /// Forgets the folder; the product keeps its files.
    public void release() {
        UUID id = product();
        if (id != null) {
            folders.release(id);
            open();
        }
    }

    public void look() {
        BoundFolder folder = bound.get();
        SaveProduct now = editor.content().get();
        if (folder == null || now == null) {
            return;
        }
        Set<UUID> present =
                Drafts.files(now).stream().map(SaveProduct.FileRef::id).collect(Collectors.toCollection(HashSet::new));
        ctx.background()
                .run(
                        () -> folders.compare(folder, present),
                        difference::set,
                        ctx.host().onFail());
    }

    /// Takes over what differs: new files at the end, changed ones as new versions in their place, gone ones out. One
    /// edit each, so that undo brings them back.
    public void takeOver() {
        Difference d = difference.get();
        BoundFolder folder = bound.get();
        UUID id = product();
        if (d == null || folder == null || id == null || d.isEmpty()) {
            return;
        }
        try {
            Map<String, Seen> seen = new HashMap<>(folder.files());
            Set<UUID> before = ids();
            editor.files().addFiles(d.added());
            List<SaveProduct.FileRef> fresh = Drafts.files(
                            Objects.requireNonNull(editor.content().get()))
                    .stream()
                    .filter(f -> !before.contains(f.id()))
                    .toList();
            for (SaveProduct.FileRef f : fresh) {
                Path path = editor.files().upload(f.uploadId()).orElseThrow().path();
                seen.put(path.getFileName().toString(), BoundFolders.seen(f.id(), path));
            }
            for (Map.Entry<UUID, Path> e : d.changed().entrySet()) {
                editor.files().replaceFile(e.getKey(), e.getValue());
                seen.put(e.getValue().getFileName().toString(), BoundFolders.seen(e.getKey(), e.getValue()));
            }
            if (!d.gone().isEmpty()) {
                editor.files().removeFiles(d.gone());
                seen.values().removeIf(s -> d.gone().contains(s.fileId()));
            }
            folders.save(id, new BoundFolder(folder.folder(), seen));
            open();
        } catch (IOException e) {
            ctx.host().failed(e);
        }
    }

    private Set<UUID> ids() {
        return Drafts.files(Objects.requireNonNull(editor.content().get())).stream()
                .map(SaveProduct.FileRef::id)
                .collect(Collectors.toSet());
    }
}
