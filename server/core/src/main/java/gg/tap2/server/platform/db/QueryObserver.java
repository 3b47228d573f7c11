package gg.tap2.server.platform.db;

/// Told about every statement, with its text and never its values; for metrics and the log of slow ones.
@FunctionalInterface
public interface QueryObserver {
    void ran(String sql, long nanos);
}
