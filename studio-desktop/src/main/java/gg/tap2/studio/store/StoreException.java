package gg.tap2.studio.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The local store failed. `isDiskFull` is told apart because the user can mend it.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean diskFull;
    private final boolean damaged;

    StoreException(SQLException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        SQLiteErrorCode code = cause instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        this.diskFull = code == SQLiteErrorCode.SQLITE_FULL;
        this.damaged = code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    public boolean isDiskFull() {
        return diskFull;
    }

    public boolean isDamaged() {
        return damaged;
    }
}
