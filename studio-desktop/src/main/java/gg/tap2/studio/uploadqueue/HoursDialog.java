package gg.tap2.studio.uploadqueue;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploads.UploadHours;
import java.time.LocalTime;
import java.util.stream.IntStream;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import org.kordamp.ikonli.feather.Feather;

/// When files may be sent: at any time, or between two times of the day.
final class HoursDialog {
    private static final UploadHours NIGHT = new UploadHours(LocalTime.of(22, 0), LocalTime.of(7, 0));

    private HoursDialog() {}

    static void open(Context ctx, UploadQueueViewModel vm) {
        var held = vm.hours();
        var on = new CheckBox(ctx.text("uploads.onlyBetween"));
        on.setId("hours-on");
        on.setSelected(held.isPresent());
        ComboBox<LocalTime> from = times(held.orElse(NIGHT).from());
        from.setId("hours-from");
        ComboBox<LocalTime> to = times(held.orElse(NIGHT).to());
        to.setId("hours-to");
        from.disableProperty().bind(on.selectedProperty().not());
        to.disableProperty().bind(on.selectedProperty().not());
        var save = Ui.primary(ctx.text("common.save"), Feather.CHECK, () -> {
            vm.hours(on.isSelected() ? new UploadHours(from.getValue(), to.getValue()) : null);
            ctx.host().closeDialog();
        });
        save.setId("hours-save");
        ctx.host()
                .dialog(
                        ctx.text("uploads.schedule"),
                        Ui.column(
                                16,
                                on,
                                Ui.row(
                                        12,
                                        Ui.grow(Ui.field(ctx.text("uploads.from"), from)),
                                        Ui.grow(Ui.field(ctx.text("uploads.to"), to))),
                                Ui.wrapped(ctx.text("uploads.scheduleHint"), "hint"),
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        save)),
                        440);
    }

    /// Every half hour, and whatever is chosen now.
    private static ComboBox<LocalTime> times(LocalTime chosen) {
        var box = new ComboBox<LocalTime>();
        box.getItems()
                .setAll(IntStream.range(0, 48)
                        .mapToObj(i -> LocalTime.MIN.plusMinutes(30L * i))
                        .toList());
        if (!box.getItems().contains(chosen)) {
            box.getItems().addFirst(chosen);
        }
        box.setValue(chosen);
        return box;
    }
}
