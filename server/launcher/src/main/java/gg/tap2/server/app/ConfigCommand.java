package gg.tap2.server.app;

import gg.tap2.server.checks.Finding;
import gg.tap2.server.checks.LiveChecks;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.stripe.ProviderException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 config check` reads the settings and prints what is in force; `tap2 config list` prints every key.
/// With `--live`
/// every provider is asked for real. Exit status: 0 all in order (warnings may be there), 1 something a
/// provider refuses, 2
/// settings that cannot be read.
@Command(
        name = "config",
        description = {
            "check: reads the settings; list: prints every key with its meaning.",
            "check --live also asks every provider for real what the platform needs of it; no money moves."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all in order; warnings may be there",
            "1:a provider refuses something, with the remedy beside it",
            "2:settings that cannot be read, all of them named"
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Parameters(index = "0", defaultValue = "check", description = "check or list")
    String what = "check";

    @Option(names = "--live", description = "asks the database, storage, relays and every provider")
    boolean live;

    @Option(names = "--json", description = "prints what --live found as JSON")
    boolean json;

    @Option(names = "--to", defaultValue = "", description = "whom the relays are asked about; default: the sender")
    String to = "";

    @Option(names = "--send", description = "really sends a mail there; without it the relay is left before the text")
    boolean send;

    @Override
    public Integer call() {
        if (what.equals("list")) {
            for (Key k : Key.values()) {
                System.out.printf(
                        "%-28s %-36s default %-24s %s%n",
                        k.key(), k.environmentName(), k.fallback().isEmpty() ? "-" : k.fallback(), k.doc());
            }
            return 0;
        }
        ServerConfig config = options.load();
        if (live) {
            return live(config);
        }
        for (Key k : Key.values()) {
            if (config.isSet(k)) {
                System.out.printf("%-28s %s%n", k.key(), k.secret() ? "[set]" : config.text(k));
            }
        }
        if (config.live()) {
            List<String> differences = stripe(config);
            differences.forEach(d -> System.out.println("Stripe: " + d));
            if (!differences.isEmpty()) {
                return 1;
            }
        }
        System.out.println("The settings are in order.");
        return 0;
    }

    private int live(ServerConfig config) {
        List<Finding> found = new LiveChecks(
                        new LiveChecks.Options(to, send), ConfigCommand::stripe, PayoutProviders::checked)
                .run(config);
        boolean failed = found.stream().anyMatch(f -> f.level() == Finding.Level.FAILED);
        if (json) {
            System.out.println(Json.write(Map.of("ok", !failed, "findings", found)));
            return failed ? 1 : 0;
        }
        for (Finding f : found) {
            System.out.printf("%-8s %-9s %s%n", f.level(), f.area(), f.what());
            if (!f.remedy().isEmpty()) {
                System.out.printf("%-18s → %s%n", "", f.remedy());
            }
        }
        System.out.println(failed ? "Not ready." : "Ready.");
        return failed ? 1 : 0;
    }

    private static List<String> stripe(ServerConfig config) {
        try {
            return ServerApp.stripeSetup(config, config.text(Key.PUBLIC_URL)).differences();
        } catch (ProviderException e) {
            return List.of("the account could not be looked at: " + e.getMessage());
        }
    }
}
