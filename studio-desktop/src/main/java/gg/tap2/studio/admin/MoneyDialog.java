package gg.tap2.studio.admin;

import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The form of a money action, then the very journal it would post.
final class MoneyDialog {
    private MoneyDialog() {}

    static void show(Context ctx, String title, Node about, MoneyForm form, Runnable onDone) {
        var amount = new TextField();
        amount.setId("money-amount");
        var reason = new TextArea();
        reason.setId("money-reason");
        reason.setPrefRowCount(2);
        reason.setWrapText(true);
        var next =
                Ui.primary(ctx.text("admin.preview"), Feather.EYE, () -> form.ask(amount.getText(), reason.getText()));
        next.setId("money-preview");
        var ask = Ui.column(
                14,
                Ui.field(ctx.text("payouts.amount", form.currency()), amount, ctx.text("admin.amountHint")),
                Ui.field(ctx.text("admin.reason"), reason, ctx.text("admin.reasonTold")),
                Ui.row(8, Ui.spacer(), next));
        VBox shown = Ui.column(14);
        Ui.visible(shown, false);
        form.preview().addListener((o, was, is) -> {
            Ui.visible(ask, is == null);
            Ui.visible(shown, is != null);
            if (is != null) {
                shown.getChildren().setAll(preview(ctx, is, form));
            }
        });
        form.done().addListener((o, was, is) -> {
            if (is != null) {
                ctx.host().closeDialog();
                ctx.host()
                        .notice(
                                is.status().equals("waiting") ? Host.Level.WARNING : Host.Level.SUCCESS,
                                ctx.text(is.status().equals("waiting") ? "admin.moneyWaits" : "admin.moneyDone"));
                onDone.run();
            }
        });
        var problem = Ui.wrapped(form.problem(), "danger-text");
        problem.setId("money-problem");
        Ui.visible(problem, form.problem().isNotEmpty());
        ctx.host().dialog(title, Ui.column(14, about, ask, shown, problem), 620);
    }

    /// The creator's balance before and after.
    static Facts balances(Context ctx, MoneyPreview p) {
        return new Facts(ctx)
                .fact("creator", p.creatorName())
                .fact(
                        "available",
                        ctx.formats().money(p.availableBefore(), p.currency()) + " → "
                                + ctx.formats().money(p.availableAfter(), p.currency()))
                .fact(
                        "pending",
                        ctx.formats().money(p.pendingBefore(), p.currency()) + " → "
                                + ctx.formats().money(p.pendingAfter(), p.currency()));
    }

    private static Node[] preview(Context ctx, MoneyPreview p, MoneyForm form) {
        var second = Ui.row(
                10, Ui.icon(Feather.USERS, 16), Ui.grow(Ui.wrapped(ctx.text("admin.secondAdmin"), "warning-text")));
        Ui.visible(second, p.secondAdmin());
        var go = Ui.primary(ctx.text(p.secondAdmin() ? "admin.askSecond" : "admin.post"), Feather.CHECK, form::confirm);
        go.setId("money-confirm");
        return new Node[] {
            balances(ctx, p),
            Ui.text(ctx.text("admin.journal"), "section-title"),
            journal(ctx, p.journal()),
            second,
            Ui.row(8, Ui.button(ctx.text("common.back"), Feather.ARROW_LEFT, form::back), Ui.spacer(), go)
        };
    }

    /// A journal as bookkeepers write it: accounts at the left, debit and credit at the right.
    static Node journal(Context ctx, LedgerJournal j) {
        var grid = new GridPane();
        grid.setHgap(18);
        grid.setVgap(6);
        grid.getStyleClass().add("sunken");
        grid.add(Ui.text(ctx.text("admin.col.account"), "field-label"), 0, 0);
        grid.add(Ui.text(ctx.text("admin.debit"), "field-label"), 1, 0);
        grid.add(Ui.text(ctx.text("admin.credit"), "field-label"), 2, 0);
        int row = 1;
        for (LedgerJournal.Posting p : j.postings()) {
            var account =
                    Ui.text(p.account().replace('_', ' ') + " · " + p.role().replace('_', ' '));
            GridPane.setHgrow(account, javafx.scene.layout.Priority.ALWAYS);
            account.setMaxWidth(Double.MAX_VALUE);
            var amount = Ui.text(ctx.formats().money(Math.abs(p.amount()), p.currency()), "strong");
            GridPane.setHalignment(amount, HPos.RIGHT);
            grid.add(account, 0, row);
            grid.add(amount, p.amount() >= 0 ? 1 : 2, row++);
        }
        return grid;
    }
}
