package gg.tap2.studio.changes;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.sync.Unpublished;
import gg.tap2.studio.sync.Unpublished.Change;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/// The line that says what fans do not see yet, and lets it go: see, publish now or at a time, discard, take back.
public final class ChangesBar {
    private final Context ctx;
    private final ChangesViewModel vm;
    private final BooleanSupplier ready;
    private final Label words = Ui.wrapped("");
    private final Button see;
    private final Button discard;
    private final Button later;
    private final Button publish;
    private final Button undo;
    private final HBox root;
    private final Timeline second = new Timeline(new KeyFrame(javafx.util.Duration.seconds(1), e -> tick()));

    /// @param ready takes over what is being typed; false when something there is wrong, which it then shows
    public ChangesBar(Context ctx, String kind, BooleanSupplier ready) {
        this.ctx = ctx;
        this.vm = new ChangesViewModel(ctx, kind);
        this.ready = ready;
        words.setId("changes-words");
        see = Ui.button(ctx.text("changes.see"), Feather.EYE, this::see);
        see.setId("changes-see");
        discard = Ui.button(ctx.text("changes.discard"), Feather.ROTATE_CCW, this::discard);
        discard.setId("changes-discard");
        later = Ui.button(ctx.text("changes.later"), Feather.CLOCK, this::later);
        later.setId("changes-later");
        publish = Ui.primary(ctx.text("changes.publish"), Feather.UPLOAD_CLOUD, this::publish);
        publish.setId("changes-publish");
        undo = Ui.button(ctx.text("changes.undo"), Feather.CORNER_UP_LEFT, vm::takeBack);
        undo.setId("changes-undo");
        root = Ui.row(10, Ui.icon(Feather.EDIT_3, 15), Ui.grow(words), see, discard, later, publish, undo);
        root.getStyleClass().add("changes-bar");
        root.setId("changes-bar");
        Ui.visible(root, false);
        second.setCycleCount(Animation.INDEFINITE);
        vm.change().addListener((o, was, is) -> show());
        root.sceneProperty().addListener((o, was, is) -> show());
    }

    /// For a place that shows the difference itself.
    ChangesBar withoutSee() {
        root.getChildren().remove(see);
        return this;
    }

    public Node node() {
        return root;
    }

    public ChangesViewModel model() {
        return vm;
    }

    private void tick() {
        // The send takes its own moment after the last second.
        if (vm.left().map(d -> d.isNegative()).orElse(true)) {
            vm.load();
        }
        show();
    }

    private void show() {
        Change now = vm.change().get();
        boolean shown = now != null && (!now.fields().isEmpty() || now.releaseAt() != null);
        Ui.visible(root, shown);
        boolean letGo = now != null && now.releaseAt() != null && now.error() == null;
        if (shown && letGo && root.getScene() != null) {
            second.play();
        } else {
            second.stop();
        }
        if (now == null || !shown) {
            return;
        }
        boolean gone = Outbox.GONE.equals(now.error());
        Ui.visible(discard, !letGo);
        for (Button b : new Button[] {later, publish}) {
            Ui.visible(b, !letGo && !gone);
        }
        Duration left = vm.left().orElse(Duration.ZERO);
        Ui.visible(undo, letGo && (!left.isNegative() || !now.begun()));
        Ui.visible(see, !now.fields().isEmpty());
        String error = now.error();
        boolean refused = error != null;
        root.getStyleClass().removeAll("changes-refused");
        if (refused) {
            root.getStyleClass().add("changes-refused");
        }
        words.setText(
                error != null
                        ? words(now, error)
                        : !letGo
                                ? ctx.text("changes.waiting", now.fields().size())
                                : left.isNegative()
                                        ? ctx.text(isOnline() ? "changes.leaving" : "changes.offline")
                                        : left.compareTo(Unpublished.UNDO) <= 0
                                                ? ctx.text("changes.soon", Math.max(1, left.toSeconds() + 1))
                                                : ctx.text(
                                                        "changes.scheduled",
                                                        ctx.formats().moment(releaseHere(left))));
    }

    private String words(Change change, String error) {
        String text = Refusals.text(ctx, change.kind(), error);
        return error.startsWith("@") ? text : ctx.text("changes.refused", text);
    }

    private boolean isOnline() {
        var sync = ctx.session().sync();
        return sync.state().online() && !sync.isPaused();
    }

    /// The moment as this machine's clock will show it.
    private Instant releaseHere(Duration left) {
        return ctx.now().plus(left);
    }

    private void publish() {
        if (ready.getAsBoolean()) {
            vm.publish(null);
        }
    }

    private void later() {
        if (ready.getAsBoolean()) {
            ChangesDialogs.schedule(ctx, vm);
        }
    }

    private void see() {
        if (ready.getAsBoolean()) {
            Change now = vm.change().get();
            if (now != null) {
                ChangesDialogs.difference(ctx, now);
            }
        }
    }

    private void discard() {
        ctx.host()
                .confirm(
                        ctx.text("changes.discardTitle"),
                        ctx.text("changes.discardText"),
                        ctx.text("changes.discard"),
                        true,
                        vm::discard);
    }
}
