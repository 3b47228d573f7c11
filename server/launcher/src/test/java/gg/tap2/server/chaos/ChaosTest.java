package gg.tap2.server.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
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
        Play.rounds(folder, rounds, clients, scenarios(all), seed);
    }
}
