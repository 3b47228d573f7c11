package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aSecondsWorthGoesAtOnceAndTheRestEvenly() {
        var pace = new Pace(10);
        long now = System.nanoTime() + 5 * SECOND;
        for (int i = 0; i <= 10; i++) {
            assertThat(pace.turn(now) - now).as("turn " + i).isLessThanOrEqualTo(0);
        }
        for (int i = 1; i <= 20; i++) {
            assertThat(pace.turn(now) - now).as("later turn " + i).isEqualTo(i * SECOND / 10);
        }
    }

    @Test
    void aPauseGivesOneSecondsWorthBackAndNoMore() {
        var pace = new Pace(2);
        long later = System.nanoTime() + 3_600 * SECOND;
        assertThat(pace.turn(later)).isEqualTo(later - SECOND);
        assertThat(pace.turn(later)).isEqualTo(later - SECOND / 2);
        assertThat(pace.turn(later)).isEqualTo(later);
        assertThat(pace.turn(later)).isEqualTo(later + SECOND / 2);
    }

    @Test
    void whoeverIsAskedToBeSlowerHalvesAndComesBackSlowly() {
        var pace = new Pace(100);
        long now = System.nanoTime() + 5 * SECOND;
        pace.slower(now);
        pace.slower(now + 1);
        assertThat(pace.gap()).isEqualTo(SECOND / 50);
        pace.slower(now + 2 * SECOND);
        assertThat(pace.gap()).isEqualTo(SECOND / 25);
        for (int i = 0; i < 200; i++) {
            pace.faster();
        }
        assertThat(pace.gap()).isEqualTo(SECOND / 100);
        for (int i = 0; i < 60; i++) {
            pace.slower(now + (4 + 2 * i) * SECOND);
        }
        assertThat(pace.gap()).as("never stops").isEqualTo(20 * SECOND);
    }
}
