package gg.tap2.studio.bankaccounts;

import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.payouts.BankLink;
import gg.tap2.model.payouts.StartBankLink;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Failures;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/// A visit to the creator's bank in the system's browser: begun here, then asked about every few seconds until the
/// account is there, the visitor has left, or nobody waits any more.
final class BankVisit {
    enum State {
        READY,
        STARTING,
        WAITING,
        DONE
    }

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Context ctx;
    private final Consumer<BankAccount> onDone;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.READY);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private @Nullable BankLink link;
    private @Nullable Runnable pending;
    private boolean closed;

    /// @param onDone told once, after the account has been synced
    BankVisit(Context ctx, Consumer<BankAccount> onDone) {
        this.ctx = ctx;
        this.onDone = onDone;
    }

    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// What went wrong, in words; empty for nothing.
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    /// Begins a visit and opens its page.
    ///
    /// @param country where the account is, two letters
    /// @param relink a connected account to connect anew; null for a new one
    void start(@Nullable String holder, @Nullable String country, @Nullable UUID relink) {
        var request = new StartBankLink(holder, country, relink);
        if (!request.validate().isEmpty()) {
            problem.set(ctx.text("bankaccounts.visitIncomplete"));
            return;
        }
        stopAsking();
        problem.set("");
        state.set(State.STARTING);
        ctx.background()
                .run(
                        () -> ctx.session().api().startBankLink(request),
                        begun -> {
                            link = begun;
                            state.set(State.WAITING);
                            openPage();
                            askLater();
                        },
                        this::failed);
    }

    /// Opens the page once more, for a browser that was closed too early.
    void openPage() {
        if (link != null) {
            ctx.host().browse(link.url());
        }
    }

    private void askLater() {
        if (!closed) {
            pending = ctx.background().after(PAUSE, this::ask);
        }
    }

    private void ask() {
        BankLink visited = link;
        if (closed || visited == null || state.get() != State.WAITING) {
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            BankAccount account = ctx.session().api().completeBankLink(visited.id());
                            ctx.session().sync().runOnce();
                            return account;
                        },
                        account -> {
                            state.set(State.DONE);
                            if (!closed) {
                                onDone.accept(account);
                            }
                        },
                        e -> {
                            if (visited == link) {
                                asked(e);
                            }
                        });
    }

    private void asked(Exception e) {
        if (e instanceof ApiFailure.Offline
                || e instanceof ApiFailure.Refused r
                        && (r.isTemporary() || r.code().equals("bank_link_pending"))) {
            askLater();
        } else {
            failed(e);
        }
    }

    private void failed(Exception e) {
        state.set(State.READY);
        problem.set(Failures.phrase(ctx.texts(), e));
    }

    private void stopAsking() {
        if (pending != null) {
            pending.run();
            pending = null;
        }
    }

    /// Nobody waits any more; what the visitor still does at the bank is taken up by no one.
    void close() {
        closed = true;
        stopAsking();
    }
}
