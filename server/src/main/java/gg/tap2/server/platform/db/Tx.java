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
}
