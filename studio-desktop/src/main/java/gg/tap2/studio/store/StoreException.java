package gg.tap2.studio.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The local store failed. `isDiskFull` is told apart because the user can mend it.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean diskFull;
    private final boolean damaged;

    /// So little room that the next page may not fit any more.
    private static final long NO_ROOM = 1 << 20;

    private final transient Path folder;

    StoreException(SQLException cause, Path file) {
        super(String.valueOf(cause.getMessage()), cause);
        SQLiteErrorCode code = cause instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        this.folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        // A full disk shows as several faults, according to which of the store's files meets it first.
        boolean unwritten =
                code.name().startsWith("SQLITE_IOERR") || code.name().startsWith("SQLITE_CANTOPEN");
        this.diskFull = code == SQLiteErrorCode.SQLITE_FULL
                || (unwritten && folder.toFile().getUsableSpace() < NO_ROOM);
        this.damaged = code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
    }

    /// Where the store lies.
    public Path folder() {
        return folder;
    }

    public boolean isDiskFull() {
        return diskFull;
    }

    public boolean isDamaged() {
        return damaged;
    }
}
