package gg.tap2.server.bench;

import java.util.List;

/// One thing that is measured. A benchmark makes its own data, warms up, and runs what it compares with in turn
/// with ours (A B A B …), so that a busy machine slows both.
public interface Benchmark {
    /// Short name for the command line: lower case, no spaces.
    String name();

    /// One line for people: what is measured against what.
    String about();

    /// @return what was measured; a peer that cannot run here is told by [Figure#skipped], never left out
    /// @throws Exception whatever went wrong; the other benchmarks still run
    List<Figure> run(BenchContext context) throws Exception;
}
