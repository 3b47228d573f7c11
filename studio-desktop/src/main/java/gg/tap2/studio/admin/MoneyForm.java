package gg.tap2.studio.admin;

import gg.tap2.model.admin.AdminPayment;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import java.util.UUID;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/// A money action in two steps: first exactly what would be posted, then the same again with the balance version that
/// was shown. Whatever happened to the balance in between ends in a new preview, never in a surprise.
final class MoneyForm {
    private final Context ctx;
    private final AdminApi api;
    private final String kind;
    private final @Nullable UUID creatorId;
    private final @Nullable UUID paymentId;
    private final Currency currency;
    private final UUID id;
    private final ReadOnlyObjectWrapper<@Nullable MoneyPreview> preview = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable MoneyAction> done = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private @Nullable RequestMoneyAction request;

    private MoneyForm(
            Context ctx,
            AdminApi api,
            String kind,
            @Nullable UUID creatorId,
            @Nullable UUID paymentId,
            Currency currency) {
        this.ctx = ctx;
        this.api = api;
        this.kind = kind;
        this.creatorId = creatorId;
        this.paymentId = paymentId;
        this.currency = currency;
        this.id = Ids.next(ctx.session().clock());
    }

    static MoneyForm adjustment(Context ctx, AdminApi api, UUID creatorId, Currency currency) {
        return new MoneyForm(ctx, api, RequestMoneyAction.ADJUSTMENT, creatorId, null, currency);
    }

    static MoneyForm refund(Context ctx, AdminApi api, AdminPayment payment) {
        return new MoneyForm(ctx, api, RequestMoneyAction.REFUND, null, payment.id(), payment.currency());
    }

    ReadOnlyObjectProperty<@Nullable MoneyPreview> preview() {
        return preview.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<@Nullable MoneyAction> done() {
        return done.getReadOnlyProperty();
    }

    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    Currency currency() {
        return currency;
    }

    /// `typed` may begin with a minus for an adjustment, and be empty for a refund of everything that is left.
    void ask(String typed, String reason) {
        problem.set("");
        String text = typed.strip();
        boolean negative = text.startsWith("-") || text.startsWith("−");
        Long amount = text.isEmpty()
                ? null
                : ctx.formats()
                        .parseAmount(negative ? text.substring(1) : text, currency)
                        .map(a -> negative ? -a : a)
                        .orElse(null);
        if (amount == null && !(text.isEmpty() && kind.equals(RequestMoneyAction.REFUND))) {
            problem.set(ctx.text("payouts.badAmount", currency));
            return;
        }
        var asked = new RequestMoneyAction(id, kind, creatorId, paymentId, amount, reason.strip(), null);
        if (!asked.validate().isEmpty()) {
            problem.set(ctx.text("admin.reasonHint"));
            return;
        }
        request = asked;
        refresh("");
    }

    private void refresh(String why) {
        RequestMoneyAction asked = request;
        if (asked == null) {
            return;
        }
        ctx.background()
                .run(
                        () -> api.preview(asked),
                        found -> {
                            preview.set(found);
                            problem.set(why);
                        },
                        e -> problem.set(Failures.phrase(ctx.texts(), e)));
    }

    void confirm() {
        RequestMoneyAction asked = request;
        MoneyPreview shown = preview.get();
        if (asked == null || shown == null) {
            return;
        }
        var sent = new RequestMoneyAction(
                asked.id(),
                asked.kind(),
                asked.creatorId(),
                asked.paymentId(),
                asked.amount(),
                asked.reason(),
                shown.balanceVersion());
        ctx.background().run(() -> api.money(sent), done::set, e -> {
            if (e instanceof ApiFailure.Refused r && r.code().equals("balance_changed")) {
                refresh(ctx.text("admin.balanceChanged"));
            } else {
                problem.set(Failures.phrase(ctx.texts(), e));
            }
        });
    }

    void back() {
        preview.set(null);
        problem.set("");
    }
}
