package gg.tap2.studio.sync;

import gg.tap2.model.sync.Changes;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The pages of a pull, fetched one ahead of the one that is being written. Closing ends what is under way.
final class PagesAhead implements AutoCloseable {
    private final CreatorApi api;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sync-ahead").factory());
    private Future<Changes> coming;

    PagesAhead(CreatorApi api, @Nullable String cursor) {
        this.api = api;
        this.coming = fetch(cursor);
    }

    private Future<Changes> fetch(@Nullable String cursor) {
        Callable<Changes> call = () -> api.changes(cursor);
        return thread.submit(call);
    }

    /// The next page; while it has more, the one after it is on its way already. To be called at most once after the
    /// last.
    ///
    /// @throws ApiFailure as the fetching did
    Changes next() {
        try {
            Changes page = coming.get();
            if (page.hasMore()) {
                coming = fetch(page.cursor());
            }
            return page;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiFailure.Offline(new InterruptedIOException("the sync was stopped"));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException x -> throw x;
                case Error x -> throw x;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
