package gg.tap2.studio.payouts;

import gg.tap2.model.common.Currency;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Charts;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.function.ToLongFunction;
import javafx.scene.chart.XYChart;
import javafx.scene.layout.VBox;

/// The next eight weeks as one chart: the certain, and over it what is likely.
final class ForecastCard {
    private ForecastCard() {}

    static VBox of(List<CashForecast.Day> days, Currency currency, Context ctx) {
        var from = days.getFirst().date();
        var to = days.getLast().date();
        var chart = Charts.area(from, to, v -> ctx.formats().shortMoney(v, currency), ctx.formats(), 210);
        chart.getData().add(series(ctx.text("payouts.forecast.sales"), days, CashForecast.Day::withSales));
        chart.getData().add(series(ctx.text("payouts.forecast.members"), days, CashForecast.Day::withMembers));
        chart.getData().add(series(ctx.text("payouts.forecast.certain"), days, CashForecast.Day::certain));
        chart.getStyleClass().add("forecast");
        Charts.hover(chart, from, v -> ctx.formats().money(v, currency), ctx.formats());
        CashForecast.Day last = days.getLast();
        return Ui.section(
                ctx.text("payouts.forecast"),
                Ui.text(
                        ctx.text(
                                "payouts.forecast.by",
                                ctx.formats().day(last.date()),
                                ctx.formats().money(last.certain(), currency),
                                ctx.formats().money(last.withSales(), currency)),
                        "hint"),
                Ui.wrapped(ctx.text("payouts.forecast.hint"), "muted"),
                chart);
    }

    private static XYChart.Series<Number, Number> series(
            String name, List<CashForecast.Day> days, ToLongFunction<CashForecast.Day> value) {
        var series = new XYChart.Series<Number, Number>();
        series.setName(name);
        for (int i = 0; i < days.size(); i++) {
            series.getData().add(new XYChart.Data<>(i, value.applyAsLong(days.get(i))));
        }
        return series;
    }
}
