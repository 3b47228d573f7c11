package gg.tap2.server.analytics;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Builds the reports and the counting of page views.
public final class AnalyticsFeature implements AutoCloseable {
    private final @Nullable Db replica;
    private final Analytics analytics;
    private final PageViews views;
    private final InstantSource clock;

    public AnalyticsFeature(ServerConfig config, Db db, InstantSource clock) {
        this.replica = config.isSet(Key.DATABASE_READ_URL)
                ? Db.openLater(
                        DatabaseAddress.parse(config.text(Key.DATABASE_READ_URL)),
                        Math.max(2, config.integer(Key.DATABASE_POOL) / 2))
                : null;
        this.clock = clock;
        this.analytics = new Analytics(new ReportDatabase(db, replica), clock);
        this.views = new PageViews(db, clock);
        views.start();
    }

    public void register(Routing routing) {
        new AnalyticsRoutes(analytics, clock).register(routing);
    }

    public PageViews views() {
        return views;
    }

    @Override
    public void close() {
        views.close();
        if (replica != null) {
            replica.close();
        }
    }
}
