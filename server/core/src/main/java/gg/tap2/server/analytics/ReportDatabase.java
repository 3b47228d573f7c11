package gg.tap2.server.analytics;

import gg.tap2.server.platform.db.DatabaseUnavailableException;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where reports are read: from the replica where there is one, and from the primary while the replica cannot be
/// reached
/// or gave a report up in favour of what it had to replay. A replica that failed is left alone for a while, so that
/// nobody
/// waits for it at every look.
final class ReportDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(ReportDatabase.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /// A standby ends a query that is in the way of replaying (PostgreSQL, `max_standby_streaming_delay`).
    private static final String REPLAY_CONFLICT = "40001";

    private final Db primary;
    private final @Nullable Db replica;
    private volatile long leftAloneUntil = System.nanoTime();

    ReportDatabase(Db primary, @Nullable Db replica) {
        this.primary = primary;
        this.replica = replica;
    }

    <T> T read(Function<Tx, T> work) {
        Db other = replica;
        if (other == null || System.nanoTime() - leftAloneUntil < 0) {
            return primary.read(work);
        }
        try {
            return other.read(work);
        } catch (DatabaseUnavailableException e) {
            leftAloneUntil = System.nanoTime() + PATIENCE.toNanos();
            LOG.warn(
                    "the read replica cannot be reached; reports come from the primary for {} s: {}",
                    PATIENCE.toSeconds(),
                    e.getMessage());
        } catch (RuntimeException e) {
            if (!REPLAY_CONFLICT.equals(Db.sqlState(e))) {
                throw e;
            }
            LOG.info("the read replica gave a report up; it is read from the primary");
        }
        return primary.read(work);
    }
}
