package gg.tap2.studio.app;

import gg.tap2.studio.platform.AppDirs;
import java.io.IOException;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `studio` opens the window (the default), `upload FILE` sends a file by the same engine.
@Command(
        name = "tap2-studio",
        mixinStandardHelpOptions = true,
        version = "Tap2 Studio 0.1",
        description = "The desktop studio for Tap2 creators.",
        subcommands = {Main.StudioCommand.class, UploadCommand.class})
public final class Main implements Runnable {
    @Parameters(arity = "0..1", paramLabel = "FILE-OR-LINK", description = "An archive or a tap2:// link to open.")
    @Nullable
    String target;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        var studio = new StudioCommand();
        studio.target = target;
        studio.run();
    }

    @Command(name = "studio", mixinStandardHelpOptions = true, description = "Opens the window.")
    static final class StudioCommand implements Runnable {
        @Option(names = "--server", paramLabel = "URL", description = "The server offered on the sign-in page.")
        String server = "http://127.0.0.1:8080";

        @Option(names = "--probe", hidden = true, description = "Says when the window was usable, and ends.")
        boolean probe;

        @Parameters(arity = "0..1", paramLabel = "FILE-OR-LINK", description = "An archive or a tap2:// link to open.")
        @Nullable
        String target;

        @Override
        public void run() {
            FxLauncher.probe = probe;
            try {
                var lock = SingleInstance.acquire(AppDirs.system().create(), target);
                if (lock.isEmpty()) {
                    System.err.println("Tap2 Studio is running already.");
                    return;
                }
                try (var held = lock.get()) {
                    FxLauncher.server = server;
                    FxLauncher.target = target;
                    FxLauncher.instance = held;
                    Application.launch(FxLauncher.class);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
