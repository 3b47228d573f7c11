package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tap2 rotate-keys`: a new key for data at rest, then every stored secret under it. The server must be
/// stopped, as one that runs would not know the new key; the data folder's lock sees to that. Nothing is served
/// and no job runs meanwhile.
@Command(name = "rotate-keys", description = "Makes a new encryption key and re-encrypts every stored secret.")
final class RotateKeysCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Override
    public Integer call() {
        try (ServerApp app = Launcher.standing(options.load().with(java.util.Map.of(Key.HTTP_PORT, "0")))) {
            app.keyRotation().rotate().forEach((what, count) -> System.out.printf("%,8d %s%n", count, what));
        }
        System.out.println("Every stored secret is under the newest key. Back up keys/keyset.json with your data.");
        return 0;
    }
}
