package gg.tap2.studio.app;

import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// Everything by name: commands first, then products. Words may be typed in any order, each by its beginning.
final class CommandPalette {
    record Command(String name, Feather icon, String shortcut, Runnable action) {}

    private static final int SHOWN = 9;

    private final List<Command> commands;
    private final BiConsumer<String, Consumer<List<Command>>> more;
    private final Runnable close;
    private final Texts texts;
    private final TextField field = new TextField();
    private final VBox list = new VBox(2);
    private final VBox root;
    private List<Command> found = List.of();
    private int current;
    private int question;

    CommandPalette(
            Texts texts, List<Command> commands, BiConsumer<String, Consumer<List<Command>>> more, Runnable close) {
        this.texts = texts;
        this.commands = commands;
        this.more = more;
        this.close = close;
        field.setPromptText(texts.get("app.palettePrompt"));
        field.setAccessibleText(texts.get("app.palettePrompt"));
        field.setId("palette-field");
        field.textProperty().addListener((o, was, is) -> {
            current = 0;
            search(is);
        });
        field.addEventFilter(javafx.scene.input.KeyEvent.KEY_PRESSED, e -> {
            switch (e.getCode()) {
                case DOWN -> move(1, e);
                case UP -> move(-1, e);
                case ENTER -> {
                    e.consume();
                    run(current);
                }
                default -> {}
            }
        });
        root = Ui.column(6, field, list);
        root.setId("palette");
        search("");
    }

    Node node() {
        return root;
    }

    static boolean matches(String name, String typed) {
        String[] words = name.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
        for (String part : typed.strip().toLowerCase(Locale.ROOT).split("\\s+")) {
            boolean hit = part.isEmpty();
            for (String word : words) {
                hit |= word.startsWith(part);
            }
            if (!hit) {
                return false;
            }
        }
        return true;
    }

    private void search(String typed) {
        List<Command> hits = new ArrayList<>(
                commands.stream().filter(c -> matches(c.name(), typed)).toList());
        int mine = ++question;
        take(hits);
        if (!typed.isBlank()) {
            more.accept(typed, found -> {
                // An answer to what is no longer asked comes too late.
                if (mine == question) {
                    hits.addAll(found);
                    take(hits);
                    if (hits.isEmpty()) {
                        var none = Ui.wrapped(texts.get("app.found.nothing", typed), "muted");
                        none.setId("palette-nothing");
                        list.getChildren().setAll(none);
                    }
                }
            });
        }
    }

    private void take(List<Command> hits) {
        found = hits.stream().limit(SHOWN).toList();
        current = Math.min(current, Math.max(0, found.size() - 1));
        show();
    }

    private void move(int by, javafx.scene.input.KeyEvent e) {
        e.consume();
        if (!found.isEmpty()) {
            current = Math.floorMod(current + by, found.size());
            show();
        }
    }

    private void show() {
        list.getChildren().clear();
        for (int i = 0; i < found.size(); i++) {
            Command c = found.get(i);
            HBox item = Ui.row(12, Ui.icon(c.icon(), 16), Ui.text(c.name()), Ui.spacer());
            if (!c.shortcut().isEmpty()) {
                item.getChildren().add(Ui.text(c.shortcut(), "kbd"));
            }
            item.getStyleClass().add("palette-item");
            if (i == current) {
                item.getStyleClass().add("current");
            }
            int index = i;
            item.setOnMouseClicked(e -> run(index));
            list.getChildren().add(item);
        }
    }

    private void run(int index) {
        if (index < found.size()) {
            Command chosen = found.get(index);
            close.run();
            chosen.action().run();
        }
    }

    static boolean isPaletteKey(javafx.scene.input.KeyEvent e) {
        return e.isShortcutDown() && e.getCode() == KeyCode.K;
    }
}
