package gg.tap2.model.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VersionTest {
    @Test
    void theOrderIsTheOneOfSemanticVersioning() {
        List<Version> inOrder = List.of(
                        "0.9.9",
                        "1.0.0-alpha",
                        "1.0.0-alpha.1",
                        "1.0.0-alpha.beta",
                        "1.0.0-beta.2",
                        "1.0.0-beta.11",
                        "1.0.0-rc.1",
                        "1.0.0",
                        "1.0.1",
                        "1.2.0",
                        "1.10.0",
                        "2.0.0")
                .stream()
                .map(v -> Version.parse(v).orElseThrow())
                .toList();
        var shuffled = new ArrayList<>(inOrder);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertEquals(inOrder, shuffled);
    }

    @Test
    void whatIsNoVersionIsNone() {
        for (String bad : List.of("", "1", "1.2", "v1.2.3", "1.2.3.4", "1.-2.3", "99999999.0.0")) {
            assertTrue(Version.parse(bad).isEmpty(), bad);
        }
        assertEquals(
                "1.2.3-rc.1", Version.parse(" 1.2.3-rc.1+build5 ").orElseThrow().toString());
    }

    @Test
    void theProgramKnowsItsOwn() {
        assertTrue(Version.CURRENT.isNewerThan(new Version(0, 0, 0, "")));
    }
}
