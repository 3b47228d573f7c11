package gg.tap2.studio.analytics;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Sales;
import gg.tap2.studio.ui.Ui;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/// Members by the month they came, and how many of them still paid in each month after.
final class CohortTable {
    private CohortTable() {}

    static GridPane of(List<Sales.Cohort> cohorts, Context ctx) {
        var grid = new GridPane();
        grid.setHgap(5);
        grid.setVgap(5);
        var month = DateTimeFormatter.ofPattern("MMM yyyy", ctx.formats().locale());
        grid.add(Ui.text(ctx.text("analytics.cohort.month"), "field-label"), 0, 0);
        grid.add(Ui.text(ctx.text("analytics.cohort.size"), "field-label"), 1, 0);
        int most = cohorts.stream().mapToInt(c -> c.paying().size()).max().orElse(0);
        for (int i = 0; i < most; i++) {
            var head = Ui.text(i == 0 ? ctx.text("analytics.cohort.first") : "+" + i, "field-label");
            head.setMaxWidth(Double.MAX_VALUE);
            head.setStyle("-fx-alignment: center;");
            grid.add(head, i + 2, 0);
        }
        int row = 1;
        for (Sales.Cohort c : cohorts) {
            long size = c.paying().getFirst();
            var name = Ui.text(month.format(c.month()));
            name.setMinWidth(90);
            var count = Ui.text(ctx.formats().count(size), "strong");
            count.setMinWidth(60);
            grid.add(name, 0, row);
            grid.add(count, 1, row);
            for (int i = 0; i < c.paying().size() && size > 0; i++) {
                double share = (double) c.paying().get(i) / size;
                var text = Ui.text(ctx.formats().percent(Math.round(share * 100) / 100.0));
                text.setStyle("-fx-font-size: 12px;" + (share > 0.55 ? "-fx-text-fill: white;" : ""));
                var cell = new StackPane(text);
                cell.setMinHeight(30);
                cell.setMinWidth(Region.USE_PREF_SIZE);
                cell.setPrefWidth(78);
                cell.setStyle(String.format(
                        java.util.Locale.ROOT,
                        "-fx-background-radius: 7; -fx-background-color: rgba(124, 58, 237, %.2f);",
                        0.08 + 0.82 * Math.min(1, share)));
                String words = ctx.text("analytics.cohort.cell", c.paying().get(i), size);
                Tooltip.install(cell, new Tooltip(words));
                cell.setAccessibleText(words);
                GridPane.setHgrow(cell, Priority.ALWAYS);
                grid.add(cell, i + 2, row);
            }
            row++;
        }
        return grid;
    }
}
