package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ChangeFees;
import gg.tap2.model.admin.FeeChange;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.common.TypedNumber;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.scene.control.DatePicker;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// The platform's fees: what holds now, what is coming, what was. A change names its beginning and touches only sales
/// that are paid from then on.
final class FeesPart {
    private static final long EXAMPLE = 1_000;

    private final Context ctx;
    private final AdminApi api;
    private final RemoteList<FeeChange> fees;

    FeesPart(Context ctx, AdminApi api) {
        this.ctx = ctx;
        this.api = api;
        this.fees = new RemoteList<>(ctx, api, Routes.ADMIN_FEES, FeeChange.class);
    }

    AdminList<FeeChange> list() {
        var change = Ui.primary(ctx.text("admin.changeFees"), Feather.PERCENT, this::change);
        change.setId("admin-change-fees");
        return new AdminList<>(
                        ctx,
                        "fees",
                        fees,
                        List.of(
                                Col.strong(
                                        "validFrom",
                                        190,
                                        f -> f.validFrom() == null
                                                ? ctx.text("admin.configured")
                                                : ctx.formats().moment(f.validFrom())),
                                Col.state("status", 110, FeeChange::state),
                                Col.number("tips", 90, f -> percent(f.tipBps())),
                                Col.number("products", 100, f -> percent(f.productBps())),
                                Col.number("memberships", 120, f -> percent(f.subscriptionBps())),
                                Col.text("reason", 300, f -> Objects.requireNonNullElse(f.reason(), ""))))
                .action(change);
    }

    private String percent(int bps) {
        return ctx.formats().percent(bps / 10_000.0);
    }

    private void change() {
        FeeChange latest = fees.rows().stream()
                .findFirst()
                .orElse(new FeeChange(null, null, 0, 0, 0, null, null, null, "current"));
        var tips = field("fee-tips", latest.tipBps());
        var products = field("fee-products", latest.productBps());
        var memberships = field("fee-memberships", latest.subscriptionBps());
        var from = new DatePicker(ctx.today().plusDays(30));
        from.setId("fee-from");
        var example = Ui.wrapped("", "hint");
        example.setId("fee-example");
        example.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> example(tips.getText(), products.getText(), memberships.getText()),
                        tips.textProperty(),
                        products.textProperty(),
                        memberships.textProperty()));
        Reasons.ask(
                ctx,
                ctx.text("admin.changeFees"),
                Ui.column(
                        12,
                        Ui.wrapped(ctx.text("admin.changeFeesText"), "muted"),
                        Ui.row(
                                12,
                                Ui.grow(Ui.field(ctx.text("admin.feeTips"), tips)),
                                Ui.grow(Ui.field(ctx.text("admin.feeProducts"), products)),
                                Ui.grow(Ui.field(ctx.text("admin.feeMemberships"), memberships))),
                        Ui.field(ctx.text("admin.feeFrom"), from, ctx.text("admin.feeFromHint")),
                        example),
                true,
                reason -> api.post(
                        Routes.ADMIN_FEES,
                        new ChangeFees(
                                begin(from.getValue()),
                                typed(tips.getText()),
                                typed(products.getText()),
                                typed(memberships.getText()),
                                reason)),
                fees::load);
    }

    /// Midnight UTC of the day; today means as soon as every server knows.
    private java.time.@org.jspecify.annotations.Nullable Instant begin(
            @org.jspecify.annotations.Nullable LocalDate day) {
        return day == null || !day.isAfter(ctx.today())
                ? null
                : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static TextField field(String id, int bps) {
        var field =
                new TextField(BigDecimal.valueOf(bps, 2).stripTrailingZeros().toPlainString());
        field.setId(id);
        return field;
    }

    private int typed(String text) {
        return bps(text).orElseThrow(() -> new IllegalArgumentException(ctx.text("admin.feeBad", text)));
    }

    /// Per cent with up to two places, with a point or a comma, as basis points.
    static Optional<Integer> bps(String text) {
        return TypedNumber.scaled(text, 2).filter(v -> v <= 10_000).map(Long::intValue);
    }

    private String example(String tips, String products, String memberships) {
        var t = bps(tips);
        var p = bps(products);
        var m = bps(memberships);
        if (t.isEmpty() || p.isEmpty() || m.isEmpty()) {
            return ctx.text("admin.feeBadExample");
        }
        var policy = new FeePolicy(
                t.get(), p.get(), m.get(), FeePolicy.DEFAULT.processingBps(), FeePolicy.DEFAULT.processingFixedMinor());
        return ctx.text(
                "admin.feeExample",
                ctx.formats().money(EXAMPLE, Currency.USD),
                net(policy, SaleKind.TIP),
                net(policy, SaleKind.PRODUCT),
                net(policy, SaleKind.SUBSCRIPTION));
    }

    private String net(FeePolicy policy, SaleKind kind) {
        return ctx.formats()
                .money(policy.quote(kind, Money.of(EXAMPLE, Currency.USD)).net().minor(), Currency.USD);
    }
}
