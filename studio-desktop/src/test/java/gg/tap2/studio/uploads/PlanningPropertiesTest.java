package gg.tap2.studio.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.media.PartPlan;
import gg.tap2.studio.api.Backoff;
import gg.tap2.studio.testing.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PlanningPropertiesTest {
    @Test
    void partsCoverTheFileOnceWithoutGaps() {
        long largest = 2L << 30;
        for (long size : new long[] {1, 2, (5 << 20) - 1, 5 << 20, (5 << 20) + 1, largest - 1, largest}) {
            covered(size);
        }
        Seeds.forAll(1_000, random -> covered(random.nextLong(1, largest + 1)));
    }

    private static void covered(long size) {
        PartPlan plan = PartPlan.of(size);
        long at = 0;
        for (int n = 1; n <= plan.partCount(); n++) {
            assertThat(plan.offset(n)).isEqualTo(at);
            assertThat(plan.length(n)).isBetween(1L, plan.partSize());
            at += plan.length(n);
        }
        assertThat(at).isEqualTo(size);
        assertThat(plan.partCount()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void parallelismStaysInItsBounds() {
        Seeds.forAll(1_000, random -> {
            var p = new Parallelism();
            for (int i = random.nextInt(200); i > 0; i--) {
                if (random.nextInt(4) == 0) {
                    p.failed();
                } else {
                    p.sample(Math.pow(10, random.nextDouble(9)) * random.nextInt(2));
                }
                assertThat(p.target()).isBetween(Parallelism.MIN, Parallelism.MAX);
            }
        });
    }

    @Test
    void delaysGrowButNeverPassTheirCeiling() {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));
        for (int attempt = 0; attempt <= 1_000; attempt++) {
            assertThat(backoff.delay(attempt)).isBetween(Duration.ZERO, backoff.ceiling(attempt));
            assertThat(backoff.ceiling(attempt)).isLessThanOrEqualTo(backoff.max());
            assertThat(backoff.ceiling(attempt + 1)).isGreaterThanOrEqualTo(backoff.ceiling(attempt));
        }
    }
}
