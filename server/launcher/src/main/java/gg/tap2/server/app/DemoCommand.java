package gg.tap2.server.app;

import gg.tap2.server.demo.DemoStory;
import gg.tap2.server.demo.DemoTarget;
import gg.tap2.server.platform.config.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tap2 demo`: plays the whole story on a fresh platform and ends it with the trial balance.
@Command(
        name = "demo",
        description = "A creator earns money end to end; exit status 1 at the first step that is wrong.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Option(names = "--size-mb", description = "size of the uploaded file (default 210)")
    long sizeMb = 210;

    @Override
    public Integer call() throws Exception {
        Path temporary = options.data == null ? Files.createTempDirectory("tap2-demo-") : null;
        if (temporary != null) {
            options.data = temporary;
        }
        if (options.port == null) {
            options.port = "0";
        }
        var more = new EnumMap<Key, String>(Key.class);
        more.put(Key.RATELIMIT_FACTOR, "20");
        long started = System.nanoTime();
        int status = 0;
        ServerApp app = Launcher.start(options.load().with(more));
        try {
            System.out.printf(
                    "The platform runs at %s (data in %s), started in %.1f s%n",
                    app.baseUrl(), app.dataDir(), (System.nanoTime() - started) / 1e9);
            new DemoStory(
                            new DemoTarget(
                                    app.baseUrl(),
                                    app.dataDir(),
                                    Launcher.sandbox(app).orElseThrow()),
                            System.out,
                            sizeMb << 20)
                    .play();
            System.out.printf("%nEverything held. %.1f s in all.%n", (System.nanoTime() - started) / 1e9);
        } catch (RuntimeException e) {
            System.out.println("\nWRONG: " + (e.getMessage() == null ? e : e.getMessage()));
            status = 1;
        } finally {
            app.close();
            if (temporary != null) {
                delete(temporary);
            }
        }
        return status;
    }

    private static void delete(Path folder) throws java.io.IOException {
        try (var paths = Files.walk(folder)) {
            for (Path p : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }
}
