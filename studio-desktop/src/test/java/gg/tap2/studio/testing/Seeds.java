package gg.tap2.studio.testing;

import java.util.Random;
import java.util.function.Consumer;

/// Runs a property over random input. Every run has its own seed, named when it fails; `-Dtap2.seed=N` runs
/// that one alone.
public final class Seeds {
    private Seeds() {}

    public static void forAll(int runs, Consumer<Random> property) {
        Long only = Long.getLong("tap2.seed");
        long first = only != null ? only : System.nanoTime();
        for (long seed = first; seed < first + (only != null ? 1 : runs); seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with -Dtap2.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
