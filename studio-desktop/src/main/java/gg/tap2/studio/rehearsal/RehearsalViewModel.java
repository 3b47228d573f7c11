package gg.tap2.studio.rehearsal;

import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.rehearsal.Check.State;
import gg.tap2.studio.session.Context;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// A rehearsal as it goes on, and its verdict.
public final class RehearsalViewModel {
    public enum Verdict {
        RUNNING,
        READY,
        READY_WITH_WARNINGS,
        NOT_READY
    }

    private final Context ctx;
    private final UUID productId;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ReadOnlyObjectWrapper<List<Check>> checks = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Verdict> verdict = new ReadOnlyObjectWrapper<>(Verdict.RUNNING);
    private @Nullable Rehearsal rehearsal;

    public RehearsalViewModel(Context ctx, UUID productId) {
        this.ctx = ctx;
        this.productId = productId;
    }

    public ReadOnlyObjectProperty<List<Check>> checks() {
        return checks.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Verdict> verdict() {
        return verdict.getReadOnlyProperty();
    }

    public void start() {
        stopped.set(false);
        verdict.set(Verdict.RUNNING);
        var words = new RehearsalRun.Words() {
            @Override
            public String text(String key, Object... args) {
                return ctx.text(key, args);
            }

            @Override
            public String money(long minor, Currency currency) {
                return ctx.formats().money(minor, currency);
            }

            @Override
            public String size(long bytes) {
                return ctx.formats().size(bytes);
            }
        };
        var run = new RehearsalRun(
                ctx.session(), productId, words, list -> ctx.background().later(() -> checks.set(list)), stopped::get);
        ctx.background()
                .run(
                        run::run,
                        result -> {
                            rehearsal = result.rehearsal();
                            checks.set(result.checks());
                            verdict.set(verdictOf(result.checks()));
                        },
                        e -> {
                            verdict.set(Verdict.NOT_READY);
                            ctx.host().failed(e);
                        });
    }

    public void stop() {
        stopped.set(true);
    }

    /// Opens a page of the rehearsal in the browser, as long as it lives.
    public void openPage(boolean buyers) {
        Rehearsal r = rehearsal;
        if (r != null) {
            String server = ctx.session().account().server();
            ctx.host().browse(server + (buyers ? r.libraryPath() : r.productPath()));
        }
    }

    public boolean hasPages() {
        return rehearsal != null;
    }

    static Verdict verdictOf(List<Check> checks) {
        if (checks.stream().anyMatch(c -> c.state() == State.FAILED)) {
            return Verdict.NOT_READY;
        }
        return checks.stream().anyMatch(c -> c.state() == State.WARNING || c.state() == State.SKIPPED)
                ? Verdict.READY_WITH_WARNINGS
                : Verdict.READY;
    }
}
