package gg.tap2.server.platform.db;

import io.helidon.dbclient.DbExecute;

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

    /// Has PostgreSQL plan the following statements of this transaction for the values at hand. A plan that is
    /// kept for all values suits the tables' size on the day it was made. Statements that carry many rows at
    /// once cost little to plan anew, and a stale plan costs them whole scans.
    public void planForTheseValues() {
        sql("SELECT set_config('plan_cache_mode', 'force_custom_plan', TRUE)").exists();
    }
}
