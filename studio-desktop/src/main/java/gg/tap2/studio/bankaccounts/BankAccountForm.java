package gg.tap2.studio.bankaccounts;

import gg.tap2.model.common.Ids;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.BankNumbers;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Ui;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// Adds a bank account by its number. What the server refuses stands at the field that it is about, in its words.
final class BankAccountForm {
    private final Context ctx;
    private final Runnable added;
    private final UUID id;
    private final TextField holder;
    private final TextField iban = new TextField();
    private final TextField country = new TextField("DE");
    private final TextField account = new TextField();
    private final TextField routing = new TextField();
    private final Label problem = Ui.wrapped("", "danger-text");
    private final Map<String, Label> problems = new LinkedHashMap<>();

    private BankAccountForm(Context ctx, Runnable added) {
        this.ctx = ctx;
        this.added = added;
        this.id = Ids.next(ctx.session().clock());
        this.holder = new TextField(ctx.session().me().displayName());
        iban.setPromptText("DE89 3704 0044 0532 0130 00");
        holder.setId("bank-form-holder");
        iban.setId("bank-form-iban");
        country.setId("bank-form-country");
        account.setId("bank-form-number");
        routing.setId("bank-form-routing");
    }

    static void open(Context ctx, Runnable added) {
        new BankAccountForm(ctx, added).show();
    }

    private void show() {
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var save = Ui.primary(ctx.text("bankaccounts.add"), Feather.CHECK, this::save);
        save.setId("bank-form-save");
        ctx.host()
                .dialog(
                        ctx.text("bankaccounts.add"),
                        Ui.column(
                                14,
                                field("accountHolderName", ctx.text("bankaccounts.holder"), holder),
                                field("iban", "IBAN", iban),
                                Ui.wrapped(ctx.text("bankaccounts.orNumber"), "muted"),
                                Ui.row(
                                        12,
                                        field("countryCode", ctx.text("bankaccounts.country"), country),
                                        Ui.grow(field("accountNumber", ctx.text("bankaccounts.number"), account)),
                                        Ui.grow(field("routingNumber", ctx.text("bankaccounts.routing"), routing))),
                                problem,
                                Ui.row(
                                        8,
                                        Ui.spacer(),
                                        Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog),
                                        save)),
                        560);
    }

    private Node field(String name, String label, TextField input) {
        var wrong = Ui.wrapped("", "danger-text");
        wrong.setId(input.getId() + "-problem");
        Ui.visible(wrong, wrong.textProperty().isNotEmpty());
        problems.put(name, wrong);
        input.textProperty().addListener((o, before, now) -> wrong.setText(""));
        return Ui.column(4, Ui.field(label, input), wrong);
    }

    private void save() {
        problem.setText("");
        problems.values().forEach(p -> p.setText(""));
        String number = BankNumbers.clean(iban.getText());
        var request = new AddBankAccount(
                id,
                number.length() > 2
                        ? number.substring(0, 2)
                        : country.getText().strip().toUpperCase(Locale.ROOT),
                ctx.session().edits().currency().name(),
                holder.getText().strip(),
                number.isEmpty() ? null : number,
                account.getText().isBlank() ? null : account.getText().strip(),
                routing.getText().isBlank() ? null : routing.getText().strip());
        if (number.isEmpty() && account.getText().isBlank()) {
            say("iban", ctx.text("bankaccounts.numberNeeded"));
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            ctx.session().api().addBankAccount(request);
                            ctx.session().sync().runOnce();
                            return true;
                        },
                        ok -> {
                            ctx.host().closeDialog();
                            added.run();
                        },
                        this::refused);
    }

    private void refused(Exception e) {
        boolean atField = e instanceof ApiFailure.Refused r && !r.details().isEmpty();
        if (atField) {
            ((ApiFailure.Refused) e).details().forEach((field, words) -> say(field, words));
        } else {
            problem.setText(Failures.phrase(ctx.texts(), e));
        }
    }

    private void say(String field, List<String> words) {
        say(field, String.join(" ", words));
    }

    private void say(String field, String words) {
        problems.getOrDefault(field, problem).setText(words);
    }
}
