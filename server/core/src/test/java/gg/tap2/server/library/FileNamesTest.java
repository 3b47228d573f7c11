package gg.tap2.server.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void joinersOfEmojiAndPersianStay() {
        assertThat(FileNames.plain("👩‍🎨 art.zip")).isEqualTo("👩‍🎨 art.zip");
        assertThat(FileNames.plain("نیم\u200Cفاصله.pdf")).isEqualTo("نیم\u200Cفاصله.pdf");
        assertThat(FileNames.plain("🏴󠁧󠁢󠁳󠁣󠁴󠁿.png")).isEqualTo("🏴󠁧󠁢󠁳󠁣󠁴󠁿.png");
    }

    @Test
    void whatTurnsTheDirectionGoes() {
        assertThat(FileNames.plain("gpj.\u202Eexe.zip")).isEqualTo("gpj._exe.zip");
        assertThat(FileNames.plain("a\u2066b\u200F.zip")).isEqualTo("a_b_.zip");
    }

    @Test
    void longNamesKeepTheirEndingAndFitOnADisk() {
        String name = FileNames.plain("雨".repeat(200) + ".zip");
        assertThat(name).startsWith("雨雨").endsWith("雨.zip");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(240);
        String family = FileNames.plain("👩‍👩‍👧‍👦".repeat(40) + ".mp3");
        assertThat(family.replace("👩‍👩‍👧‍👦", "")).as("no half characters").isEqualTo(".mp3");
        assertThat(FileNames.plain("a." + "b".repeat(400)).length()).isEqualTo(240);
    }

    @Test
    void paths() {
        assertThat(FileNames.plain("../a/b")).doesNotContain("/").doesNotStartWith(".");
        assertThat(FileNames.plain("  ")).isEqualTo("file");
        assertThat(FileNames.plain("\uD800.zip")).isEqualTo("_.zip");
    }
}
