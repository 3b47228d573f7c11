package gg.tap2.studio.admin;

import gg.tap2.model.admin.Impersonation;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.time.Instant;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/// Stands over every screen while an admin sees somebody's studio: whose it is, that nothing can be changed, and how
/// long it lasts.
public final class VisitBanner {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Context ctx;
    private final Instant end;
    private final Label left = Ui.text("");
    private final HBox node;
    private Runnable cancel = () -> {};

    public VisitBanner(Context ctx, Impersonation seen, Runnable onEnd) {
        this.ctx = ctx;
        this.end = seen.expiresAt();
        var words = Ui.text(ctx.text("admin.visit", seen.email()));
        words.setId("visit-whose");
        words.setMinWidth(0);
        left.setId("visit-left");
        left.setMinWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        var over = Ui.button(ctx.text("admin.visitEnd"), Feather.X, onEnd);
        over.setId("visit-end");
        node = Ui.row(12, Ui.icon(Feather.EYE, 16), words, Ui.spacer(), left, over);
        node.setId("visit-banner");
        node.getStyleClass().addAll("banner", "visit-banner");
        tick();
    }

    public Node node() {
        return node;
    }

    public void stop() {
        cancel.run();
    }

    private void tick() {
        long seconds = Math.max(0, Duration.between(ctx.now(), end).toSeconds());
        left.setText(ctx.text("admin.visitLeft", "%d:%02d".formatted(seconds / 60, seconds % 60)));
        cancel = ctx.background().after(EVERY, this::tick);
    }
}
