package gg.tap2.studio.analytics;

import gg.tap2.studio.ui.Ui;
import java.time.LocalDate;
import java.util.function.BiConsumer;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.chart.AreaChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/// Dragging over a chart marks days; letting go shows them alone.
final class Zoom {
    private Zoom() {}

    /// The chart with the mark over it; `onRange` gets the first and the last day.
    static StackPane over(AreaChart<Number, Number> chart, LocalDate from, BiConsumer<LocalDate, LocalDate> onRange) {
        var mark = new Region();
        mark.getStyleClass().add("zoom-mark");
        mark.setMouseTransparent(true);
        Ui.visible(mark, false);
        var layer = new Pane(mark);
        layer.setMouseTransparent(true);
        var x = (NumberAxis) chart.getXAxis();
        double[] start = new double[1];
        chart.setCursor(Cursor.CROSSHAIR);
        chart.setOnMousePressed(e -> start[0] = e.getX());
        chart.setOnMouseDragged(e -> {
            Ui.visible(mark, true);
            mark.resizeRelocate(
                    Math.min(start[0], e.getX()),
                    8,
                    Math.abs(e.getX() - start[0]),
                    Math.max(0, chart.getHeight() - 60));
        });
        chart.setOnMouseReleased(e -> {
            Ui.visible(mark, false);
            if (Math.abs(e.getX() - start[0]) > 8) {
                long a = day(chart, x, Math.min(start[0], e.getX()));
                long b = day(chart, x, Math.max(start[0], e.getX()));
                if (b > a) {
                    onRange.accept(from.plusDays(a), from.plusDays(b));
                }
            }
        });
        return new StackPane(chart, layer);
    }

    private static long day(Node chart, NumberAxis x, double at) {
        double inAxis = x.sceneToLocal(chart.localToScene(at, 0)).getX();
        double value = x.getValueForDisplay(inAxis).doubleValue();
        return Math.round(Math.clamp(value, x.getLowerBound(), x.getUpperBound()));
    }
}
