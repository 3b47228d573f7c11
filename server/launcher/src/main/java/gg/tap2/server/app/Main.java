package gg.tap2.server.app;

import gg.tap2.server.platform.config.ConfigException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The server's command line. Wrong settings end with one clear line and exit status 2.
@Command(
        name = "tap2",
        description = "Tap2 Creators server",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            AdminCommand.class,
            AdvisoriesCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RebuildMetricsCommand.class,
            ConfigCommand.class,
            ContractCommand.class,
            PasswordsCommand.class,
            RotateKeysCommand.class,
            VerifyStatementCommand.class,
            WarmUpCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(new Main(), args));
    }

    /// Runs a command of this process, whose output and log it sets up; returns its exit status.
    public static int execute(Object command, String... args) {
        System.setOut(new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8));
        org.slf4j.bridge.SLF4JBridgeHandler.removeHandlersForRootLogger();
        org.slf4j.bridge.SLF4JBridgeHandler.install();
        com.openhtmltopdf.util.XRLog.setLoggingEnabled(false);
        java.util.logging.Logger.getLogger("io.helidon").setLevel(java.util.logging.Level.WARNING);
        return run(command, args);
    }

    /// Runs one command; returns its exit status.
    public static int run(String... args) {
        return run(new Main(), args);
    }

    private static int run(Object command, String... args) {
        var line = new CommandLine(command);
        line.setExecutionExceptionHandler((e, cmd, parsed) -> {
            if (e instanceof ConfigException) {
                System.err.println("tap2: " + e.getMessage());
                return 2;
            }
            throw e;
        });
        return line.execute(args);
    }
}
