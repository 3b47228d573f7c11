package gg.tap2.studio.sales;

import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.Refund;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.common.Ids;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.ListModel;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Payments and refunds. A refund needs the server; its id is minted once per dialog, so pressing twice refunds once.
public final class SalesViewModel {
    private final Context ctx;
    private final ListModel<Sale> list;
    private volatile @Nullable SaleKind kind;

    public SalesViewModel(Context ctx) {
        this.ctx = ctx;
        list = new ListModel<>(
                ctx.background(),
                new ListModel.Rows<>() {
                    @Override
                    public List<Sale> list(String search, int limit, int offset) {
                        return ctx.session().store().sales().list(kind, search, limit, offset);
                    }

                    @Override
                    public long count(String search) {
                        return ctx.session().store().sales().count(kind, search);
                    }
                },
                ctx.host().onFail());
    }

    public ListModel<Sale> list() {
        return list;
    }

    public void filter(@Nullable SaleKind wanted) {
        kind = wanted;
        list.load();
    }

    /// What can still be given back.
    public static long refundable(Sale sale) {
        return Math.max(0, sale.gross() - sale.refunded() - sale.disputed());
    }

    public UUID newRefundId() {
        return Ids.next(ctx.session().clock());
    }

    public void refund(
            UUID id, Sale sale, String typed, String reason, Consumer<Refund> onOk, Consumer<String> onProblem) {
        Long amount = ctx.formats().parseAmount(typed, sale.currency()).orElse(null);
        if (amount == null || amount == 0 || amount > refundable(sale)) {
            onProblem.accept(ctx.text("sales.badAmount", ctx.formats().money(refundable(sale), sale.currency())));
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            Refund refund = ctx.session()
                                    .api()
                                    .refund(new CreateRefund(
                                            id, sale.paymentId(), amount, reason.isBlank() ? null : reason));
                            ctx.session().sync().soon();
                            return refund;
                        },
                        onOk,
                        e -> onProblem.accept(Failures.phrase(ctx.texts(), e)));
    }
}
