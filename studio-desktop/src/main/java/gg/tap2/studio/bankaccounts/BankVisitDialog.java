package gg.tap2.studio.bankaccounts;

import gg.tap2.model.payouts.BankAccount;
import gg.tap2.studio.bankaccounts.BankVisit.State;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Connects an account by signing in at the bank, in the browser and not here: no password of a bank ever
/// reaches the studio.
final class BankVisitDialog {
    private final Context ctx;
    private final BankVisit visit;
    private final @Nullable BankAccount relink;

    private BankVisitDialog(Context ctx, BankVisit visit, @Nullable BankAccount relink) {
        this.ctx = ctx;
        this.visit = visit;
        this.relink = relink;
    }

    /// @param relink an account whose bank wants its owner to sign in again; null to connect a new one
    /// @param onDone after the account has come
    static void open(Context ctx, @Nullable BankAccount relink, Runnable onDone) {
        var visit = new BankVisit(ctx, account -> {
            ctx.host().closeDialog();
            ctx.host().notice(Host.Level.SUCCESS, ctx.text("bankaccounts.connected", account.last4()));
            onDone.run();
        });
        new BankVisitDialog(ctx, visit, relink).show();
    }

    private void show() {
        var holder = new TextField(ctx.session().me().displayName());
        holder.setId("bank-holder");
        var country = new TextField(Locale.getDefault().getCountry());
        country.setId("bank-country");
        country.setPrefColumnCount(3);
        var problem = Ui.wrapped("", "danger-text");
        problem.textProperty().bind(visit.problem());
        Ui.visible(problem, visit.problem().isNotEmpty());

        Button open = Ui.primary(ctx.text("bankaccounts.openBank"), Feather.EXTERNAL_LINK, () -> {
            if (visit.state().get() == State.WAITING) {
                visit.openPage();
            } else {
                start(holder, country);
            }
        });
        open.setId("bank-open");
        open.setDefaultButton(true);
        open.textProperty()
                .bind(Bindings.when(visit.state().isEqualTo(State.WAITING))
                        .then(ctx.text("bankaccounts.openAgain"))
                        .otherwise(ctx.text("bankaccounts.openBank")));
        open.disableProperty()
                .bind(visit.state().isEqualTo(State.STARTING).or(visit.state().isEqualTo(State.DONE)));
        holder.disableProperty().bind(visit.state().isNotEqualTo(State.READY));
        country.disableProperty().bind(visit.state().isNotEqualTo(State.READY));

        var spinner = new ProgressIndicator();
        spinner.setPrefSize(18, 18);
        var waiting = Ui.row(10, spinner, Ui.wrapped(ctx.text("bankaccounts.waiting"), "muted"));
        Ui.visible(waiting, visit.state().isEqualTo(State.WAITING));

        VBox content = Ui.column(14, Ui.wrapped(ctx.text("bankaccounts.connectHint"), "muted"));
        if (relink == null) {
            content.getChildren()
                    .add(Ui.row(
                            12,
                            Ui.grow(Ui.field(ctx.text("bankaccounts.holder"), holder)),
                            Ui.field(ctx.text("bankaccounts.country"), country)));
        }
        content.getChildren()
                .addAll(
                        problem,
                        waiting,
                        Ui.row(
                                8,
                                Ui.spacer(),
                                Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                open));
        // However the dialog is closed, nobody waits any more.
        content.sceneProperty().addListener((o, before, now) -> {
            if (before != null && now == null) {
                visit.close();
            }
        });
        ctx.host().dialog(ctx.text(relink == null ? "bankaccounts.connect" : "bankaccounts.reconnect"), content, 460);
    }

    private void start(TextField holder, TextField country) {
        if (relink != null) {
            visit.start(null, null, relink.id());
            return;
        }
        String code = country.getText().strip().toUpperCase(Locale.ROOT);
        visit.start(holder.getText().strip(), code.isEmpty() ? null : code, null);
    }
}
