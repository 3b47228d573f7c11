package gg.tap2.studio.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifierTest {
    @TempDir
    Path dir;

    /// A fan's words are arguments, whatever they look like, and a program that is missing or fails is followed by the
    /// next.
    @Test
    void wordsAreNeverOptionsOrCommands() throws Exception {
        Path out = dir.resolve("out");
        Path program = dir.resolve("notify");
        Files.writeString(
                program, "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + out + ".part\nmv " + out + ".part " + out + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        new Notifier.Commands(List.of(
                        (title, text) -> List.of(dir.resolve("missing").toString()),
                        (title, text) -> List.of("false"),
                        (title, text) -> List.of(program.toString(), "--", title, text)))
                .show("--help", "$(touch " + dir.resolve("owned") + ")\nsecond `id`");
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!Files.exists(out) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(Files.readAllLines(out))
                .containsExactly("--", "--help", "$(touch " + dir.resolve("owned") + ") second `id`");
        assertThat(dir.resolve("owned")).doesNotExist();
    }

    @Test
    void theBusGetsItsOwnNotation() {
        assertThat(Notifier.Commands.notifySend("<b>", "<a href='x'>R&D</a>"))
                .endsWith("<b>", "&lt;a href='x'&gt;R&amp;D&lt;/a&gt;");
        assertThat(Notifier.Commands.gdbus("x", "<i>")).contains("'&lt;i&gt;'");
        assertThat(Notifier.Commands.gdbus("It's", "a \\ b")).contains("'It\\'s'", "'a \\\\ b'");
    }
}
