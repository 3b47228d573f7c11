package gg.tap2.studio.sales;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Every payment with its split; opening one shows where each cent went and refunds it.
public final class SalesView extends ListScreen<Sale> {
    private final SalesViewModel vm;

    public SalesView(SalesViewModel vm, Context ctx) {
        super(ctx, "sales", Set.of("sale"), vm.list(), Feather.SHOPPING_BAG);
        this.vm = vm;
        columns(List.of(
                Tables.text(
                        ctx.text("sales.col.date"),
                        178,
                        s -> ctx.formats().moment(s.createdAt()),
                        Comparator.comparing(Sale::createdAt)),
                Tables.text(
                        ctx.text("sales.col.what"),
                        240,
                        s -> SaleTitle.of(ctx, s),
                        Comparator.comparing(s -> SaleTitle.of(ctx, s))),
                Tables.text(
                        ctx.text("sales.col.fan"),
                        130,
                        s -> Objects.requireNonNullElse(s.fanName(), ctx.text("home.someone")),
                        Comparator.comparing(s -> Objects.requireNonNullElse(s.fanName(), ""))),
                Tables.node(
                        ctx.text("sales.col.kind"),
                        110,
                        s -> Ui.badge(ctx.text("status.kind." + s.kind()), "neutral"),
                        Comparator.comparing(Sale::kind)),
                Tables.number(
                        ctx.text("sales.col.gross"), 95, s -> money(s, s.gross()), Comparator.comparing(Sale::gross)),
                Tables.number(ctx.text("sales.col.net"), 95, s -> money(s, s.net()), Comparator.comparing(Sale::net)),
                Tables.node(ctx.text("sales.col.status"), 120, this::status, Comparator.comparing(Sale::status))));
        onOpen(this::open);
        layout(
                List.of(Ui.button(
                        ctx.text("common.export"),
                        Feather.DOWNLOAD,
                        () -> export(
                                "sales.csv",
                                List.of(
                                        "payment",
                                        "date_utc",
                                        "kind",
                                        "title",
                                        "fan",
                                        "gross_minor",
                                        "platform_fee_minor",
                                        "processing_fee_minor",
                                        "net_minor",
                                        "refunded_minor",
                                        "currency",
                                        "status"),
                                s -> List.of(
                                        s.paymentId().toString(),
                                        s.createdAt().toString(),
                                        s.kind().toString(),
                                        SaleTitle.of(ctx, s),
                                        Objects.requireNonNullElse(s.fanName(), ""),
                                        String.valueOf(s.gross()),
                                        String.valueOf(s.platformFee()),
                                        String.valueOf(s.processingFee()),
                                        String.valueOf(s.net()),
                                        String.valueOf(s.refunded()),
                                        s.currency().name(),
                                        s.status().toString())))),
                filters());
    }

    @Override
    protected Object keyOf(Sale row) {
        return row.paymentId();
    }

    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        if (argument instanceof UUID payment) {
            ctx.background()
                    .run(
                            () -> ctx.session().store().sales().find(payment),
                            found -> found.ifPresent(this::open),
                            ctx.host().onFail());
        }
    }

    private Node filters() {
        var group = new ToggleGroup();
        var bar = new HBox(2);
        bar.getStyleClass().add("toggle-row");
        bar.setMaxWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        for (SaleKind kind : new SaleKind[] {null, SaleKind.PRODUCT, SaleKind.SUBSCRIPTION, SaleKind.TIP}) {
            var toggle = new ToggleButton(kind == null ? ctx.text("common.all") : ctx.text("status.kind." + kind));
            toggle.setToggleGroup(group);
            toggle.setSelected(kind == null);
            toggle.setOnAction(e -> {
                toggle.setSelected(true);
                vm.filter(kind);
            });
            bar.getChildren().add(toggle);
        }
        return bar;
    }

    private Node status(Sale s) {
        if (s.disputed() > 0) {
            return Ui.badge(ctx.text("sales.disputed"), "danger");
        }
        if (s.refunded() > 0) {
            return Ui.badge(ctx.text(s.refunded() == s.gross() ? "sales.refunded" : "sales.partly"), "warning");
        }
        return Tones.word(ctx.texts(), "payment", s.status().toString());
    }

    private void open(Sale s) {
        var facts = Ui.column(
                9,
                fact("sales.col.gross", money(s, s.gross()), true),
                fact("sales.platform", "−" + money(s, s.platformFee()), false),
                fact("sales.processing", "−" + money(s, s.processingFee()), false),
                fact("sales.col.net", money(s, s.net()), true));
        facts.getStyleClass().add("sunken");
        var box = Ui.column(
                16,
                Ui.text(
                        (s.fanName() == null ? ctx.text("home.someone") : s.fanName()) + " · "
                                + ctx.formats().moment(s.createdAt()),
                        "muted"),
                facts);
        if (s.availableAt() != null) {
            box.getChildren()
                    .add(Ui.text(ctx.text("sales.availableAt", ctx.formats().day(s.availableAt())), "hint"));
        }
        if (s.message() != null) {
            box.getChildren().add(Ui.wrapped("“" + s.message() + "”"));
        }
        long left = SalesViewModel.refundable(s);
        if (left > 0) {
            var amount = new TextField(ctx.formats().amount(left, s.currency()));
            var reason = new TextField();
            var problem = Ui.wrapped("", "danger-text");
            Ui.visible(problem, problem.textProperty().isNotEmpty());
            var id = vm.newRefundId();
            var go = Ui.button(
                    ctx.text("sales.refund"),
                    Feather.CORNER_UP_LEFT,
                    () -> vm.refund(
                            id,
                            s,
                            amount.getText(),
                            reason.getText(),
                            r -> {
                                ctx.host().closeDialog();
                                ctx.host()
                                        .notice(
                                                Host.Level.SUCCESS,
                                                ctx.text(
                                                        "sales.refundSent",
                                                        ctx.formats().money(r.amount(), r.currency())));
                            },
                            problem::setText),
                    "danger");
            box.getChildren()
                    .addAll(
                            Ui.text(ctx.text("sales.refundTitle"), "section-title"),
                            Ui.field(ctx.text("payouts.amount", s.currency()), amount, ctx.text("sales.refundHint")),
                            Ui.field(ctx.text("sales.reason"), reason),
                            problem,
                            Ui.row(Ui.spacer(), go));
        }
        ctx.host().dialog(SaleTitle.of(ctx, s), box, 460);
    }

    private Node fact(String key, String value, boolean strong) {
        return Ui.row(
                Ui.text(ctx.text(key), strong ? "strong" : "muted"),
                Ui.spacer(),
                Ui.text(value, strong ? "strong" : "muted"));
    }

    private String money(Sale s, long minor) {
        return ctx.formats().money(minor, s.currency());
    }
}
