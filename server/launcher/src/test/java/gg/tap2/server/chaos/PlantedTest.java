package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fault suite itself on trial: each fault has a planted defect, and each is noticed. `./tap2 chaos planted
/// [NAME]`.
final class PlantedTest {
    @TempDir
    Path folder;

    @Test
    void everyFaultHasItsDefectAndTheSourceStillHasItsPlace() throws Exception {
        var tried = EnumSet.noneOf(Scenario.class);
        for (Planted p : Planted.values()) {
            p.checkEdits();
            tried.add(p.scenario());
        }
        assertThat(tried).isEqualTo(EnumSet.allOf(Scenario.class));
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void everyDefectIsNoticed(Planted planted) throws Exception {
        String only = System.getProperty("planted.only", "");
        if (!only.isBlank() && !only.equals(planted.name())) {
            return;
        }
        Path classes = planted.compile(Files.createDirectories(folder.resolve("edited")));
        try (var play = new Play(folder.resolve("play"), 3, Long.getLong("seed", 1), classes)) {
            var noticed = assertThrows(
                    AssertionError.class, () -> play.one(planted.scenario()), planted + " was not noticed");
            System.out.println("planted " + planted + " was noticed by " + planted.scenario() + ": "
                    + String.valueOf(noticed.getMessage())
                            .lines()
                            .filter(l -> !l.isBlank())
                            .limit(3)
                            .map(String::strip)
                            .collect(Collectors.joining(" ")));
        }
    }
}
