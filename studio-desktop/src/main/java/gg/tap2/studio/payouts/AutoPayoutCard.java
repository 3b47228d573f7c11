package gg.tap2.studio.payouts;

import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.studio.payouts.PayoutsViewModel.Snapshot;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;

/// When money leaves by itself.
final class AutoPayoutCard {
    private AutoPayoutCard() {}

    static Node of(Snapshot s, PayoutsViewModel vm, Context ctx) {
        PayoutSettings held = Objects.requireNonNullElse(
                s.settings(), new PayoutSettings(false, PayoutSettings.Schedule.DAILY, null, 1_000));
        var on = new CheckBox(ctx.text("payouts.auto"));
        on.setSelected(held.autoPayoutEnabled());
        var when = new ComboBox<String>();
        when.getItems().add(ctx.text("payouts.daily"));
        for (DayOfWeek day : DayOfWeek.values()) {
            when.getItems()
                    .add(ctx.text(
                            "payouts.weekly",
                            day.getDisplayName(TextStyle.FULL, ctx.formats().locale())));
        }
        Integer weekday = held.weekday();
        when.getSelectionModel()
                .select(held.schedule() == PayoutSettings.Schedule.DAILY || weekday == null ? 0 : weekday);
        var threshold = new TextField(ctx.formats().amount(held.threshold(), s.currency()));
        var save = Ui.button(ctx.text("common.save"), null, () -> {
            Long amount =
                    ctx.formats().parseAmount(threshold.getText(), s.currency()).orElse(null);
            if (amount == null) {
                threshold.getStyleClass().add("invalid");
                return;
            }
            threshold.getStyleClass().remove("invalid");
            int index = when.getSelectionModel().getSelectedIndex();
            vm.saveSettings(new PayoutSettings(
                    on.isSelected(),
                    index == 0 ? PayoutSettings.Schedule.DAILY : PayoutSettings.Schedule.WEEKLY,
                    index == 0 ? null : index,
                    amount));
        });
        return Ui.section(
                ctx.text("payouts.autoTitle"),
                null,
                on,
                Ui.field(ctx.text("payouts.when"), when),
                Ui.field(ctx.text("payouts.threshold"), threshold, ctx.text("payouts.thresholdHint")),
                save);
    }
}
