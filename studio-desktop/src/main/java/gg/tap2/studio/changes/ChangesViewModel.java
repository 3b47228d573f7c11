package gg.tap2.studio.changes;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Unpublished;
import gg.tap2.studio.sync.Unpublished.Change;
import gg.tap2.studio.ui.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// The unpublished changes of one thing and what can be done with them.
public final class ChangesViewModel {
    private final Context ctx;
    private final String kind;
    private final ReadOnlyObjectWrapper<@Nullable Change> change = new ReadOnlyObjectWrapper<>();
    private @Nullable Object id;
    private @Nullable Runnable stop;

    public ChangesViewModel(Context ctx, String kind) {
        this.ctx = ctx;
        this.kind = kind;
    }

    /// Null when nothing waits.
    public ReadOnlyObjectProperty<@Nullable Change> change() {
        return change.getReadOnlyProperty();
    }

    public void open(Object thing) {
        close();
        id = thing;
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(kind)) {
                ctx.background().later(this::load);
            }
        });
        load();
    }

    public void close() {
        stop();
        id = null;
        change.set(null);
    }

    /// Listens no more; what was begun can still be done.
    void stop() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    public void load() {
        Object thing = id;
        if (thing == null) {
            return;
        }
        ctx.background()
                .run(
                        () -> unpublished().find(kind, thing),
                        found -> {
                            if (thing.equals(id)) {
                                change.set(found.orElse(null));
                            }
                        },
                        ctx.host().onFail());
    }

    private Unpublished unpublished() {
        return ctx.session().edits().unpublished();
    }

    /// At once, or at a time of the server's clock.
    public void publish(@Nullable Instant at) {
        Object thing = id;
        if (thing != null) {
            ctx.background()
                    .run(
                            () -> unpublished().publish(kind, thing, at),
                            due -> load(),
                            ctx.host().onFail());
        }
    }

    public void takeBack() {
        Object thing = id;
        if (thing == null) {
            return;
        }
        ctx.background()
                .run(
                        () -> unpublished().takeBack(kind, thing),
                        back -> {
                            load();
                            if (!back) {
                                ctx.host().notice(Host.Level.WARNING, ctx.text("changes.tooLate"));
                            }
                        },
                        ctx.host().onFail());
    }

    public void discard() {
        Object thing = id;
        if (thing == null) {
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            unpublished().discard(kind, thing);
                            return true;
                        },
                        done -> load(),
                        ctx.host().onFail());
    }

    /// How long until what was let go is sent; empty when nothing was.
    public Optional<Duration> left() {
        Change now = change.get();
        Instant due = now == null ? null : now.releaseAt();
        return due == null
                ? Optional.empty()
                : Optional.of(Duration.between(unpublished().now(), due));
    }
}
