package gg.tap2.studio.releases;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One quiet line above the screens when the platform offers a newer studio. Asked some seconds after the
/// start, so that it costs the start nothing, and once a day.
public final class ReleaseBanner {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseBanner.class);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Context ctx;
    private final ReleaseModel model;
    private final VBox node = new VBox();
    private Runnable cancel = () -> {};

    public ReleaseBanner(Context ctx) {
        this.ctx = ctx;
        this.model = new ReleaseModel(ctx);
        node.getStyleClass().addAll("banner", "release-banner");
        node.setId("release-banner");
        Ui.visible(node, false);
    }

    public Node node() {
        return node;
    }

    public void start() {
        cancel = ctx.background().after(FIRST, this::look);
    }

    public void stop() {
        cancel.run();
    }

    private void look() {
        model.check(this::show, e -> LOG.debug("The platform did not say which studio it offers", e));
        cancel = ctx.background().after(AGAIN, this::look);
    }

    private void show(ReleaseModel.State s) {
        Ui.visible(node, model.worthTelling(s));
        if (!node.isVisible()) {
            return;
        }
        boolean tooOld = s.kind() == ReleaseModel.Kind.TOO_OLD;
        var row = Ui.row(
                12,
                Ui.text(
                        tooOld
                                ? ctx.text(
                                        "release.tooOld",
                                        model.own(),
                                        s.release().version())
                                : ctx.text("release.newer", s.release().version(), model.own())),
                Ui.spacer(),
                Ui.button(ctx.text("release.whatsNew"), null, () -> dialog(s)));
        if (!tooOld) {
            row.getChildren().add(Ui.button(ctx.text("release.later"), null, () -> Ui.visible(node, false)));
        }
        node.getChildren().setAll(row);
    }

    private void dialog(ReleaseModel.State s) {
        Ui.visible(node, s.kind() == ReleaseModel.Kind.TOO_OLD);
        ctx.host().dialog(ctx.text("release.title"), new ReleaseDialog(ctx, model, s).node(), 560);
    }

    /// Asked for by somebody: every answer is told, also that there is nothing new.
    public void checkNow() {
        model.check(this::dialog, ctx.host()::failed);
    }
}
