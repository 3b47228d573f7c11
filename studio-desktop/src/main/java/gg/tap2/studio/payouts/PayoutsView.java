package gg.tap2.studio.payouts;

import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.studio.payouts.PayoutsViewModel.Snapshot;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Slot;
import gg.tap2.studio.ui.Stepwise;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Arrays;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Withdrawals: what can leave now, what comes when, what has left and what it was made of.
public final class PayoutsView implements Screen {
    private static final double CALENDAR_WIDTH = 372;

    private final PayoutsViewModel vm;
    private final Context ctx;
    private final VBox content = Ui.column(16);
    private final Slot top = new Slot();
    private final Slot history = new Slot();
    private final Slot forecast = new Slot();
    private final Slot calendar = new Slot();
    private final Slot automatic = new Slot();
    private final HBox below;
    private final Stepwise steps = new Stepwise();
    private final ScrollPane root;
    private boolean openWithdraw;

    public PayoutsView(PayoutsViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        root = Ui.scroll(Ui.page(
                ctx.text("payouts.title"),
                ctx.text("payouts.subtitle"),
                List.of(Ui.button(
                        ctx.text("payouts.banks"),
                        Feather.CREDIT_CARD,
                        () -> ctx.host().go("bankaccounts", null))),
                content));
        var left = Ui.grow(Ui.column(16, forecast, history));
        left.setMinWidth(0);
        calendar.setMinWidth(CALENDAR_WIDTH);
        calendar.setMaxWidth(CALENDAR_WIDTH);
        automatic.setMaxWidth(CALENDAR_WIDTH);
        below = new HBox(16, left, Ui.column(16, calendar, automatic));
        vm.snapshot().addListener((o, was, is) -> {
            if (is != null) {
                show(is);
            }
        });
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        openWithdraw = "withdraw".equals(argument);
        vm.attach();
        Snapshot known = vm.snapshot().get();
        if (known != null) {
            show(known);
        }
    }

    @Override
    public void detach() {
        steps.clear();
        vm.detach();
    }

    private void show(Snapshot s) {
        Balance b = s.balance();
        if (b == null) {
            content.getChildren()
                    .setAll(Ui.empty(
                            Feather.DOLLAR_SIGN, ctx.text("payouts.unknown"), ctx.text("payouts.unknownHint")));
            return;
        }
        top.show(s, () -> top(s, b));
        if (!content.getChildren().contains(top)) {
            content.getChildren().setAll(top, below);
        }
        steps.run(
                () -> history.show(
                        s.payouts(), () -> Ui.section(ctx.text("payouts.history"), null, history(s.payouts()))),
                () -> calendar.show(List.of(b.releases(), b.currency(), ctx.today()), () -> calendar(b)),
                () -> automatic.show(Arrays.asList(s.settings(), s.currency()), () -> AutoPayoutCard.of(s, vm, ctx)),
                () -> forecast.show(
                        List.of(s.forecast(), s.currency()), () -> ForecastCard.of(s.forecast(), s.currency(), ctx)));
        if (openWithdraw) {
            openWithdraw = false;
            WithdrawDialog.show(s, vm, ctx);
        }
    }

    private Node top(Snapshot s, Balance b) {
        return new HBox(
                16,
                hero(s, b),
                figure(ctx.text("payouts.pending"), b.pending(), ctx.text("payouts.pendingHint"), s),
                figure(ctx.text("payouts.reserved"), b.reserved(), ctx.text("payouts.reservedHint"), s),
                figure(
                        ctx.text("payouts.transit"),
                        b.inTransit(),
                        ctx.text("payouts.lifetime", money(b.lifetime(), s)),
                        s));
    }

    private Node calendar(Balance b) {
        return Ui.section(
                ctx.text("payouts.calendar"),
                null,
                Ui.wrapped(ctx.text("payouts.calendarHint"), "muted"),
                new ReleaseCalendar(b, ctx.today(), ctx.formats()));
    }

    private Node hero(Snapshot s, Balance b) {
        var amount = Ui.text(money(b.available(), s), "figure-big");
        amount.setId("payouts-available");
        amount.setMinWidth(Region.USE_PREF_SIZE);
        var withdraw = Ui.button(
                ctx.text("payouts.withdraw"),
                Feather.ARROW_UP_RIGHT,
                () -> WithdrawDialog.show(s, vm, ctx),
                "hero-main");
        withdraw.setId("payouts-withdraw");
        var card = Ui.card(
                Ui.text(ctx.text("payouts.available"), "overline"),
                amount,
                Ui.row(
                        Ui.text(ctx.text("common.asOf", ctx.formats().moment(b.asOf())), "muted"),
                        Ui.spacer(),
                        withdraw));
        card.getStyleClass().add("hero");
        card.setMinWidth(340);
        HBox.setHgrow(card, javafx.scene.layout.Priority.ALWAYS);
        return card;
    }

    private Node figure(String title, long amount, String hint, Snapshot s) {
        var value = Ui.text(money(amount, s), "figure");
        value.setMinWidth(Region.USE_PREF_SIZE);
        var card = Ui.card(Ui.text(title, "field-label"), value, Ui.wrapped(hint, "hint"));
        card.setPrefWidth(176);
        card.setMinWidth(160);
        return card;
    }

    private Node history(List<Payout> payouts) {
        if (payouts.isEmpty()) {
            return Ui.empty(Feather.SEND, ctx.text("payouts.none"), ctx.text("payouts.noneHint"));
        }
        var list = new VBox();
        for (Payout p : payouts) {
            var open = new Button();
            var when = Ui.text(ctx.formats().moment(p.createdAt()), "hint");
            String bank = p.bankAccountLast4() == null ? "" : ctx.text("payouts.toBank", p.bankAccountLast4());
            var amount = Ui.text(ctx.formats().money(p.amount(), p.currency()), "strong");
            amount.setMinWidth(Region.USE_PREF_SIZE);
            var line = Ui.row(
                    14,
                    Ui.icon(Feather.SEND, 16),
                    Ui.grow(Ui.column(2, Ui.text(ctx.text("payouts.type." + p.type()) + " " + bank, "strong"), when)),
                    Tones.payout(ctx.texts(), p.status()),
                    amount);
            line.setPrefWidth(440);
            open.setGraphic(line);
            line.prefWidthProperty().bind(open.widthProperty().subtract(32));
            open.getStyleClass().add("flat");
            open.setAlignment(Pos.CENTER_LEFT);
            open.setMaxWidth(Double.MAX_VALUE);
            open.setAccessibleText(
                    ctx.formats().money(p.amount(), p.currency()) + " " + ctx.text("status.payout." + p.status()));
            open.setOnAction(e -> explain(p));
            list.getChildren().add(open);
        }
        return list;
    }

    private void explain(Payout p) {
        var lines = new VBox();
        var box = Ui.column(14);
        box.getChildren()
                .add(Ui.row(
                        12,
                        Ui.text(ctx.formats().money(p.amount(), p.currency()), "figure"),
                        Tones.payout(ctx.texts(), p.status())));
        p.reasons().forEach(r -> box.getChildren().add(Ui.wrapped(vm.phrase(r, p.currency()), "warning-text")));
        if (p.failureReason() != null) {
            box.getChildren().add(Ui.wrapped(p.failureReason(), "danger-text"));
        }
        if (p.providerReference() != null) {
            box.getChildren().add(Ui.text(ctx.text("payouts.reference", p.providerReference()), "hint"));
        }
        box.getChildren().addAll(Ui.text(ctx.text("payouts.madeOf"), "section-title"), Ui.scroll(lines));
        ((Region) box.getChildren().getLast()).setPrefHeight(340);
        ctx.host().dialog(ctx.text("payouts.explain"), box, 720);
        vm.explain(p, found -> {
            lines.getChildren().clear();
            found.forEach(l -> lines.getChildren().add(line(l)));
            if (found.isEmpty()) {
                lines.getChildren().add(Ui.text(ctx.text("payouts.noLines"), "muted"));
            }
        });
    }

    private Node line(PayoutLine l) {
        String fees = ctx.text(
                "payouts.lineFees",
                ctx.formats().money(l.gross(), l.currency()),
                ctx.formats().money(l.platformFee(), l.currency()),
                ctx.formats().percent(l.platformFeeBps() / 10_000.0),
                ctx.formats().money(l.processingFee(), l.currency()));
        var line = Ui.row(
                12,
                Ui.grow(Ui.column(
                        2,
                        Ui.text(SaleTitle.of(ctx, l.kind(), l.title()), "strong"),
                        Ui.text(ctx.formats().moment(l.at()) + " · " + fees, "hint"))),
                Ui.text(ctx.formats().money(l.net(), l.currency()), "strong"));
        line.getStyleClass().add("line-item");
        return line;
    }

    private String money(long minor, Snapshot s) {
        return ctx.formats().money(minor, s.currency());
    }
}
