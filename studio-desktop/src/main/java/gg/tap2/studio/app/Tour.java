package gg.tap2.studio.app;

import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The first run: five short cards that can be left at any moment and seen again from the command palette.
final class Tour {
    private record Card(Feather icon, String key, String screen) {}

    private static final Card[] CARDS = {
        new Card(Feather.HOME, "welcome", "home"),
        new Card(Feather.PACKAGE, "products", "products"),
        new Card(Feather.UPLOAD_CLOUD, "uploads", "uploads"),
        new Card(Feather.SEND, "money", "payouts"),
        new Card(Feather.COMMAND, "palette", "home")
    };

    private final Texts texts;
    private final Consumer<String> show;
    private final Runnable onDone;
    private final VBox box = Ui.column(18);
    private int at;

    /// `show` brings the screen of a card behind it.
    Tour(Texts texts, Consumer<String> show, Runnable onDone) {
        this.texts = texts;
        this.show = show;
        this.onDone = onDone;
        box.setId("tour");
        draw();
    }

    Node node() {
        return box;
    }

    private void go(int next) {
        if (next >= CARDS.length) {
            onDone.run();
        } else {
            at = next;
            show.accept(CARDS[at].screen());
            draw();
        }
    }

    private void draw() {
        Card card = CARDS[at];
        var bubble = new StackPane(Ui.icon(card.icon(), 26));
        bubble.getStyleClass().add("empty-bubble");
        bubble.setMinSize(64, 64);
        bubble.setMaxSize(64, 64);
        var title = Ui.text(texts.get("app.tour." + card.key()), "md-h1");
        title.setId("tour-title");
        var dots = new HBox(6);
        dots.setAlignment(Pos.CENTER_LEFT);
        for (int i = 0; i < CARDS.length; i++) {
            var dot = new Region();
            dot.getStyleClass().addAll("dot", i == at ? "here" : "there");
            dots.getChildren().add(dot);
        }
        var skip = Ui.button(texts.get("app.tour.skip"), null, onDone, "flat");
        skip.setId("tour-skip");
        var back = Ui.button(texts.get("common.back"), null, () -> go(at - 1));
        Ui.visible(back, at > 0);
        boolean last = at == CARDS.length - 1;
        var next = Ui.primary(texts.get(last ? "app.tour.start" : "app.tour.next"), null, () -> go(at + 1));
        next.setId("tour-next");
        next.setDefaultButton(true);
        Ui.visible(skip, !last);
        box.getChildren()
                .setAll(
                        bubble,
                        Ui.column(6, title, Ui.wrapped(texts.get("app.tour." + card.key() + "Text"), "muted")),
                        Ui.row(8, dots, Ui.spacer(), skip, back, next));
    }
}
