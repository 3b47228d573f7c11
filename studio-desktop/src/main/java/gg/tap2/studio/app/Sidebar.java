package gg.tap2.studio.app;

import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.sync.SyncState;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// Navigation at the left; at its foot how things stand with the server, and the account.
final class Sidebar extends VBox {
    /// What the foot can do.
    interface Actions {
        void palette();

        void sync();

        void workOffline(boolean offline);

        void switchAccount();

        List<Preferences.KnownAccount> accounts();

        void switchTo(Preferences.KnownAccount account);

        void signOut();

        void notices();
    }

    private static final PseudoClass DENSE = PseudoClass.getPseudoClass("dense");
    /// From this height on, px, the rows have their usual height.
    private static final double ROOMY_HEIGHT = 860;

    private final Texts texts;
    private final Formats formats;
    private final Map<String, Button> items = new HashMap<>();
    private final Button badge = new Button();
    private final Region dot = new Region();
    private final MenuItem offline = new MenuItem();
    private final Label count = new Label();
    private final Button bell;

    Sidebar(
            Texts texts,
            Formats formats,
            Session session,
            List<ScreenEntry> catalog,
            Consumer<String> onGo,
            Actions actions) {
        super(3);
        this.texts = texts;
        this.formats = formats;
        getStyleClass().add("sidebar");
        setMinWidth(228);
        setPrefWidth(228);
        var mark = new StackPane(Ui.text("T2"));
        mark.getStyleClass().add("brand-mark");
        mark.setMinSize(32, 32);
        mark.setMaxSize(32, 32);
        bell = Ui.iconButton(texts.get("app.notices"), Feather.BELL, actions::notices);
        bell.setId("open-notices");
        count.getStyleClass().add("bell-count");
        count.setMouseTransparent(true);
        Ui.visible(count, false);
        var bells = new StackPane(bell, count);
        StackPane.setAlignment(count, Pos.TOP_RIGHT);
        var brand = Ui.row(10, mark, Ui.text("Tap2 Studio", "brand"), Ui.spacer(), bells);
        var palette = Ui.button(texts.get("app.palette"), Feather.SEARCH, actions::palette, "palette-button");
        palette.setText(null);
        palette.setGraphic(Ui.row(
                8,
                Ui.icon(Feather.SEARCH, 15),
                Ui.text(texts.get("common.search"), "faint"),
                Ui.spacer(),
                Ui.text("Ctrl K", "kbd")));
        ((Region) palette.getGraphic())
                .prefWidthProperty()
                .bind(palette.widthProperty().subtract(22));
        palette.setAccessibleText(texts.get("app.palettePrompt"));
        palette.setMaxWidth(Double.MAX_VALUE);
        palette.setMinWidth(0);
        palette.setId("open-palette");
        VBox.setMargin(palette, new javafx.geometry.Insets(12, 0, 6, 0));
        var nav = new VBox(0);
        String group = "";
        for (ScreenEntry entry : catalog) {
            if (!entry.group().equals(group)) {
                group = entry.group();
                nav.getChildren().add(Ui.text(texts.get("app.group." + group), "nav-group"));
            }
            var item = Ui.button(
                    texts.get("app.nav." + entry.id()), entry.icon(), () -> onGo.accept(entry.id()), "nav-item");
            item.setMaxWidth(Double.MAX_VALUE);
            item.setId("nav-" + entry.id());
            items.put(entry.id(), item);
            nav.getChildren().add(item);
        }
        ScrollPane scroll = Ui.scroll(nav);
        VBox.setVgrow(scroll, javafx.scene.layout.Priority.ALWAYS);
        dot.getStyleClass().add("dot");
        badge.setGraphic(dot);
        badge.getStyleClass().add("sync-badge");
        badge.setId("sync-badge");
        badge.setMaxWidth(Double.MAX_VALUE);
        badge.setOnAction(e -> actions.sync());
        // Who sells nothing has nothing to sync.
        Ui.visible(badge, session.me().creatorId() != null);
        Button account = account(session, actions);
        // When the window is low, only the list of screens gives way.
        for (Region fixed : List.of(brand, palette, badge, account)) {
            fixed.setMinHeight(Region.USE_PREF_SIZE);
        }
        scroll.setMinHeight(0);
        // Lower rows where the usual ones would not all show.
        heightProperty()
                .subscribe(h -> pseudoClassStateChanged(DENSE, h.doubleValue() > 0 && h.doubleValue() < ROOMY_HEIGHT));
        getChildren().addAll(brand, palette, scroll, badge, account);
    }

    /// How many notices are unread, at the bell.
    void unread(ReadOnlyLongProperty unread) {
        Runnable draw = () -> {
            long n = unread.get();
            count.setText(n > 99 ? "99+" : String.valueOf(n));
            Ui.visible(count, n > 0);
            bell.setAccessibleText(texts.get("app.notices") + (n > 0 ? ": " + texts.get("notices.several", n) : ""));
        };
        unread.addListener((o, was, is) -> draw.run());
        draw.run();
    }

    private Button account(Session session, Actions actions) {
        String name = session.me().displayName();
        var initials = new StackPane(
                Ui.text(name.isBlank() ? "?" : name.substring(0, 1).toUpperCase(Locale.ROOT)));
        initials.getStyleClass().add("avatar");
        var who = Ui.column(
                0, Ui.text(name, "strong"), Ui.text(session.account().server().replaceAll("^https?://", ""), "hint"));
        who.setMaxWidth(140);
        var button = new Button();
        button.setGraphic(Ui.row(10, initials, who));
        button.getStyleClass().add("flat");
        button.setAlignment(Pos.CENTER_LEFT);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setStyle("-fx-padding: 6 8 6 8;");
        button.setAccessibleText(texts.get("app.account", name));
        button.setId("account-button");
        var change = new MenuItem(texts.get("app.switchAccount"));
        change.setOnAction(e -> actions.switchAccount());
        var out = new MenuItem(texts.get("app.signOut"));
        out.setOnAction(e -> actions.signOut());
        offline.setText(texts.get("app.workOffline"));
        offline.setOnAction(e -> {
            boolean next = !session.sync().isPaused();
            actions.workOffline(next);
            offline.setText(texts.get(next ? "app.goOnline" : "app.workOffline"));
        });
        var menu = new ContextMenu();
        button.setOnAction(e -> {
            menu.getItems().setAll(offline);
            for (Preferences.KnownAccount known : actions.accounts()) {
                if (!known.email().equals(session.account().email())
                        || !known.server().equals(session.account().server())) {
                    var item =
                            new MenuItem(known.email() + " · " + known.server().replaceAll("^https?://", ""));
                    item.setOnAction(x -> actions.switchTo(known));
                    menu.getItems().add(item);
                }
            }
            menu.getItems().addAll(change, out);
            menu.show(button, javafx.geometry.Side.TOP, 0, 0);
        });
        return button;
    }

    void current(String id) {
        items.forEach((key, item) -> {
            item.getStyleClass().remove("current");
            if (key.equals(id)) {
                item.getStyleClass().add("current");
            }
        });
    }

    private String when(Instant last) {
        return texts.get("app.sync.at", formats.moment(last));
    }

    void state(SyncState s, boolean paused) {
        String tone;
        String text;
        Instant last = s.lastSynced();
        String when = last == null ? texts.get("common.never") : formats.moment(last);
        if (paused) {
            tone = "warn";
            text = texts.get("app.sync.paused");
        } else if (s.signedOut()) {
            tone = "bad";
            text = texts.get("app.sync.signedOut");
        } else if (s.busy() && last == null) {
            tone = "warn";
            text = s.percent() == null ? texts.get("app.sync.first") : texts.get("app.sync.first.percent", s.percent());
        } else if (s.busy() && s.percent() != null) {
            tone = "warn";
            text = texts.get("app.sync.percent", s.percent());
        } else if (!s.online() && !s.busy()) {
            tone = "warn";
            text = texts.get("app.sync.offline");
        } else if (s.trouble() != null) {
            tone = "bad";
            text = texts.get("app.sync.trouble");
        } else if (s.conflicts() + s.refused() > 0) {
            tone = "bad";
            text = texts.get("app.sync.attention", s.conflicts() + s.refused());
        } else if (s.waiting() > 0) {
            tone = "warn";
            text = texts.get("app.sync.waiting", s.waiting());
        } else {
            tone = "ok";
            text = texts.get("app.sync.synced");
        }
        dot.getStyleClass().setAll("dot", tone);
        badge.setText(last == null ? text : text + "\n" + when(last));
        String trouble = s.trouble();
        badge.setTooltip(new Tooltip(texts.get("app.sync.last", when) + (trouble == null ? "" : "\n" + trouble)));
        badge.setAccessibleText(text + ". " + texts.get("app.sync.last", when));
    }
}
