package gg.tap2.server.app;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.time.PlatformClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tap2 backup`: one file that holds the whole installation, whether its server runs or not.
@Command(name = "backup", description = "Writes the whole installation into one file, whether it runs or not.")
final class BackupCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "file to write (default: backups/tap2-<time>.backup in the data folder)")
    @Nullable
    Path to;

    @Override
    public Integer call() throws Exception {
        var config = options.load();
        if (config.isSet(Key.DATABASE_URL) || config.isSet(Key.S3_ENDPOINT)) {
            throw new ConfigException("backup is for the embedded database and storage; use your database's"
                    + " point-in-time recovery and the bucket's versions (docs/operations.md)");
        }
        var now = new PlatformClock(Duration.ZERO).instant();
        Path target = (to == null
                        ? config.dataDir()
                                .resolve(Backup.FOLDER)
                                .resolve("tap2-" + now.toString().replaceAll("[:.]", "-") + ".backup")
                        : to)
                .toAbsolutePath();
        return Installations.withDatabase(config, db -> {
            var s = Backup.write(db.dataSource(), config.dataDir(), target, now);
            System.out.printf(
                    "%s: %d tables, %,d rows, %d files, %,d bytes%n",
                    target, s.tables(), s.rows(), s.files(), s.bytes());
            System.out.println("It holds the keys and everybody's data. Keep it where only you can read it.");
            return 0;
        });
    }
}
