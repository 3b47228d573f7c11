package gg.tap2.server.app;

import gg.tap2.server.accounts.AuditSeals;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.time.PlatformClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tap2 doctor`: checks the ledger of a running or stopped installation; exit status 1 on any difference.
@Command(name = "doctor", description = "Checks the ledger; exit status 1 on any difference.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Override
    public Integer call() throws Exception {
        return Installations.withDatabase(options.load(), DoctorCommand::check);
    }

    static int check(Db db) {
        var report = new LedgerCheck(db).withProviders();
        System.out.printf(
                "%d journals, %d postings, %d creators%n", report.journals(), report.postings(), report.creators());
        System.out.println("Trial balance:");
        report.trialBalance().forEach(t -> System.out.printf("  %-20s %s %,18d%n", t.kind(), t.currency(), t.amount()));
        report.differences().forEach(d -> System.out.println("DIFFERENCE " + d));
        var trail = new AuditSeals(db, new PlatformClock(Duration.ZERO)).differences();
        trail.forEach(d -> System.out.println("DIFFERENCE " + d));
        System.out.println(
                report.clean()
                        ? "The ledger is in order."
                        : report.differences().size() + " differences.");
        System.out.println(
                trail.isEmpty()
                        ? "The audit trail is as it was sealed."
                        : trail.size() + " differences in the audit trail.");
        return report.clean() && trail.isEmpty() ? 0 : 1;
    }
}
