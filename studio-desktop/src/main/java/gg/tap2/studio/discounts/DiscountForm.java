package gg.tap2.studio.discounts;

import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.changes.ChangesDialogs;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.FormDraft;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.FormProblems;
import gg.tap2.studio.ui.Ui;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javafx.scene.control.CheckBox;
import javafx.scene.control.DatePicker;
import javafx.scene.control.TextField;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Makes or changes a code. `25%` takes a share off, `5.00` an amount.
final class DiscountForm {
    private final Context ctx;

    DiscountForm(Context ctx) {
        this.ctx = ctx;
    }

    void edit(@Nullable DiscountCode held) {
        var currency = ctx.session().edits().currency();
        var code = new TextField(held == null ? "" : held.code());
        code.setId("discount-code");
        var off = new TextField(
                held == null
                        ? "10%"
                        : held.percentOff() != null
                                ? held.percentOff() + "%"
                                : ctx.formats().amount(Objects.requireNonNullElse(held.amountOff(), 0L), currency));
        var max = new TextField(
                held == null || held.maxRedemptions() == null ? "" : String.valueOf(held.maxRedemptions()));
        max.setId("discount-max");
        off.setId("discount-off");
        var until = new DatePicker(held == null || held.endsAt() == null ? null : DiscountsView.lastDay(held.endsAt()));
        var active = new CheckBox(ctx.text("discounts.active"));
        active.setSelected(held == null || held.active());
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("discount-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        until.setId("discount-until");
        var draft = FormDraft.of(
                ctx,
                "discount:" + (held == null ? "new" : held.id()),
                Map.of("code", code, "off", off, "max", max, "until", until, "active", active));
        // Minted once, so that a second press saves the same code again.
        UUID id = held == null ? Ids.next(ctx.session().clock()) : held.id();
        var save = Ui.primary(ctx.text("common.save"), Feather.CHECK, () -> {
            String typed = off.getText().strip();
            boolean percent = typed.endsWith("%");
            String number = percent ? typed.substring(0, typed.length() - 1).strip() : typed;
            Integer share = percent && number.matches("\\d{1,3}") ? Integer.valueOf(number) : null;
            Long amount =
                    percent ? null : ctx.formats().parseAmount(number, currency).orElse(null);
            String uses = max.getText().strip();
            Integer most = uses.matches("\\d{1,7}") ? Integer.valueOf(uses) : null;
            if (!uses.isEmpty() && most == null) {
                problem.setText(ctx.text("discounts.badMax"));
                max.requestFocus();
                return;
            }
            LocalDate last;
            try {
                String day = until.getEditor().getText();
                last = day == null || day.isBlank()
                        ? null
                        : until.getConverter().fromString(day);
            } catch (DateTimeException e) {
                problem.setText(ctx.text("discounts.badDay"));
                until.requestFocus();
                return;
            }
            Instant ends = last == null
                    ? null
                    : last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            var content = new SaveDiscountCode(
                    id,
                    code.getText().strip().toUpperCase(Locale.ROOT),
                    share,
                    amount,
                    held == null ? List.of() : held.productIds(),
                    held == null ? null : held.startsAt(),
                    ends,
                    most,
                    active.isSelected());
            var broken = content.validate(currency);
            if (!broken.isEmpty()) {
                problem.setText(FormProblems.show(
                        ctx.texts(),
                        broken,
                        Map.of(
                                "code", new FormProblems.Field("discounts.col.code", code),
                                "percentOff", new FormProblems.Field("discounts.col.off", off),
                                "amountOff", new FormProblems.Field("discounts.col.off", off),
                                "maxRedemptions", new FormProblems.Field("discounts.max", max),
                                "endsAt", new FormProblems.Field("discounts.col.until", until))));
                return;
            }
            ctx.background()
                    .run(
                            () -> {
                                ctx.session().edits().saveDiscount(content);
                                return true;
                            },
                            ok -> {
                                draft.done();
                                ctx.host().closeDialog();
                                ChangesDialogs.afterSave(ctx, Documents.DISCOUNT, id);
                            },
                            // The form stays with every word in it.
                            e -> problem.setText(Failures.phrase(ctx.texts(), e)));
        });
        save.setId("discount-save");
        var bar = Ui.row(8);
        if (held != null) {
            bar.getChildren()
                    .add(Ui.button(
                            ctx.text("common.delete"),
                            Feather.TRASH_2,
                            () -> ctx.host()
                                    .confirm(
                                            ctx.text("discounts.deleteTitle", held.code()),
                                            ctx.text("discounts.deleteText"),
                                            ctx.text("common.delete"),
                                            true,
                                            () -> ctx.background()
                                                    .run(
                                                            () -> {
                                                                ctx.session()
                                                                        .edits()
                                                                        .deleteDiscount(held.id());
                                                                return true;
                                                            },
                                                            ok -> {},
                                                            ctx.host().onFail())),
                            "danger"));
        }
        var cancel = Ui.button(ctx.text("common.cancel"), null, () -> {
            draft.done();
            ctx.host().closeDialog();
        });
        cancel.setId("discount-cancel");
        bar.getChildren().addAll(Ui.spacer(), cancel, save);
        ctx.host()
                .dialog(
                        ctx.text(held == null ? "discounts.new" : "discounts.editTitle"),
                        Ui.column(
                                14,
                                draft.node(),
                                Ui.field(ctx.text("discounts.col.code"), code, ctx.text("discounts.codeHint")),
                                Ui.field(ctx.text("discounts.col.off"), off, ctx.text("discounts.offHint")),
                                Ui.field(ctx.text("discounts.max"), max, ctx.text("discounts.maxHint")),
                                Ui.field(ctx.text("discounts.col.until"), until),
                                active,
                                problem,
                                bar),
                        440);
    }
}
