package gg.tap2.server.platform.db;

import io.helidon.dbclient.DbExecute;
import java.util.UUID;

/// Statements in one transaction, or in none when it comes from [Db#read].
public final class Tx {
    private final DbExecute execute;
    private final QueryObserver observer;

    Tx(DbExecute execute, QueryObserver observer) {
        this.execute = execute;
        this.observer = observer;
    }

    public Sql sql(String text) {
        return new Sql(execute, text, observer);
    }

    /// Lets transactions about one thing come one after the other until they end, also while the thing is not there
    /// yet.
    /// What is looked up after it cannot be made by another one any more.
    ///
    /// @param kind what it is, such as `product`
    public void serialize(String kind, UUID id) {
        sql("SELECT 1 AS one FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS l")
                .set("key", kind + "/" + id)
                .exists();
    }

    /// Lets the rest of this transaction only read.
    void readOnly() {
        // Not a query, so that the work may still choose its snapshot.
        sql("SET TRANSACTION READ ONLY").update();
    }

    /// Has PostgreSQL plan the following statements of this transaction for the values at hand. A plan that is
    /// kept for all values suits the tables' size on the day it was made. Statements that carry many rows at
    /// once cost little to plan anew, and a stale plan costs them whole scans.
    public void planForTheseValues() {
        sql("SELECT set_config('plan_cache_mode', 'force_custom_plan', TRUE)").exists();
    }
}
