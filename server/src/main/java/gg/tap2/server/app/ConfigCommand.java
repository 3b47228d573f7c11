package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.stripe.ProviderException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tap2 config check` reads the settings and prints what is in force; `tap2 config list` prints every key.
@Command(name = "config", description = "check: reads the settings; list: prints every key with its meaning.")
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Parameters(index = "0", defaultValue = "check", description = "check or list")
    String what = "check";

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

    private static List<String> stripe(ServerConfig config) {
        try {
            return ServerApp.stripeSetup(config, config.text(Key.PUBLIC_URL)).differences();
        } catch (ProviderException e) {
            return List.of("the account could not be looked at: " + e.getMessage());
        }
    }
}
