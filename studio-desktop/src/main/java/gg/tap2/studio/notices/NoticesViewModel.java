package gg.tap2.studio.notices;

import gg.tap2.model.notices.Notice;
import gg.tap2.model.notices.NoticeFeed;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.FansApi;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.sync.SyncState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// The account's notices: the last known ones at once, the server's after each sync. Tells of those that are new since
/// this
/// machine last looked, each once.
public final class NoticesViewModel {
    private static final String FEED = "notice_feed";
    private static final String SEEN = "notices_seen";
    private static final int SHOWN = 50;

    private record Loaded(NoticeFeed feed, List<Notice> fresh) {}

    private final Context ctx;
    private final FansApi api;
    private final ObservableList<Notice> notices = FXCollections.observableArrayList();
    private final ReadOnlyLongWrapper unread = new ReadOnlyLongWrapper();
    private final Consumer<List<Notice>> onFresh;
    private @Nullable Runnable stop;
    private @Nullable Instant synced;

    public NoticesViewModel(Context ctx, Consumer<List<Notice>> onFresh) {
        this.ctx = ctx;
        this.api = new FansApi(ctx.session().client());
        this.onFresh = onFresh;
    }

    public ObservableList<Notice> notices() {
        return notices;
    }

    public ReadOnlyLongProperty unread() {
        return unread.getReadOnlyProperty();
    }

    public void start() {
        ctx.background()
                .run(
                        () -> ctx.session().store().documents().find(FEED, Documents.ONLY, NoticeFeed.class),
                        held -> held.ifPresent(this::show),
                        ctx.host().onFail());
        stop = ctx.session().sync().onState(s -> ctx.background().later(() -> synced(s)));
        refresh();
    }

    public void stop() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    private void synced(SyncState s) {
        if (!s.busy() && !Objects.equals(s.lastSynced(), synced)) {
            synced = s.lastSynced();
            refresh();
        }
    }

    /// Asks the server; without a connection what is known stays.
    public void refresh() {
        ctx.background()
                .run(
                        this::load,
                        loaded -> {
                            show(loaded.feed());
                            if (!loaded.fresh().isEmpty()) {
                                onFresh.accept(loaded.fresh());
                            }
                        },
                        e -> {});
    }

    private Loaded load() throws ApiFailure {
        NoticeFeed feed = api.notices(SHOWN);
        var store = ctx.session().store();
        store.documents().saveBase(FEED, Documents.ONLY, 1, feed, "");
        Instant seen = store.findSetting(SEEN).map(Instant::parse).orElse(null);
        Instant newest = feed.notices().stream()
                .map(Notice::createdAt)
                .max(Instant::compareTo)
                .orElse(seen);
        if (newest == null) {
            newest = ctx.now();
        }
        store.saveSetting(SEEN, newest.toString());
        // The first look of this machine is no news.
        List<Notice> fresh = seen == null
                ? List.of()
                : feed.notices().stream()
                        .filter(n -> n.readAt() == null && n.createdAt().isAfter(seen))
                        .toList();
        return new Loaded(feed, fresh);
    }

    private void show(NoticeFeed feed) {
        if (!feed.notices().equals(notices)) {
            notices.setAll(feed.notices());
        }
        unread.set(feed.unread());
    }

    public void markRead(@Nullable Notice one) {
        ctx.background()
                .run(
                        () -> {
                            api.markRead(one == null ? null : List.of(one.id()));
                            return true;
                        },
                        ok -> refresh(),
                        e -> {});
    }
}
