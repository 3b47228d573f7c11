package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    @TempDir
    Path dir;

    @Test
    void linksLeadToScreens() {
        UUID id = UUID.randomUUID();
        assertThat(Target.parse("tap2://payouts")).contains(new Target("payouts", null));
        assertThat(Target.parse("tap2://products/" + id)).contains(new Target("products", id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tap2://",
                "tap2://nowhere",
                "tap2://admin-users",
                "tap2://products/x",
                "tap2:payouts",
                "tap2://%",
                "",
                "/no/such/file",
                "\u0000"
            })
    void whatIsUnknownLeadsNowhere(String text) {
        assertThat(Target.parse(text)).isEmpty();
    }

    @Test
    void anArchiveIsOpened() throws Exception {
        Path file = Files.writeString(dir.resolve("mine.tap2"), "x");
        assertThat(Target.parse(file.toString())).contains(new Target("archive", file.toAbsolutePath()));
    }

    @Test
    void aSecondStartHandsOverWhatItWasToOpen() throws Exception {
        var seen = new LinkedBlockingQueue<String>();
        try (var first = SingleInstance.acquire(dir, null).orElseThrow()) {
            first.onSecond(seen::add);
            assertThat(SingleInstance.acquire(dir, "tap2://payouts")).isEmpty();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("tap2://payouts");
            assertThat(SingleInstance.acquire(dir, null)).isEmpty();
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEmpty();
        }
    }
}
