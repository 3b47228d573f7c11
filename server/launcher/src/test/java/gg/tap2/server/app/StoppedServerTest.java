package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TipLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is told to end while people pay: it finishes what it began, its database ends last, and nobody reads
/// of faults that are none.
class StoppedServerTest {
    @TempDir
    Path data;

    @Test
    void aStopIsQuietAndFinishesWhatItBegan() throws Exception {
        try (var server = new ServerProcess(data, Map.of()).start()) {
            String said;
            try (var load = new TipLoad(server, 3)) {
                load.more(6, Duration.ofSeconds(30));
                said = server.stop(Duration.ofSeconds(30));
                server.start();
                load.more(2, Duration.ofSeconds(30));
                load.close();
                load.settle();
                load.check("after a stop");
            }
            assertThat(said.lines().filter(l -> l.matches(".*(WARN|ERROR|Exception).*")))
                    .isEmpty();
            said = server.stop(Duration.ofSeconds(30));
            assertThat(said.lines().filter(l -> l.matches(".*(WARN|ERROR|Exception).*")))
                    .isEmpty();
            assertThat(Files.exists(ServerProcess.home(data).resolve("postgres").resolve("postmaster.pid")))
                    .as("a database that still runs")
                    .isFalse();
        }
    }
}
