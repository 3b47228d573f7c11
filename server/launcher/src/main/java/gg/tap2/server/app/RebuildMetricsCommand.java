package gg.tap2.server.app;

import gg.tap2.server.ledger.DailyMetrics;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tap2 rebuild-metrics`: writes the daily numbers anew from the journals, also while the server runs.
@Command(name = "rebuild-metrics", description = "Writes the daily numbers anew from the ledger.")
final class RebuildMetricsCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Override
    public Integer call() throws Exception {
        return Installations.withDatabase(options.load(), db -> {
            System.out.println(DailyMetrics.rebuild(db) + " creators rebuilt.");
            var left = DailyMetrics.differences(db);
            left.forEach(d -> System.out.println("DIFFERENCE " + d));
            return left.isEmpty() ? 0 : 1;
        });
    }
}
