package gg.tap2.studio.bankaccounts;

import gg.tap2.model.payouts.BankAccount;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.concurrent.Callable;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Where payouts go. Details are masked here; adding, verifying and choosing need the server.
public final class BankAccountsView implements Screen {
    private final Context ctx;
    private final VBox list = Ui.column(12);
    private final ScrollPane root;
    private @Nullable Runnable stop;

    public BankAccountsView(Context ctx) {
        this.ctx = ctx;
        root = Ui.scroll(Ui.page(
                ctx.text("bankaccounts.title"),
                ctx.text("bankaccounts.subtitle"),
                List.of(Ui.button(ctx.text("bankaccounts.addByNumber"), Feather.HASH, this::add), connect()),
                list));
    }

    private Button connect() {
        Button button = Ui.primary(
                ctx.text("bankaccounts.connect"), Feather.LINK, () -> BankVisitDialog.open(ctx, null, this::load));
        button.setId("bank-connect");
        return button;
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(Documents.BANK_ACCOUNT)) {
                ctx.background().later(this::load);
            }
        });
        load();
        if ("add".equals(argument)) {
            add();
        }
    }

    @Override
    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    private void load() {
        ctx.background()
                .run(
                        () -> ctx.session().store().documents().list(Documents.BANK_ACCOUNT, BankAccount.class),
                        this::show,
                        ctx.host().onFail());
    }

    private void show(List<BankAccount> accounts) {
        list.getChildren().clear();
        if (accounts.isEmpty()) {
            list.getChildren()
                    .add(Ui.empty(
                            Feather.CREDIT_CARD, ctx.text("bankaccounts.none"), ctx.text("bankaccounts.noneHint")));
        }
        for (BankAccount a : accounts) {
            var line = Ui.row(
                    14,
                    Ui.icon(Feather.CREDIT_CARD, 22),
                    Ui.column(
                            2,
                            Ui.text(
                                    (a.bankName() == null ? "" : a.bankName() + "  ") + "•••• " + a.last4(),
                                    "section-title"),
                            Ui.text(a.accountHolderName() + " · " + a.countryCode() + " · " + a.currency(), "hint")),
                    Ui.spacer(),
                    Tones.word(ctx.texts(), "bank", a.verificationStatus()));
            if (a.isDefault()) {
                line.getChildren().add(Ui.badge(ctx.text("bankaccounts.default"), "accent"));
            } else {
                line.getChildren()
                        .add(Ui.button(
                                ctx.text("bankaccounts.makeDefault"),
                                null,
                                () -> act(() -> {
                                    ctx.session().api().makeDefault(a.id());
                                    return true;
                                })));
            }
            if (a.verificationStatus().equals("pending")) {
                line.getChildren().add(Ui.button(ctx.text("bankaccounts.verify"), Feather.CHECK, () -> verify(a)));
            }
            if (a.verificationStatus().equals("relink")) {
                line.getChildren()
                        .add(Ui.button(
                                ctx.text("bankaccounts.signInAgain"),
                                Feather.REFRESH_CW,
                                () -> BankVisitDialog.open(ctx, a, this::load)));
            }
            line.getChildren()
                    .add(Ui.iconButton(
                            ctx.text("common.remove"),
                            Feather.TRASH_2,
                            () -> ctx.host()
                                    .confirm(
                                            ctx.text("bankaccounts.removeTitle"),
                                            ctx.text("bankaccounts.removeText"),
                                            ctx.text("common.remove"),
                                            true,
                                            () -> act(() -> {
                                                ctx.session().api().deleteBankAccount(a.id());
                                                return true;
                                            }))));
            var card = Ui.card(line);
            if (a.usableFrom() != null && a.usableFrom().isAfter(ctx.now())) {
                card.getChildren()
                        .add(Ui.wrapped(
                                ctx.text("bankaccounts.cooling", ctx.formats().moment(a.usableFrom())),
                                "warning-text"));
            }
            if (a.currency() != ctx.session().edits().currency()) {
                card.getChildren()
                        .add(Ui.wrapped(
                                ctx.text(
                                        "bankaccounts.otherCurrency",
                                        a.currency(),
                                        ctx.session().edits().currency()),
                                "warning-text"));
            }
            list.getChildren().add(card);
        }
    }

    private void act(Callable<Boolean> step) {
        ctx.background()
                .run(
                        () -> {
                            step.call();
                            ctx.session().sync().runOnce();
                            return true;
                        },
                        ok -> load(),
                        ctx.host().onFail());
    }

    private void add() {
        BankAccountForm.open(ctx, this::load);
    }

    private void verify(BankAccount a) {
        var first = new TextField();
        var second = new TextField();
        var problem = Ui.wrapped("", "danger-text");
        var save = Ui.primary(ctx.text("bankaccounts.verify"), Feather.CHECK, () -> {
            Long one = ctx.formats().parseAmount(first.getText(), a.currency()).orElse(null);
            Long two = ctx.formats().parseAmount(second.getText(), a.currency()).orElse(null);
            if (one == null || two == null) {
                problem.setText(ctx.text("payouts.badAmount", a.currency()));
                return;
            }
            ctx.background()
                    .run(
                            () -> {
                                ctx.session().api().verifyBankAccount(a.id(), List.of(one, two));
                                ctx.session().sync().runOnce();
                                return true;
                            },
                            ok -> {
                                ctx.host().closeDialog();
                                load();
                            },
                            e -> problem.setText(Failures.phrase(ctx.texts(), e)));
        });
        ctx.host()
                .dialog(
                        ctx.text("bankaccounts.verify"),
                        Ui.column(
                                14,
                                Ui.wrapped(ctx.text("bankaccounts.verifyHint"), "muted"),
                                Ui.row(12, first, second),
                                problem,
                                Ui.row(Ui.spacer(), save)),
                        420);
    }
}
