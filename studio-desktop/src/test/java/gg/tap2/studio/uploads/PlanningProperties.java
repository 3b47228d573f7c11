package gg.tap2.studio.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.media.PartPlan;
import gg.tap2.studio.api.Backoff;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class PlanningProperties {
    @Property
    void partsCoverTheFileOnceWithoutGaps(@ForAll @LongRange(min = 1, max = 2L << 30) long size) {
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

    @Property
    void parallelismStaysInItsBounds(@ForAll List<@DoubleRange(min = -1, max = 1e9) Double> samples) {
        var p = new Parallelism();
        for (double sample : samples) {
            if (sample < 0) {
                p.failed();
            } else {
                p.sample(sample);
            }
            assertThat(p.target()).isBetween(Parallelism.MIN, Parallelism.MAX);
        }
    }

    @Property
    void delaysGrowButNeverPassTheirCeiling(@ForAll @IntRange(min = 0, max = 1_000) int attempt) {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));
        assertThat(backoff.delay(attempt)).isBetween(Duration.ZERO, backoff.ceiling(attempt));
        assertThat(backoff.ceiling(attempt)).isLessThanOrEqualTo(backoff.max());
        assertThat(backoff.ceiling(attempt + 1)).isGreaterThanOrEqualTo(backoff.ceiling(attempt));
    }
}
