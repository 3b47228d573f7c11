package gg.tap2.studio.payouts;

import gg.tap2.model.payouts.Balance;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.ui.Ui;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.Map;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/// Three weeks of UTC days with the money that matures on each.
final class ReleaseCalendar extends GridPane {
    private static final int WEEKS = 3;

    ReleaseCalendar(Balance balance, LocalDate today, Formats formats) {
        setHgap(5);
        setVgap(5);
        Map<LocalDate, Long> byDay = new HashMap<>();
        balance.releases().forEach(r -> byDay.merge(r.date(), r.amount(), Long::sum));
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        for (int i = 0; i < 7; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(100.0 / 7);
            column.setHalignment(HPos.CENTER);
            getColumnConstraints().add(column);
            add(Ui.text(DayOfWeek.of(i + 1).getDisplayName(TextStyle.SHORT, formats.locale()), "hint"), i, 0);
        }
        for (int i = 0; i < WEEKS * 7; i++) {
            LocalDate day = monday.plusDays(i);
            add(cell(day, today, byDay.getOrDefault(day, 0L), balance, formats), i % 7, 1 + i / 7);
        }
    }

    private static VBox cell(LocalDate day, LocalDate today, long amount, Balance balance, Formats formats) {
        boolean past = day.isBefore(today);
        var number = Ui.text(String.valueOf(day.getDayOfMonth()), past ? "faint" : "muted");
        number.setStyle("-fx-font-size: 11px;");
        var cell = new VBox(2, number);
        cell.setAlignment(Pos.TOP_CENTER);
        cell.setMinHeight(46);
        String style = "-fx-background-radius: 8; -fx-padding: 4 2 4 2; -fx-background-color: "
                + (amount > 0 ? "-t2-accent-soft" : past ? "transparent" : "-t2-sunken") + ";";
        if (day.equals(today)) {
            style += "-fx-border-color: -t2-accent; -fx-border-radius: 8;";
            number.getStyleClass().add("strong");
        }
        cell.setStyle(style);
        if (amount > 0) {
            var value = Ui.text(formats.shortMoney(amount, balance.currency()), "accent-text", "strong");
            value.setStyle("-fx-font-size: 11px;");
            value.setMinWidth(USE_PREF_SIZE);
            cell.getChildren().add(value);
            cell.setAccessibleText(formats.day(day) + ": " + formats.money(amount, balance.currency()));
        }
        return cell;
    }
}
