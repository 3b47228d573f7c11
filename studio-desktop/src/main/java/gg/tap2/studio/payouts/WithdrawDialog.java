package gg.tap2.studio.payouts;

import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.PayoutPreview;
import gg.tap2.studio.payouts.PayoutsViewModel.Snapshot;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Withdrawing in two steps: amount and account, then exactly what will happen.
final class WithdrawDialog {
    private final Snapshot s;
    private final PayoutsViewModel vm;
    private final Context ctx;
    private final VBox box = Ui.column(16);

    private WithdrawDialog(Snapshot s, PayoutsViewModel vm, Context ctx) {
        this.s = s;
        this.vm = vm;
        this.ctx = ctx;
    }

    static void show(Snapshot s, PayoutsViewModel vm, Context ctx) {
        var dialog = new WithdrawDialog(s, vm, ctx);
        dialog.ask();
        ctx.host().dialog(ctx.text("payouts.withdraw"), dialog.box, 460);
    }

    private void ask() {
        Balance b = Objects.requireNonNull(s.balance());
        if (!ctx.session().sync().state().online()) {
            box.getChildren()
                    .setAll(Ui.empty(
                            Feather.WIFI_OFF, ctx.text("common.needsConnection"), ctx.text("payouts.offlineHint")));
            return;
        }
        if (s.banks().isEmpty()) {
            box.getChildren()
                    .setAll(Ui.empty(
                            Feather.CREDIT_CARD,
                            ctx.text("payouts.noBank"),
                            ctx.text("payouts.noBankHint"),
                            Ui.primary(ctx.text("payouts.addBank"), Feather.PLUS, () -> {
                                ctx.host().closeDialog();
                                ctx.host().go("bankaccounts", "add");
                            })));
            return;
        }
        var amount = new TextField(ctx.formats().amount(Math.max(0, b.available()), s.currency()));
        amount.setId("withdraw-amount");
        var bank = new ComboBox<BankAccount>();
        bank.getItems().setAll(s.banks());
        bank.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable BankAccount account) {
                return account == null ? "" : "•••• " + account.last4() + "  " + account.accountHolderName();
            }

            @Override
            public BankAccount fromString(String string) {
                throw new UnsupportedOperationException();
            }
        });
        bank.setValue(s.banks().stream()
                .filter(BankAccount::isDefault)
                .findFirst()
                .orElse(s.banks().getFirst()));
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("withdraw-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var next = Ui.primary(ctx.text("payouts.preview"), Feather.ARROW_RIGHT, () -> {
            problem.setText("");
            vm.preview(amount.getText(), bank.getValue().id(), this::confirm, problem::setText);
        });
        next.setId("withdraw-preview");
        next.disableProperty().bind(vm.busy());
        box.getChildren()
                .setAll(
                        Ui.field(
                                ctx.text("payouts.amount", s.currency()),
                                amount,
                                ctx.text("payouts.max", ctx.formats().money(b.available(), s.currency()))),
                        Ui.field(ctx.text("payouts.to"), bank),
                        problem,
                        Ui.row(Ui.spacer(), Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog), next));
    }

    private void confirm(PayoutPreview p) {
        var facts = Ui.column(
                9,
                fact("payouts.leaves", ctx.formats().money(p.amount(), p.currency()), false),
                fact("payouts.fee", "−" + ctx.formats().money(p.fee(), p.currency()), false),
                fact("payouts.arrives", ctx.formats().money(p.net(), p.currency()), true),
                fact("payouts.remaining", ctx.formats().money(p.remaining(), p.currency()), false),
                fact("payouts.eta", ctx.formats().day(p.estimatedArrival()), false));
        facts.getStyleClass().add("sunken");
        var reasons = Ui.column(6);
        p.reasons()
                .forEach(r -> reasons.getChildren()
                        .add(Ui.row(
                                8,
                                Ui.icon(Feather.ALERT_TRIANGLE, 14),
                                Ui.grow(Ui.wrapped(vm.phrase(r, p.currency()), "warning-text")))));
        var code = new TextField();
        code.setPromptText("123456");
        code.setId("withdraw-code");
        var codeField = Ui.field(ctx.text("payouts.code"), code);
        Ui.visible(codeField, p.secondFactorRequired());
        var problem = Ui.wrapped("", "danger-text");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var go = Ui.primary(
                ctx.text("payouts.confirm", ctx.formats().money(p.net(), p.currency())), Feather.CHECK, () -> {
                    problem.setText("");
                    vm.withdraw(
                            p,
                            code.getText().isBlank() ? null : code.getText().strip(),
                            payout -> {
                                ctx.host().closeDialog();
                                ctx.host()
                                        .notice(
                                                Host.Level.SUCCESS,
                                                ctx.text(
                                                                "payouts.requested",
                                                                ctx.formats().money(payout.amount(), payout.currency()))
                                                        + " "
                                                        + Tones.payout(ctx.texts(), payout.status())
                                                                .getText());
                            },
                            problem::setText);
                });
        go.setId("withdraw-confirm");
        go.disableProperty().bind(vm.busy());
        boolean blocked =
                p.reasons().stream().anyMatch(r -> r.code() != gg.tap2.model.payouts.PayoutReason.Code.UNDER_REVIEW);
        if (blocked) {
            Ui.visible(go, false);
        }
        box.getChildren()
                .setAll(
                        facts,
                        reasons,
                        codeField,
                        problem,
                        Ui.row(Ui.button(ctx.text("common.back"), Feather.ARROW_LEFT, this::ask), Ui.spacer(), go));
    }

    private Node fact(String key, String value, boolean strong) {
        var text = Ui.text(value, strong ? "strong" : "muted");
        return Ui.row(Ui.text(ctx.text(key), strong ? "strong" : "muted"), Ui.spacer(), text);
    }
}
