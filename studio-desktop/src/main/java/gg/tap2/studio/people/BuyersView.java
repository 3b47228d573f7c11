package gg.tap2.studio.people;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Sales;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.kordamp.ikonli.feather.Feather;

/// Everybody who has ever paid, summed over their payments in the store.
public final class BuyersView extends ListScreen<Sales.Buyer> {
    public BuyersView(Context ctx) {
        super(
                ctx,
                "buyers",
                Set.of("sale"),
                new ListModel<>(
                        ctx.background(),
                        () -> ctx.session()
                                .store()
                                .sales()
                                .buyers(ctx.session().edits().currency()),
                        Sales.Buyer::name,
                        ctx.host().onFail()),
                Feather.HEART);
        columns(List.of(
                Tables.text(ctx.text("buyers.col.name"), 260, this::name, Comparator.comparing(this::name)),
                Tables.number(
                        ctx.text("buyers.col.payments"),
                        110,
                        b -> ctx.formats().count(b.payments()),
                        Comparator.comparing(Sales.Buyer::payments)),
                Tables.number(
                        ctx.text("buyers.col.paid"),
                        130,
                        b -> ctx.formats().money(b.paid(), b.currency()),
                        Comparator.comparing(Sales.Buyer::paid)),
                Tables.text(
                        ctx.text("buyers.col.first"),
                        130,
                        b -> ctx.formats().day(b.first()),
                        Comparator.comparing(Sales.Buyer::first)),
                Tables.text(
                        ctx.text("buyers.col.last"),
                        130,
                        b -> ctx.formats().day(b.last()),
                        Comparator.comparing(Sales.Buyer::last))));
        onOpen(b -> PersonDialog.open(ctx, b.fanId(), name(b), null));
        layout(List.of(Ui.button(
                ctx.text("common.export"),
                Feather.DOWNLOAD,
                () -> export(
                        "buyers.csv",
                        List.of("name", "payments", "paid_minor", "currency", "first_utc", "last_utc"),
                        b -> List.of(
                                name(b),
                                String.valueOf(b.payments()),
                                String.valueOf(b.paid()),
                                b.currency().name(),
                                b.first().toString(),
                                b.last().toString())))));
    }

    private String name(Sales.Buyer b) {
        return b.name().isBlank() ? ctx.text("tips.anonymous") : b.name();
    }
}
