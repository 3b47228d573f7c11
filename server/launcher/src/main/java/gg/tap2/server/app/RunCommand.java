package gg.tap2.server.app;

import gg.tap2.server.demo.DemoParts;
import gg.tap2.server.demo.DemoWorld;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tap2 run`: starts the platform and stays until it is stopped.
@Command(name = "run", description = "Starts the platform and prints its addresses and logins.")
final class RunCommand implements Callable<Integer> {
    private static final int DATABASE_LOST = 3;

    @Mixin
    StartOptions options = new StartOptions();

    @Option(names = "--no-demo-data", description = "start without demo creators")
    boolean noDemoData;

    @Override
    public Integer call() throws Exception {
        var config = options.load();
        Reporting.start(config);
        long started = System.nanoTime();
        ServerApp app = Launcher.start(config);
        var stopped = new CountDownLatch(1);
        app.closeAtExit(stopped::countDown);
        Launcher.embedded(app).onDatabaseLost(() -> {
            // A supervisor can start the whole anew; a server without its database helps nobody.
            System.err.println("tap2: the embedded database cannot be started again; the server ends");
            System.exit(DATABASE_LOST);
        });
        RunFile.write(app);
        System.out.println("Ready " + app.baseUrl());
        System.out.printf("Started in %.1f s, data in %s%n", (System.nanoTime() - started) / 1e9, app.dataDir());
        if (Launcher.sandbox(app).isPresent()) {
            Launcher.sandbox(app).ifPresent(box -> {
                System.out.println();
                System.out.println("  Pages         " + app.baseUrl());
                System.out.println("  API           " + app.baseUrl() + "/api/v1/openapi.json");
                System.out.println("  Mailbox       " + box.mailbox().baseUri());
                System.out.println("  Stripe        " + box.stripe().baseUri() + "/sandbox");
                Launcher.embedded(app)
                        .payoutStandIn()
                        .ifPresent(s -> System.out.printf("  %-13s %s/sandbox%n", s.title(), s.base()));
                System.out.println(
                        "  Addresses and keys of every part: " + app.dataDir().resolve("run.json"));
            });
            if (!noDemoData) {
                fill(app);
            }
        }
        stopped.await();
        return 0;
    }

    /// A stop in the middle is no fault: the next start fills in what is missing.
    private void fill(ServerApp app) throws Exception {
        try {
            DemoWorld.ensure(
                    new DemoParts(
                            app.db(),
                            app.accounts(),
                            app.catalog(),
                            app.media(),
                            app.billing(),
                            Launcher.sandbox(app).orElseThrow()),
                    System.out);
            RunFile.write(app);
        } catch (Exception e) {
            if (!app.leaving()) {
                throw e;
            }
        }
    }
}
