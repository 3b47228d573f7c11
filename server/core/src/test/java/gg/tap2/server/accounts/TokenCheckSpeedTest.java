package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Prints what [TokenCheckBenchmark] measures. `./tap2 test --all` runs it.
@Tag("slow")
final class TokenCheckSpeedTest {
    @Test
    void checkingATokenIsMeasured() throws Exception {
        var results = new Runner(new OptionsBuilder()
                        .include(TokenCheckBenchmark.class.getName())
                        // The test runner keeps the standard streams that a process of its own would need.
                        .forks(0)
                        .build())
                .run();
        results.forEach(r -> System.out.printf(
                "%s: %.2f µs%n",
                r.getParams().getBenchmark(), r.getPrimaryResult().getScore()));
        assertThat(results).hasSize(2);
    }
}
