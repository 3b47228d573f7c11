package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TipLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Scenarios on a server of its own, and what must hold after each.
final class Play implements AutoCloseable {
    private static final int MAX_REQUESTS = 24;

    private final Path folder;
    private final int clients;
    private final long seed;
    private final Random random;
    private final Surroundings around;
    private final ServerProcess server;

    /// @param classes that replace the server's own of the same names; null for the server as it is
    Play(Path folder, int clients, long seed, @Nullable Path classes) throws Exception {
        this.folder = folder;
        this.clients = clients;
        this.seed = seed;
        this.random = new Random(seed);
        this.around = new Surroundings(folder, ServerProcess.home(folder));
        Map<String, String> settings = new HashMap<>(around.settings());
        settings.put("http.max-requests", Integer.toString(MAX_REQUESTS));
        this.server = new ServerProcess(folder, settings);
        if (classes != null) {
            server.with(classes);
        }
        try {
            server.start();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    static void rounds(Path folder, int rounds, int clients, List<Scenario> scenarios, long seed) throws Exception {
        try (var play = new Play(folder, clients, seed, null)) {
            for (int round = 0; round < rounds; round++) {
                List<Scenario> order = new ArrayList<>(scenarios);
                Collections.shuffle(order, play.random);
                for (Scenario scenario : order) {
                    long begun = System.nanoTime();
                    int tips = play.one(scenario);
                    System.out.printf("%-22s %3d tips, %.1f s%n", scenario, tips, (System.nanoTime() - begun) / 1e9);
                }
            }
        }
    }

    /// @return how many tips were paid while it played
    /// @throws AssertionError when something did not hold
    int one(Scenario scenario) throws Exception {
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

    @Override
    public void close() {
        server.close();
        around.close();
    }
}
