package gg.tap2.studio.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;

/// One SQLite file: a writer and a reader connection, each used by one thread at a time. WAL lets the reader go on
/// while the writer writes; `synchronous=FULL` keeps the last saved draft over a power loss.
public final class Database implements AutoCloseable {
    /// Work with a connection.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /// Reads one row.
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /// Each connection's page cache; the system caches the file besides.
    private static final int CACHE_KIB = 4_000;

    private final Connection writer;
    private final Connection reader;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();

    private final Path file;

    private Database(Path file, Connection writer, Connection reader) {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
    }

    public Path path() {
        return file;
    }

    static Database open(Path file) {
        Connection writer = null;
        try {
            writer = connect(file);
            writer.setAutoCommit(false);
            return new Database(file, writer, connect(file));
        } catch (SQLException e) {
            if (writer != null) {
                try {
                    writer.close();
                } catch (SQLException second) {
                    e.addSuppressed(second);
                }
            }
            throw new StoreException(e, file);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        config.enforceForeignKeys(true);
        config.setCacheSize(-CACHE_KIB);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        Function.create(connection, "fold", new Fold());
        return connection;
    }

    /// Small letters of every alphabet; SQLite's own LOWER knows a to z alone.
    private static final class Fold extends Function {
        @Override
        protected void xFunc() throws SQLException {
            String text = value_text(0);
            if (text == null) {
                result();
            } else {
                result(text.toLowerCase(Locale.ROOT));
            }
        }
    }

    /// Runs in a transaction; commits on return, rolls back on any exception. Calls may nest on one thread and then
    /// share the transaction.
    public <T extends @Nullable Object> T write(Work<T> work) {
        writing.lock();
        try {
            boolean outermost = writing.getHoldCount() == 1;
            try {
                T result = work.run(writer);
                if (outermost) {
                    writer.commit();
                }
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                if (outermost) {
                    rollback(e);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException(e, file);
        } finally {
            writing.unlock();
        }
    }

    /// Ends a transaction that failed. On a full disk SQLite has ended it by itself, and the next one must begin; what
    /// went wrong first is what is told.
    private void rollback(Throwable first) {
        try {
            writer.rollback();
        } catch (SQLException second) {
            first.addSuppressed(second);
            try (var statement = writer.createStatement()) {
                statement.execute("BEGIN");
            } catch (SQLException third) {
                first.addSuppressed(third);
            }
        }
    }

    public <T extends @Nullable Object> T read(Work<T> work) {
        if (writing.isHeldByCurrentThread()) {
            return write(work);
        }
        reading.lock();
        try {
            return work.run(reader);
        } catch (SQLException e) {
            throw new StoreException(e, file);
        } finally {
            reading.unlock();
        }
    }

    public int update(String sql, @Nullable Object... args) {
        return write(c -> {
            try (var statement = prepare(c, sql, args)) {
                return statement.executeUpdate();
            }
        });
    }

    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return read(c -> {
            try (var statement = prepare(c, sql, args);
                    var rows = statement.executeQuery()) {
                var out = new ArrayList<T>();
                while (rows.next()) {
                    out.add(mapper.map(rows));
                }
                return out;
            }
        });
    }

    public <T> Optional<T> find(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return list(sql, mapper, args).stream().findFirst();
    }

    public long number(String sql, @Nullable Object... args) {
        return find(sql, row -> row.getLong(1), args).orElse(0L);
    }

    private static PreparedStatement prepare(Connection c, String sql, @Nullable Object... args) throws SQLException {
        var statement = c.prepareStatement(sql);
        bind(statement, args);
        return statement;
    }

    /// Sets the parameters of one row.
    public static void bind(PreparedStatement statement, @Nullable Object... args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            statement.setObject(
                    i + 1,
                    switch (arg) {
                        case null -> null;
                        case java.time.Instant instant -> instant.toEpochMilli();
                        case Boolean flag -> flag ? 1 : 0;
                        case Number number -> number;
                        default -> arg.toString();
                    });
        }
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try {
            reader.close();
            writer.close();
        } catch (SQLException e) {
            throw new StoreException(e, file);
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }
}
