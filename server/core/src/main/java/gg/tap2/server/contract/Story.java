package gg.tap2.server.contract;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One provider's documented story. It leaves nothing behind that costs money, and moves none but a test account's.
public interface Story {
    /// As the command line has it.
    String name();

    /// What a test account is entered with, by the names of environment variables after `TAP2_CONTRACT_`.
    List<String> keys();

    /// Where test accounts live, unless `TAP2_CONTRACT_<NAME>_BASE` says otherwise; empty where it has to.
    default String home() {
        return "";
    }

    /// Plays it, and notes every step.
    void play(Target target, Notes notes) throws Exception;

    /// The test account, where the environment names one.
    default Optional<Target> real(Map<String, String> environment) {
        var values = new TreeMap<String, String>();
        for (String key : keys()) {
            String value = environment.getOrDefault("TAP2_CONTRACT_" + key, "");
            if (value.isBlank()) {
                return Optional.empty();
            }
            values.put(key, value);
        }
        String base = environment.getOrDefault("TAP2_CONTRACT_" + name().toUpperCase(Locale.ROOT) + "_BASE", home());
        return base.isBlank() ? Optional.empty() : Optional.of(new Target(URI.create(base), true, values));
    }

    static List<Story> all() {
        return List.of(
                new StripeStory(),
                new PlaidStory(),
                new GoogleStory(),
                new StorageStory(),
                new MailStory(),
                new FlowPayStory(),
                new WiseStory());
    }
}
