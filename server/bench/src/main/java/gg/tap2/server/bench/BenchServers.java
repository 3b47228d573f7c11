package gg.tap2.server.bench;

import gg.tap2.server.platform.config.Key;
import java.util.Map;

/// Where benchmarks get their servers from; all are stopped at the end.
public interface BenchServers {
    /// Started on first use.
    BenchServer shared();

    /// One more, with settings of its own.
    BenchServer start(Map<Key, String> settings);
}
