package gg.tap2.studio.releases;

import gg.tap2.model.system.StudioRelease;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.MarkdownView;
import gg.tap2.studio.ui.Ui;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// What is new, and where the package is.
public final class ReleaseDialog {
    private static final double NOTES_HEIGHT = 320;

    private final Context ctx;
    private final ReleaseModel model;
    private final VBox box = Ui.column(16);

    public ReleaseDialog(Context ctx, ReleaseModel model, ReleaseModel.State state) {
        this.ctx = ctx;
        this.model = model;
        box.setId("release-dialog");
        StudioRelease r = state.release();
        box.getChildren().add(Ui.wrapped(words(state), "muted"));
        VBox notes = notes(r);
        if (!notes.getChildren().isEmpty()) {
            var scroll = Ui.scroll(notes);
            scroll.setMaxHeight(NOTES_HEIGHT);
            box.getChildren().add(scroll);
        }
        boolean newer = state.kind() == ReleaseModel.Kind.NEWER || state.kind() == ReleaseModel.Kind.TOO_OLD;
        if (newer) {
            packages(r);
        }
        var buttons = Ui.row(8, Ui.spacer());
        if (state.kind() == ReleaseModel.Kind.NEWER) {
            buttons.getChildren().add(Ui.button(ctx.text("release.skip"), null, () -> {
                model.skip(r.version());
                ctx.host().closeDialog();
            }));
        }
        buttons.getChildren()
                .add(Ui.button(ctx.text("common.close"), null, () -> ctx.host().closeDialog()));
        box.getChildren().add(buttons);
    }

    public Node node() {
        return box;
    }

    private String words(ReleaseModel.State s) {
        return switch (s.kind()) {
            case CURRENT -> ctx.text("release.current", model.own());
            case NEWER -> ctx.text("release.newer", s.release().version(), model.own());
            case TOO_OLD -> ctx.text("release.tooOld", model.own(), s.release().version());
            case SERVER_OLDER -> ctx.text("release.serverOlder", s.release().server(), model.own());
        };
    }

    private VBox notes(StudioRelease r) {
        var list = Ui.column(14);
        for (StudioRelease.Note n : model.notes(r)) {
            String title = n.released() == null
                    ? n.version()
                    : n.version() + " · " + ctx.formats().day(n.released());
            var text = new MarkdownView();
            text.show(n.text());
            list.getChildren().add(Ui.column(4, Ui.text(title, "strong"), text));
        }
        return list;
    }

    private void packages(StudioRelease r) {
        var fitting = model.downloads(r);
        if (fitting.isEmpty()) {
            box.getChildren().add(Ui.wrapped(ctx.text("release.noPackage"), "hint"));
            return;
        }
        for (StudioRelease.Download d : fitting) {
            box.getChildren()
                    .add(Ui.column(
                            6,
                            Ui.row(
                                    12,
                                    Ui.text(d.name(), "strong"),
                                    Ui.text(ctx.formats().size(d.size()), "hint"),
                                    Ui.spacer(),
                                    Ui.primary(
                                            ctx.text("release.download"), Feather.DOWNLOAD, () -> model.download(d))),
                            Ui.wrapped("SHA-256 " + d.sha256(), "hint")));
        }
    }
}
