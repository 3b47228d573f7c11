package gg.tap2.studio.ui;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.chart.AreaChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.util.Duration;
import javafx.util.StringConverter;

/// Charts over UTC days. Days without payments are drawn as zero.
public final class Charts {
    private Charts() {}

    public static AreaChart<Number, Number> revenue(
            List<DailyPoint> days, LocalDate from, LocalDate to, Currency currency, Formats formats, double height) {
        AreaChart<Number, Number> chart = area(from, to, v -> formats.shortMoney(v, currency), formats, height);
        chart.getData().add(series("", days, from, to, from, DailyPoint::revenue));
        hover(chart, from, v -> formats.money(v, currency), formats);
        chart.setLegendVisible(false);
        return chart;
    }

    public static AreaChart<Number, Number> area(
            LocalDate from, LocalDate to, Function<Long, String> value, Formats formats, double height) {
        long span = Math.max(1, to.toEpochDay() - from.toEpochDay());
        var x = new NumberAxis(0, span, Math.max(1, Math.ceil(span / 7.0)));
        x.setMinorTickVisible(false);
        x.setTickLabelFormatter(converter(v -> formats.shortDay(from.plusDays(v))));
        var y = new NumberAxis();
        y.setMinorTickVisible(false);
        y.setTickLabelFormatter(converter(value));
        var chart = new AreaChart<Number, Number>(x, y);
        chart.setAnimated(false);
        chart.setCreateSymbols(true);
        chart.setPrefHeight(height);
        chart.setMinHeight(height);
        chart.setHorizontalZeroLineVisible(false);
        chart.setVerticalZeroLineVisible(false);
        return chart;
    }

    /// The points of `from` to `to`, drawn from `origin` on, so that an earlier range can lie over a later one.
    public static XYChart.Series<Number, Number> series(
            String name,
            List<DailyPoint> days,
            LocalDate from,
            LocalDate to,
            LocalDate origin,
            ToLongFunction<DailyPoint> value) {
        Map<LocalDate, DailyPoint> byDay =
                days.stream().collect(Collectors.toMap(DailyPoint::date, Function.identity(), (a, b) -> a));
        var series = new XYChart.Series<Number, Number>();
        series.setName(name);
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            DailyPoint point = byDay.get(day);
            series.getData()
                    .add(new XYChart.Data<>(
                            day.toEpochDay() - origin.toEpochDay(), point == null ? 0L : value.applyAsLong(point)));
        }
        return series;
    }

    /// Shows day and value over every point, by one tooltip for all: each is a window of its own.
    public static void hover(
            AreaChart<Number, Number> chart, LocalDate from, Function<Long, String> value, Formats formats) {
        var tip = new Tooltip();
        tip.setShowDelay(Duration.millis(50));
        for (var series : chart.getData()) {
            for (var point : series.getData()) {
                Node node = point.getNode();
                if (node != null) {
                    node.addEventHandler(
                            MouseEvent.MOUSE_ENTERED,
                            e -> tip.setText(
                                    formats.day(from.plusDays(point.getXValue().longValue())) + "\n"
                                            + value.apply(point.getYValue().longValue())));
                    Tooltip.install(node, tip);
                }
            }
        }
    }

    private static StringConverter<Number> converter(Function<Long, String> text) {
        return new StringConverter<>() {
            @Override
            public String toString(Number number) {
                return text.apply(number.longValue());
            }

            @Override
            public Number fromString(String string) {
                return 0;
            }
        };
    }
}
