package gg.tap2.studio.app;

import gg.tap2.model.system.Version;
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
        versionProvider = Main.Versions.class,
        description = "The desktop studio for Tap2 creators.",
        subcommands = {Main.StudioCommand.class, UploadCommand.class})
public final class Main implements Runnable {
    @Parameters(arity = "0..1", paramLabel = "FILE-OR-LINK", description = "An archive or a tap2:// link to open.")
    @Nullable
    String target;

    public static void main(String[] args) {
        if (isDoubleClick(args)) {
            new Main(args.length == 0 ? null : args[0]).run();
            System.exit(0);
        }
        System.exit(new CommandLine(new Main(null)).execute(args));
    }

    private Main(@Nullable String target) {
        this.target = target;
    }

    /// What the system starts for a menu entry, a file or a link: nobody there waits for a command line to be
    /// read.
    private static boolean isDoubleClick(String[] args) {
        return args.length == 0 || args.length == 1 && (args[0].startsWith("tap2:") || args[0].startsWith("/"));
    }

    /// The version of the build.
    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Tap2 Studio " + Version.CURRENT};
        }
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

        @Parameters(arity = "0..1", paramLabel = "FILE-OR-LINK", description = "An archive or a tap2:// link to open.")
        @Nullable
        String target;

        @Override
        public void run() {
            // Says when the window was usable, and ends.
            FxLauncher.probe = Boolean.getBoolean("tap2.probe");
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
