package gg.tap2.studio.archive;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Takes everything along: one file in an open format, made from the local store, hence also offline.
public final class ArchiveView implements Screen {
    private final Context ctx;
    private final Node root;

    public ArchiveView(Context ctx) {
        this.ctx = ctx;
        var export = Ui.primary(ctx.text("archive.export"), Feather.ARCHIVE, this::export);
        export.setId("archive-export");
        var contents = Ui.column(8);
        for (String part : List.of("products", "audience", "money", "manifest")) {
            contents.getChildren()
                    .add(Ui.row(10, Ui.icon(Feather.CHECK, 14), Ui.grow(Ui.wrapped(ctx.text("archive.part." + part)))));
        }
        var page = Ui.page(
                ctx.text("archive.title"),
                ctx.text("archive.subtitle"),
                List.of(export),
                Ui.section(ctx.text("archive.contains"), null, contents),
                Ui.card(Ui.row(12, Ui.icon(Feather.INFO, 16), Ui.grow(Ui.wrapped(ctx.text("archive.hint"), "muted")))));
        page.setMaxWidth(820);
        root = Ui.scroll(page);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {}

    private void export() {
        ctx.host()
                .chooseSave(ctx.text("archive.export"), "tap2-archive-" + ctx.today() + ".zip")
                .ifPresent(file -> ctx.background()
                        .run(
                                () -> new ArchiveWriter(ctx.session()).write(file),
                                n -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("archive.done", n, file)),
                                ctx.host().onFail()));
    }
}
