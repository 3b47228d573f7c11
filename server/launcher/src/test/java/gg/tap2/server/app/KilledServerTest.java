package gg.tap2.server.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TipLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process of its own, killed at random moments while tips come in: what Stripe took is booked
/// once.
class KilledServerTest {
    @TempDir
    Path data;

    @Test
    @Tag("slow")
    void manyKillsLoseAndDoubleNothing() throws Exception {
        play(8, 6);
    }

    private void play(int kills, int clients) throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("KilledServerTest seed " + seed);
        var random = new Random(seed);
        try (var server = new ServerProcess(data, Map.of()).start()) {
            try (var load = new TipLoad(server, clients)) {
                for (int k = 0; k < kills; k++) {
                    load.more(8, Duration.ofSeconds(15));
                    Thread.sleep(random.nextInt(500));
                    server.kill();
                    server.start();
                }
                Thread.sleep(500);
                load.close();
                load.settle();
                int paid = load.check("seed " + seed);
                assertTrue(paid > 5, paid + " tips are too few to tell; seed " + seed);
                System.out.println(paid + " tips over " + kills + " kills, all booked once");
            }
        }
    }
}
