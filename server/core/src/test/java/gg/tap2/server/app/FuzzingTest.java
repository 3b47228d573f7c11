package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.FuzzRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The long form of every `*FuzzTest` of the server: `./tap2 fuzz [TARGET] [SECONDS]`. The ordinary run only plays
/// their seeds.
class FuzzingTest {
    @Test
    @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+")
    void everyTargetForAWhile() throws Exception {
        assertThat(FuzzRun.run(System.getProperty("fuzz.only", ""), Integer.getInteger("fuzz.seconds")))
                .isEmpty();
    }
}
