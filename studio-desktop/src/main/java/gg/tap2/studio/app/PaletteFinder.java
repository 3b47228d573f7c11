package gg.tap2.studio.app;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Tier;
import gg.tap2.studio.people.PersonDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.SaleTitle;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.ui.Host;
import java.util.ArrayList;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/// What of a creator's business a word means: products, people, tiers, codes and sales. Reads the store, so it is
/// called off the UI thread.
final class PaletteFinder {
    private static final int OF_EACH = 4;

    private final Context ctx;
    private final Host host;

    PaletteFinder(Context ctx, Host host) {
        this.ctx = ctx;
        this.host = host;
    }

    List<CommandPalette.Command> find(String typed) {
        var store = ctx.session().store();
        List<CommandPalette.Command> out = new ArrayList<>();
        store.products().list().stream()
                .filter(p -> CommandPalette.matches(p.title(), typed))
                .limit(OF_EACH)
                .forEach(p -> out.add(product(p)));
        store.sales()
                .people(typed, OF_EACH)
                .forEach(p -> out.add(new CommandPalette.Command(
                        p.name(),
                        Feather.USER,
                        ctx.text("app.found.person"),
                        () -> PersonDialog.open(ctx, p.id(), p.name(), null))));
        store.documents().list(Documents.TIER, Tier.class).stream()
                .filter(t -> CommandPalette.matches(t.name(), typed))
                .limit(OF_EACH)
                .forEach(t -> out.add(new CommandPalette.Command(
                        t.name(), Feather.STAR, ctx.text("app.found.tier"), () -> host.go("tiers", t.id()))));
        store.documents().list(Documents.DISCOUNT, DiscountCode.class).stream()
                .filter(d -> CommandPalette.matches(d.code(), typed))
                .limit(OF_EACH)
                .forEach(d -> out.add(new CommandPalette.Command(
                        d.code(), Feather.TAG, ctx.text("app.found.code"), () -> host.go("discounts", d.id()))));
        store.sales().list(null, typed, OF_EACH, 0).forEach(s -> out.add(sale(s)));
        return out;
    }

    private CommandPalette.Command product(ProductRow p) {
        return new CommandPalette.Command(
                p.title(), Feather.PACKAGE, ctx.text("app.found.product"), () -> host.go("products", p.id()));
    }

    private CommandPalette.Command sale(Sale s) {
        String fan = s.fanName();
        return new CommandPalette.Command(
                ctx.formats().money(s.gross(), s.currency()) + " · " + SaleTitle.of(ctx, s)
                        + (fan == null ? "" : " · " + fan),
                Feather.SHOPPING_BAG,
                ctx.formats().day(s.createdAt()),
                () -> host.go("sales", s.paymentId()));
    }
}
