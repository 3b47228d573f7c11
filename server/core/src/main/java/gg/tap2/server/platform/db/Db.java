package gg.tap2.server.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import gg.tap2.server.platform.tracing.Tracing;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbTransaction;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place that opens transactions. A serialization failure or deadlock is retried up to three times, so the
/// work must have no effects outside the database; network calls never belong inside.
public final class Db implements AutoCloseable {
    /// The state of a write in a transaction that may only read.
    public static final String READ_ONLY = "25006";

    private static final ScopedValue<Boolean> LOOK_ONLY = ScopedValue.newInstance();

    private static final Logger LOG = LoggerFactory.getLogger(Db.class);
    private static final String DEADLOCK = "40P01";
    private static final Set<String> RETRIED = Set.of("40001", DEADLOCK);
    private static final int TRIES = 4;

    private final HikariDataSource pool;
    private final DbClient client;
    private volatile QueryObserver observer = (sql, nanos) -> {};

    private final LongAdder deadlocks = new LongAdder();

    private Db(HikariDataSource pool) {
        this.pool = pool;
        this.client = JdbcClientBuilder.create()
                .connectionPool(() -> {
                    try {
                        return pool.getConnection();
                    } catch (SQLException e) {
                        throw new DatabaseUnavailableException(e);
                    }
                })
                .build();
    }

    /// @throws RuntimeException when the database cannot be reached within ten seconds
    public static Db open(DatabaseAddress address, int poolSize) {
        return open(address, poolSize, 10_000);
    }

    /// Like [#open], but a database that is away now may come later.
    public static Db openLater(DatabaseAddress address, int poolSize) {
        return open(address, poolSize, -1);
    }

    private static Db open(DatabaseAddress address, int poolSize, int startWithinMs) {
        var config = new HikariConfig();
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password().value());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(2, poolSize));
        config.setConnectionTimeout(3_000);
        config.setValidationTimeout(1_000);
        config.setKeepaliveTime(60_000);
        config.setInitializationFailTimeout(startWithinMs);
        config.setPoolName("tap2");
        config.addDataSourceProperty("prepareThreshold", address.pooler() ? "0" : "3");
        config.addDataSourceProperty("preparedStatementCacheQueries", "512");
        // DB Client hands UUIDs over as text; PostgreSQL then takes them as what the column is.
        config.addDataSourceProperty("stringtype", "unspecified");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new Db(new HikariDataSource(config));
    }

    /// Runs the work so that whatever it does in a transaction can only read; a write is refused by the database with
    /// [#READ_ONLY]. Threads that it starts are not bound by it.
    public static void lookOnly(Runnable work) {
        ScopedValue.where(LOOK_ONLY, Boolean.TRUE).run(work);
    }

    /// Runs the work in one transaction and commits, or rolls back when it throws.
    public <T extends @Nullable Object> T inTransaction(Function<Tx, T> work) {
        try (var step = Tracing.step(Tracing.Kind.ASKING, "transaction").put("db.system.name", "postgresql")) {
            for (int attempt = 1; ; attempt++) {
                DbTransaction transaction = client.transaction();
                try {
                    Tx tx = new Tx(transaction, observer);
                    if (LOOK_ONLY.isBound()) {
                        tx.readOnly();
                    }
                    T result = work.apply(tx);
                    transaction.commit();
                    return result;
                } catch (RuntimeException | Error e) {
                    rollback(transaction, e);
                    String state = sqlState(e);
                    if (DEADLOCK.equals(state)) {
                        // It costs a second and is a fault of our order of locks, so somebody has to see it.
                        deadlocks.increment();
                        LOG.warn("deadlock, transaction undone: {}", rootMessage(e));
                    }
                    if (attempt >= TRIES || state == null || !RETRIED.contains(state)) {
                        // A business answer that undoes the transaction is no failure of the database.
                        if (state != null) {
                            step.failed(state);
                        }
                        throw translate(e);
                    }
                    step.put("tap2.retries", attempt);
                    LOG.debug("transaction retried after {}", e.getMessage());
                    pause(attempt);
                }
            }
        }
    }

    /// Transactions of this server that the database undid because each waited for the other, since the start.
    public long deadlocks() {
        return deadlocks.sum();
    }

    public void transact(Consumer<Tx> work) {
        inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /// Runs single statements, each on its own; for reading.
    public <T extends @Nullable Object> T read(Function<Tx, T> work) {
        if (LOOK_ONLY.isBound()) {
            return inTransaction(work);
        }
        try (var step = Tracing.step(Tracing.Kind.ASKING, "read").put("db.system.name", "postgresql")) {
            try {
                return work.apply(new Tx(client.execute(), observer));
            } catch (RuntimeException e) {
                if (sqlState(e) instanceof String state) {
                    step.failed(state);
                }
                throw translate(e);
            }
        }
    }

    /// Who is told about every statement.
    public void observe(QueryObserver o) {
        observer = o;
    }

    /// Connections in use, and those that wait for one.
    public int[] load() {
        var bean = pool.getHikariPoolMXBean();
        return bean == null ? new int[2] : new int[] {bean.getActiveConnections(), bean.getThreadsAwaitingConnection()};
    }

    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void rollback(DbTransaction transaction, Throwable cause) {
        try {
            transaction.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(5, 20L * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <E extends Throwable> RuntimeException translate(E e) {
        String state = sqlState(e);
        if (e instanceof DatabaseUnavailableException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("57P")
                                || state.startsWith("53")
                                || state.startsWith("58")))) {
            return e instanceof DatabaseUnavailableException d ? d : new DatabaseUnavailableException(e);
        }
        if (e instanceof RuntimeException r) {
            return r;
        }
        throw (Error) e;
    }

    /// The SQLSTATE behind an exception, or null.
    public static @Nullable String sqlState(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException s) {
                return s.getSQLState();
            }
        }
        return null;
    }

    /// Whether the exception is a broken unique constraint of that name.
    public static boolean isUniqueViolation(Throwable e, String constraint) {
        return "23505".equals(sqlState(e)) && String.valueOf(rootMessage(e)).contains(constraint);
    }

    private static @Nullable String rootMessage(Throwable e) {
        Throwable t = e;
        while (t.getCause() != null && !(t instanceof SQLException)) {
            t = t.getCause();
        }
        return t.getMessage();
    }
}
