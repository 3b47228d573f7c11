package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// An admin screen of one or several lists, side by side as tabs. A tab asks the server when it is shown.
class AdminScreen implements Screen {
    private record Part(Node node, Runnable load) {}

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, ToggleButton> toggles = new LinkedHashMap<>();
    private final StackPane shown = new StackPane();
    private final HBox tabs = new HBox(2);
    private final VBox page;
    private final Context ctx;
    private String current = "";

    AdminScreen(Context ctx, String id) {
        this.ctx = ctx;
        tabs.getStyleClass().add("toggle-row");
        tabs.setMaxWidth(Region.USE_PREF_SIZE);
        Ui.grow(shown);
        page = Ui.page(ctx.text("app.nav." + id), ctx.text("admin.sub." + id), List.of(), tabs, shown);
        Ui.visible(tabs, false);
    }

    <R> void add(String tab, AdminList<R> list) {
        add(tab, list.node(), list.list()::load);
    }

    void add(String tab, Node node, Runnable load) {
        parts.put(tab, new Part(node, load));
        var toggle = new ToggleButton(ctx.text("admin.tab." + tab));
        toggle.setId("admin-tab-" + tab);
        toggle.setOnAction(e -> open(tab));
        toggles.put(tab, toggle);
        var group = new ToggleGroup();
        group.getToggles().setAll(toggles.values());
        tabs.getChildren().add(toggle);
        Ui.visible(tabs, parts.size() > 1);
        if (current.isEmpty()) {
            current = tab;
        }
    }

    private void open(String tab) {
        Part part = parts.get(tab);
        ToggleButton toggle = toggles.get(tab);
        if (part == null || toggle == null) {
            return;
        }
        current = tab;
        toggle.setSelected(true);
        shown.getChildren().setAll(part.node());
        part.load().run();
    }

    @Override
    public Node node() {
        return page;
    }

    @Override
    public void attach(@Nullable Object argument) {
        open(argument instanceof String tab && parts.containsKey(tab) ? tab : current);
    }

    @Override
    public void detach() {}
}
