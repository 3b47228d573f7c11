package gg.tap2.studio.notices;

import gg.tap2.model.notices.Notice;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.Instant;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.collections.WeakListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// What the bell opens: the platform's notices, which lead to what they are about, and below them what this studio said
/// since
/// it was started.
public final class NoticesView {
    /// A message of the studio itself.
    public record Local(Instant at, String text) {}

    private final Context ctx;
    private final NoticesViewModel vm;
    private final VBox list = Ui.column(4);
    private final Node root;
    private final ListChangeListener<Notice> onChange = c -> show();

    public NoticesView(Context ctx, NoticesViewModel vm, List<Local> locals) {
        this.ctx = ctx;
        this.vm = vm;
        var read = Ui.button(ctx.text("notices.readAll"), Feather.CHECK, () -> vm.markRead(null));
        read.setId("notices-read");
        read.disableProperty().bind(vm.unread().isEqualTo(0));
        var here = Ui.column(8);
        for (Local l : locals) {
            here.getChildren()
                    .add(Ui.column(
                            2, Ui.wrapped(l.text()), Ui.text(ctx.formats().moment(l.at()), "hint")));
        }
        var all = Ui.column(14, list);
        if (!locals.isEmpty()) {
            all.getChildren().addAll(Ui.text(ctx.text("notices.here"), "section-title"), here);
        }
        var scroll = Ui.scrollUpTo(440, all);
        root = Ui.column(12, scroll, Ui.row(8, Ui.spacer(), read));
        // The weak listener lives as long as what it draws on.
        root.setUserData(this);
        // Each opening makes a view of its own; the notices outlive it.
        vm.notices().addListener(new WeakListChangeListener<>(onChange));
        show();
    }

    public Node node() {
        return root;
    }

    private void show() {
        list.getChildren().setAll(vm.notices().stream().map(this::line).toList());
        if (vm.notices().isEmpty()) {
            list.getChildren().add(Ui.empty(Feather.BELL, ctx.text("app.noNotices"), ctx.text("app.noNoticesHint")));
        }
    }

    private Node line(Notice n) {
        var dot = new Region();
        dot.getStyleClass().add("dot");
        dot.getStyleClass().add(n.readAt() == null ? "dot-accent" : "dot-none");
        dot.setMinSize(8, 8);
        dot.setMaxSize(8, 8);
        var title = Ui.wrapped(n.title(), n.readAt() == null ? "strong" : "muted");
        var text = Ui.wrapped(n.text(), "hint");
        var when = Ui.text(ctx.formats().moment(n.createdAt()), "hint");
        var words = Ui.column(2, title, text, when);
        // A fixed width, as wrapped texts in a button would be measured at their narrowest.
        words.setMinWidth(380);
        words.setMaxWidth(380);
        var line = new Button();
        line.setGraphic(Ui.row(12, dot, words));
        line.getStyleClass().addAll("flat", "notice-line");
        line.setAlignment(Pos.CENTER_LEFT);
        line.setMaxWidth(Double.MAX_VALUE);
        line.setAccessibleText(
                (n.readAt() == null ? ctx.text("notices.unread") + ": " : "") + n.title() + ". " + n.text());
        line.setOnAction(e -> {
            if (n.readAt() == null) {
                vm.markRead(n);
            }
            NoticePath.of(n.path()).ifPresent(p -> ctx.host().go(p.screen(), p.id()));
        });
        return line;
    }
}
