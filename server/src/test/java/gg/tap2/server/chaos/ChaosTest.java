package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TipLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People tip a creator on a server of its own while something goes wrong. Afterwards people can pay again, what Stripe
/// took is booked once each, and the ledger is whole.
///
/// `-Dseed=N` plays the same order and the same doses again, `-Dchaos.only=NAME,NAME` only these scenarios,
/// `-Dchaos.rounds=N` the long form N times.
class ChaosTest {
    private static final int MAX_REQUESTS = 24;

    @TempDir
    Path folder;

    /// Those that take half a minute each are left to the long form.
    private static final Set<Scenario> LONG = EnumSet.of(Scenario.DISK_FULL, Scenario.STORAGE_DOWN);

    @Test
    void everyFaultOnce() throws Exception {
        play(1, 3, EnumSet.complementOf(EnumSet.copyOf(LONG)));
    }

    @Test
    @Tag("slow")
    void everyFaultAgainAndAgain() throws Exception {
        play(Integer.getInteger("chaos.rounds", 5), 6, EnumSet.allOf(Scenario.class));
    }

    private static List<Scenario> scenarios(Set<Scenario> all) {
        String only = System.getProperty("chaos.only", "");
        return new ArrayList<>(
                only.isBlank()
                        ? all
                        : Arrays.stream(only.split(",")).map(Scenario::valueOf).toList());
    }

    private void play(int rounds, int clients, Set<Scenario> all) throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ChaosTest seed " + seed);
        var random = new Random(seed);
        try (var around = new Surroundings(folder, ServerProcess.home(folder));
                var server = new ServerProcess(folder, settings(around)).start()) {
            for (int round = 0; round < rounds; round++) {
                List<Scenario> order = scenarios(all);
                Collections.shuffle(order, random);
                for (Scenario scenario : order) {
                    long begun = System.nanoTime();
                    int tips = one(scenario, server, around, clients, random, seed);
                    System.out.printf("%-22s %3d tips, %.1f s%n", scenario, tips, (System.nanoTime() - begun) / 1e9);
                }
            }
        }
    }

    private static Map<String, String> settings(Surroundings around) {
        Map<String, String> out = new HashMap<>(around.settings());
        out.put("http.max-requests", Integer.toString(MAX_REQUESTS));
        return out;
    }

    private int one(Scenario scenario, ServerProcess server, Surroundings around, int clients, Random random, long seed)
            throws Exception {
        String what = scenario + ", seed " + seed;
        try (var load = new TipLoad(server, clients)) {
            var stage = new Scenario.Stage(server, load, folder, around);
            load.more(2, Duration.ofSeconds(10));
            scenario.strike(stage, random);
            stage.calm();
            int before = load.taken();
            load.more(3, Duration.ofSeconds(20));
            assertThat(load.taken()).as("people can pay again; " + what).isGreaterThan(before);
            load.close();
            load.settle();
            load.check(what);
            return load.taken();
        }
    }
}
