package gg.tap2.studio.settings;

import gg.tap2.model.catalog.CurrencyPreview;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.Ui;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// What the creator sells and is paid in: shown, and changed as long as nothing was sold. Before a change the prices
/// are
/// shown as they will be.
final class CurrencyCard {
    private static final int SHOWN = 12;

    private final Context ctx;
    private final ComboBox<Currency> choice = new ComboBox<>();
    private final Label problem = Ui.wrapped("", "warning-text");
    private final Node root;
    private @Nullable Currency present;

    CurrencyCard(Context ctx) {
        this.ctx = ctx;
        choice.setId("settings-currency");
        choice.getItems().setAll(Currency.values());
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Currency c) {
                return c == null ? "" : name(c);
            }

            @Override
            public Currency fromString(String string) {
                throw new UnsupportedOperationException();
            }
        });
        choice.setDisable(true);
        choice.setOnAction(e -> chosen());
        problem.setId("settings-currency-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        root = Ui.section(
                ctx.text("settings.currency"),
                null,
                choice,
                Ui.wrapped(ctx.text("settings.currencyHint"), "hint"),
                problem);
    }

    Node node() {
        return root;
    }

    void load() {
        show(ctx.session().edits().currency());
        Currency held = Objects.requireNonNull(present);
        ctx.background()
                .run(
                        () -> ctx.session().api().currencyPreview(held),
                        p -> {
                            show(p.currency());
                            choice.setDisable(
                                    p.obstacle() != null && p.obstacle().equals("currency_fixed"));
                            problem.setText(obstacle(p));
                        },
                        e -> problem.setText(Failures.phrase(ctx.texts(), e)));
    }

    private String name(Currency c) {
        return java.util.Currency.getInstance(c.name())
                        .getDisplayName(ctx.formats().locale()) + " (" + c + ")";
    }

    private void show(Currency currency) {
        present = currency;
        choice.setValue(currency);
    }

    private String obstacle(CurrencyPreview p) {
        String code = p.obstacle();
        return code == null ? "" : ctx.text("settings." + code, p.currency().name());
    }

    private void chosen() {
        Currency to = choice.getValue();
        if (to == null || to == present || choice.isDisabled()) {
            return;
        }
        problem.setText("");
        ctx.background().run(() -> ctx.session().api().currencyPreview(to), this::ask, this::failed);
    }

    private void ask(CurrencyPreview p) {
        show(p.currency());
        if (p.obstacle() != null) {
            problem.setText(obstacle(p));
            return;
        }
        String prices = p.prices().stream()
                .limit(SHOWN)
                .map(x -> ctx.text(
                        "settings.currencyPrice." + x.kind(),
                        x.title(),
                        ctx.formats().money(x.before(), p.currency()),
                        ctx.formats().money(x.after(), p.to())))
                .collect(Collectors.joining("\n"));
        String more = p.prices().size() > SHOWN
                ? "\n" + ctx.text("settings.currencyMore", p.prices().size() - SHOWN)
                : "";
        ctx.host()
                .confirm(
                        ctx.text("settings.currencyAsk", name(p.to())),
                        p.prices().isEmpty()
                                ? ctx.text("settings.currencyNoPrices")
                                : ctx.text("settings.currencyPrices") + "\n\n" + prices + more,
                        ctx.text("settings.currencyChange"),
                        false,
                        () -> change(p.to()));
    }

    private void change(Currency to) {
        choice.setDisable(true);
        ctx.background()
                .run(
                        () -> {
                            var saved = ctx.session().api().changeCurrency(to);
                            ctx.session().sync().runOnce();
                            return saved;
                        },
                        saved -> {
                            choice.setDisable(false);
                            show(saved.currency());
                            problem.setText("");
                        },
                        this::failed);
    }

    private void failed(Exception e) {
        choice.setDisable(false);
        choice.setValue(present);
        problem.setText(Failures.phrase(ctx.texts(), e));
    }
}
