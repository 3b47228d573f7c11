package gg.tap2.studio.session;

import gg.tap2.model.billing.Sale;
import gg.tap2.model.fees.SaleKind;
import org.jspecify.annotations.Nullable;

/// What was sold, in the reader's language. A product and a tier have the title that the creator gave them; a tip has
/// none, and the server's word for it is English.
public final class SaleTitle {
    private SaleTitle() {}

    public static String of(Context ctx, Sale sale) {
        return of(ctx, sale.kind(), sale.title());
    }

    /// @param kind as the server says it, such as `tip`
    public static String of(Context ctx, String kind, String title) {
        return of(ctx, kind.equals(SaleKind.TIP.toString()) ? SaleKind.TIP : null, title);
    }

    public static String of(Context ctx, @Nullable SaleKind kind, String title) {
        return kind == SaleKind.TIP ? ctx.text("status.kind.tip") : title;
    }
}
