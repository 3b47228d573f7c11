package gg.tap2.studio.changes;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Unpublished;
import gg.tap2.studio.sync.Unpublished.Change;
import gg.tap2.studio.ui.Ui;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import javafx.scene.Node;
import javafx.scene.control.DatePicker;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// What is asked about unpublished changes: which they are, and when they go.
public final class ChangesDialogs {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm");

    private ChangesDialogs() {}

    static void difference(Context ctx, Change change) {
        var close = Ui.button(ctx.text("common.close"), null, ctx.host()::closeDialog);
        close.setId("changes-close");
        ctx.host()
                .dialog(
                        ctx.text("changes.title"),
                        Ui.column(
                                16,
                                Ui.wrapped(ctx.text("changes.titleHint"), "muted"),
                                Ui.scrollUpTo(420, new DifferenceView(ctx).of(change)),
                                Ui.row(8, Ui.spacer(), close)),
                        680);
    }

    /// The difference with all that can be done with it, for what is edited in a dialog itself.
    public static void open(Context ctx, String kind, Object id) {
        var bar = new ChangesBar(ctx, kind, () -> true).withoutSee();
        var list = Ui.column(16);
        bar.model().change().addListener((o, was, is) -> {
            list.getChildren().clear();
            if (is == null) {
                list.getChildren().add(Ui.wrapped(ctx.text("changes.none"), "muted"));
            } else {
                list.getChildren().add(new DifferenceView(ctx).of(is));
            }
        });
        bar.model().open(id);
        var close = Ui.button(ctx.text("common.close"), null, ctx.host()::closeDialog);
        close.setId("changes-close");
        var content = Ui.column(
                16,
                Ui.wrapped(ctx.text("changes.titleHint"), "muted"),
                Ui.scrollUpTo(420, list),
                bar.node(),
                Ui.row(8, Ui.spacer(), close));
        content.sceneProperty().addListener((o, was, is) -> {
            if (is == null) {
                bar.model().stop();
            }
        });
        ctx.host().dialog(ctx.text("changes.title"), content, 760);
    }

    /// After something was saved: shows what fans do not see yet, if there is such a thing.
    public static void afterSave(Context ctx, String kind, Object id) {
        ctx.background()
                .run(
                        () -> ctx.session().edits().unpublished().find(kind, id),
                        found -> found.ifPresent(c -> open(ctx, kind, id)),
                        ctx.host().onFail());
    }

    /// A word on a card or in a row that opens the difference.
    public static Node badge(Context ctx, String kind, Object id) {
        var badge = Ui.button(
                ctx.text("products.unpublishedChanges"), null, () -> open(ctx, kind, id), "badge", "badge-accent");
        badge.setId("unpublished-" + id);
        return badge;
    }

    static void schedule(Context ctx, ChangesViewModel vm) {
        ZoneId zone = ZoneId.systemDefault();
        var day = new DatePicker(LocalDate.ofInstant(ctx.now(), zone).plusDays(1));
        day.setId("changes-day");
        var time = new TextField("9:00");
        time.setId("changes-time");
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("changes-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var go = Ui.primary(ctx.text("changes.schedule"), Feather.CLOCK, () -> {
            Instant at;
            try {
                LocalDate date = day.getConverter().fromString(day.getEditor().getText());
                at = date == null
                        ? Instant.MIN
                        : date.atTime(LocalTime.parse(time.getText().strip(), TIME))
                                .atZone(zone)
                                .toInstant();
            } catch (DateTimeException e) {
                problem.setText(ctx.text("changes.badTime"));
                return;
            }
            if (!at.isAfter(ctx.now())) {
                problem.setText(ctx.text("changes.past"));
                return;
            }
            ctx.host().closeDialog();
            // The server's clock counts, so a clock here that is wrong moves nothing.
            vm.publish(at.plus(skew(ctx)));
        });
        go.setId("changes-schedule");
        ctx.host()
                .dialog(
                        ctx.text("changes.laterTitle"),
                        Ui.column(
                                14,
                                Ui.wrapped(ctx.text("changes.laterText"), "muted"),
                                Ui.row(
                                        12,
                                        Ui.grow(Ui.field(ctx.text("changes.day"), day)),
                                        Ui.grow(Ui.field(ctx.text("changes.time"), time))),
                                problem,
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        go)),
                        460);
    }

    private static java.time.Duration skew(Context ctx) {
        Unpublished unpublished = ctx.session().edits().unpublished();
        return java.time.Duration.between(ctx.now(), unpublished.now());
    }
}
