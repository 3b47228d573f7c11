package gg.tap2.studio.uploadqueue;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.uploads.UploadHours;
import gg.tap2.studio.uploads.UploadProgress;
import gg.tap2.studio.uploads.UploadTask;
import gg.tap2.studio.uploads.Uploads;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// The queue. Progress from many threads is gathered and shown at most once per turn of the UI thread.
public final class UploadQueueViewModel {
    /// An upload with its latest progress.
    public record Item(UploadTask task, UploadProgress progress) {}

    private final Context ctx;
    private final ObservableList<Item> items = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
    private final Map<UUID, UploadProgress> fresh = new ConcurrentHashMap<>();
    private final AtomicBoolean queued = new AtomicBoolean();
    private @Nullable Runnable stop;

    public UploadQueueViewModel(Context ctx) {
        this.ctx = ctx;
    }

    public ObservableList<Item> items() {
        return items;
    }

    public ReadOnlyStringProperty summary() {
        return summary.getReadOnlyProperty();
    }

    public void attach() {
        stop = ctx.session().uploads().onProgress(p -> {
            fresh.put(p.id(), p);
            if (queued.compareAndSet(false, true)) {
                ctx.background().later(this::drain);
            }
        });
        load();
    }

    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    private void drain() {
        queued.set(false);
        boolean known = true;
        for (UUID id : List.copyOf(fresh.keySet())) {
            UploadProgress p = fresh.remove(id);
            if (p != null) {
                known &= update(p);
            }
        }
        if (known) {
            summarise();
        } else {
            load();
        }
    }

    /// Whether the list shows this upload in this state already; otherwise it is read anew.
    private boolean update(UploadProgress p) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.task().id().equals(p.id())) {
                items.set(i, new Item(item.task(), p));
                return item.task().state() == p.state();
            }
        }
        return false;
    }

    public void load() {
        ctx.background()
                .run(
                        () -> ctx.session().uploads().list().stream()
                                .map(t -> new Item(t, ctx.session().uploads().progress(t)))
                                .toList(),
                        list -> {
                            items.setAll(list);
                            summarise();
                        },
                        ctx.host().onFail());
    }

    private void summarise() {
        long active =
                items.stream().filter(i -> i.progress().state().isActive()).count();
        long speed =
                items.stream().mapToLong(i -> i.progress().bytesPerSecond()).sum();
        var opens = ctx.session().uploads().opensAt();
        summary.set(
                active == 0
                        ? ctx.text("uploads.idle")
                        : opens.isPresent() && speed == 0
                                ? ctx.text("uploads.waitsUntil", ctx.formats().moment(opens.get()))
                                : ctx.text(
                                        "uploads.active", active, ctx.formats().size(speed) + "/s"));
    }

    public void add(List<Path> paths) {
        for (Path path : paths) {
            try {
                ctx.session().uploads().add(path, UploadPurpose.PRODUCT_FILE);
            } catch (Uploads.NotAccepted e) {
                ctx.host().notice(Host.Level.WARNING, UploadTexts.notTaken(ctx, e));
            }
        }
        load();
    }

    public void pause(UUID id) {
        act(() -> ctx.session().uploads().pause(id));
    }

    public void resume(UUID id) {
        act(() -> ctx.session().uploads().resume(id));
    }

    public void cancel(UUID id) {
        act(() -> ctx.session().uploads().cancel(id));
    }

    public void first(UUID id) {
        act(() -> ctx.session().uploads().prioritise(id));
    }

    public void restart(UUID id) {
        act(() -> {
            try {
                ctx.session().uploads().restart(id);
            } catch (Uploads.NotAccepted e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    public void clearFinished() {
        act(() -> ctx.session().uploads().clearFinished());
    }

    /// Limits all uploads, kilobytes a second; 0 lifts the limit. Kept over restarts.
    public void limit(long kilobytes) {
        ctx.session().uploads().bandwidth().setLimit(kilobytes * 1000);
        ctx.preferences().change(v -> v.withUploadKbps(kilobytes));
    }

    public long limit() {
        return ctx.session().uploads().bandwidth().limit() / 1000;
    }

    public void sendAnyway(UUID id) {
        act(() -> ctx.session().uploads().sendAnyway(id));
    }

    /// The hours that files are sent in; empty for any time.
    public Optional<UploadHours> hours() {
        return hours(ctx.preferences().get());
    }

    /// Null sends at any time. Kept over restarts.
    public void hours(@Nullable UploadHours next) {
        ctx.preferences()
                .change(v -> v.withUploadHours(
                        next == null
                                ? null
                                : new Preferences.Hours(
                                        next.from().toString(), next.to().toString())));
        act(() -> ctx.session().uploads().setHours(next));
    }

    /// As the settings have them; what cannot be read counts as none.
    public static Optional<UploadHours> hours(Preferences.Values values) {
        Preferences.Hours held = values.uploadHours();
        try {
            return held == null
                    ? Optional.empty()
                    : Optional.of(new UploadHours(LocalTime.parse(held.from()), LocalTime.parse(held.to())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void act(Runnable step) {
        ctx.background()
                .run(
                        () -> {
                            step.run();
                            return true;
                        },
                        ok -> load(),
                        ctx.host().onFail());
    }
}
