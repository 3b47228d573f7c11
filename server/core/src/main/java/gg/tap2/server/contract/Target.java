package gg.tap2.server.contract;

import java.net.URI;
import java.util.Map;

/// One side of a story: where it listens, and what it is entered with.
///
/// @param real whether somebody else runs it; then states take their time there
/// @param values by the names that [Story#keys] gives
public record Target(URI base, boolean real, Map<String, String> values) {
    public Target {
        values = Map.copyOf(values);
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /// Waits as long as the real one needs between two steps.
    void rest(long seconds) {
        if (real) {
            try {
                Thread.sleep(seconds * 1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "Target[" + base + "]";
    }
}
