package gg.tap2.studio.payouts;

import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.payouts.Balance;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.Payout;
import gg.tap2.model.payouts.PayoutLine;
import gg.tap2.model.payouts.PayoutPreview;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutSettings;
import gg.tap2.model.payouts.RequestPayout;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Host;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// Balance, releases and withdrawals. Figures come from the store; a withdrawal needs the server, is previewed there
/// first, and names the balance version that was shown.
public final class PayoutsViewModel {
    public record Snapshot(
            @Nullable Balance balance,
            List<Payout> payouts,
            List<BankAccount> banks,
            @Nullable PayoutSettings settings,
            List<CashForecast.Day> forecast) {
        public Currency currency() {
            return balance == null ? Currency.USD : balance.currency();
        }
    }

    private final Context ctx;
    private final ReadOnlyObjectWrapper<@Nullable Snapshot> snapshot = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private @Nullable Runnable stop;
    /// Minted when a preview is shown and kept until that request has an answer: pressing twice, or again after
    /// a lost answer, asks for the same withdrawal.
    private UUID requestId = Ids.next();

    public PayoutsViewModel(Context ctx) {
        this.ctx = ctx;
    }

    public ReadOnlyObjectProperty<@Nullable Snapshot> snapshot() {
        return snapshot.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    public void attach() {
        stop = ctx.session().sync().onChange(kinds -> ctx.background().later(this::load));
        load();
    }

    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    public void load() {
        var documents = ctx.session().store().documents();
        ctx.background()
                .run(
                        () -> new Snapshot(
                                documents
                                        .find(Documents.BALANCE, Documents.ONLY, Balance.class)
                                        .orElse(null),
                                documents.list(Documents.PAYOUT, Payout.class),
                                documents.list(Documents.BANK_ACCOUNT, BankAccount.class),
                                documents
                                        .find(Documents.PAYOUT_SETTINGS, Documents.ONLY, PayoutSettings.class)
                                        .orElse(null),
                                forecast()),
                        snapshot::set,
                        ctx.host().onFail());
    }

    private List<CashForecast.Day> forecast() {
        var store = ctx.session().store();
        return store.documents()
                .find(Documents.BALANCE, Documents.ONLY, Balance.class)
                .map(b -> CashForecast.of(
                        b,
                        store.documents().list(Documents.SUBSCRIBER, Subscriber.class),
                        ctx.session().fees(),
                        store.sales()
                                .usualNetPerDay(
                                        ctx.today().minusDays(28), ctx.today().minusDays(1), b.currency()),
                        ctx.today()))
                .orElse(List.of());
    }

    /// What a withdrawal of the typed amount would do. Nothing is asked of the server when it is no amount.
    public void preview(String typed, @Nullable UUID bank, Consumer<PayoutPreview> onOk, Consumer<String> onProblem) {
        Snapshot held = snapshot.get();
        Currency currency = held == null ? Currency.USD : held.currency();
        Long amount = ctx.formats().parseAmount(typed, currency).orElse(null);
        if (amount == null || amount == 0) {
            onProblem.accept(ctx.text("payouts.badAmount", currency));
            return;
        }
        busy.set(true);
        ctx.background()
                .run(
                        () -> ctx.session().api().previewPayout(amount, bank),
                        preview -> {
                            busy.set(false);
                            requestId = Ids.next(ctx.session().clock());
                            onOk.accept(preview);
                        },
                        e -> {
                            busy.set(false);
                            onProblem.accept(gg.tap2.studio.ui.Failures.phrase(ctx.texts(), e));
                        });
    }

    public void withdraw(
            PayoutPreview preview, @Nullable String code, Consumer<Payout> onOk, Consumer<String> onProblem) {
        busy.set(true);
        var request =
                new RequestPayout(requestId, preview.amount(), preview.bankAccountId(), preview.balanceVersion(), code);
        ctx.background()
                .run(
                        () -> {
                            Payout payout = ctx.session().api().withdraw(request);
                            ctx.session()
                                    .store()
                                    .documents()
                                    .saveBase(
                                            Documents.PAYOUT,
                                            payout.id(),
                                            1,
                                            payout,
                                            payout.createdAt().toString());
                            ctx.session().sync().runOnce();
                            return payout;
                        },
                        payout -> {
                            busy.set(false);
                            load();
                            onOk.accept(payout);
                        },
                        e -> {
                            busy.set(false);
                            onProblem.accept(gg.tap2.studio.ui.Failures.phrase(ctx.texts(), e));
                        });
    }

    public void explain(Payout payout, Consumer<List<PayoutLine>> onOk) {
        ctx.background()
                .run(
                        () -> ctx.session().api().payoutLines(payout.id()),
                        onOk,
                        ctx.host().onFail());
    }

    public void saveSettings(PayoutSettings settings) {
        ctx.background()
                .run(
                        () -> {
                            PayoutSettings now = ctx.session().api().savePayoutSettings(settings);
                            ctx.session()
                                    .store()
                                    .documents()
                                    .saveBase(Documents.PAYOUT_SETTINGS, Documents.ONLY, 1, now, "");
                            return now;
                        },
                        now -> {
                            load();
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text("payouts.settingsSaved"));
                        },
                        ctx.host().onFail());
    }

    /// A typed reason in words: what, who must act, when it is looked at again.
    public String phrase(PayoutReason reason, Currency currency) {
        Long amount = reason.amount();
        String key = "payouts.reason." + reason.code().name().toLowerCase(Locale.ROOT);
        var out = new StringBuilder(
                ctx.text(key, amount == null ? "" : ctx.formats().money(amount, currency)));
        if (reason.recheckAt() != null) {
            out.append(' ').append(ctx.text("payouts.recheck", ctx.formats().moment(reason.recheckAt())));
        }
        return out.toString();
    }
}
