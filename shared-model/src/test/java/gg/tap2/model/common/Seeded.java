package gg.tap2.model.common;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/// Random numbers that a failure can be repeated with: the seed is printed, and `-Dseed=…` sets it.
public final class Seeded {
    private Seeded() {}

    public static Random random(Class<?> test) {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println(test.getSimpleName() + " seed " + seed);
        return new Random(seed);
    }

    /// An amount of any size, small ones as often as huge ones.
    public static long amount(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }
}
