package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of `config check --live`: what it prints and how it ends.
class ConfigCheckLiveTest {
    @TempDir
    Path folder;

    private record Ran(int status, String out) {}

    private Ran run(String settings, String... more) throws Exception {
        Path file = folder.resolve("tap2.properties");
        Files.writeString(file, settings);
        var args = new java.util.ArrayList<>(java.util.List.of("config", "check", "--config", file.toString()));
        args.addAll(java.util.List.of(more));
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            return new Ran(Main.run(args.toArray(String[]::new)), bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void nothingSetIsNothingWrong() throws Exception {
        Ran r = run("public.url=https://tap2-creators.org\n", "--live");
        assertThat(r.status()).as(r.out()).isZero();
        assertThat(r.out()).contains("skipped").contains("Ready.");
    }

    @Test
    void aRefusalEndsWithOneAndItsRemedy() throws Exception {
        Ran r = run("redis.url=redis://127.0.0.1:1\n", "--live");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.out()).contains("failed").contains("→").contains("Not ready.");
        Ran json = run("redis.url=redis://127.0.0.1:1\n", "--live", "--json");
        assertThat(json.status()).isEqualTo(1);
        JsonNode all = Json.tree(json.out());
        assertThat(all.path("ok").asBoolean(true)).isFalse();
        for (JsonNode f : all.path("findings")) {
            if (f.path("level").asText().equalsIgnoreCase("failed")) {
                assertThat(f.path("area").asText()).isEqualTo("redis");
                assertThat(f.path("remedy").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void settingsThatCannotBeReadEndWithTwo() throws Exception {
        assertThat(run("no.such.key=1\n", "--live").status()).isEqualTo(2);
    }
}
