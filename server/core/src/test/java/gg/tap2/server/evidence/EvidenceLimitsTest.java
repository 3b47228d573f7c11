package gg.tap2.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EvidenceLimitsTest {
    private static List<String> lines(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i + " ").repeat(length).substring(0, length))
                .toList();
    }

    @Test
    void aLogKeepsItsNewestAndItsOldestLines() {
        var lines = lines(200, 117);
        String log = EvidenceLimits.log(lines).orElseThrow();
        assertThat(log.length()).isBetween(19_700, 20_000);
        assertThat(log)
                .startsWith(lines.getFirst())
                .endsWith(lines.getLast())
                .contains(" more, see the attached paper");
        assertThat(log.lines().count())
                .isEqualTo(1 + lines.stream().filter(log::contains).count());
    }

    @Test
    void everyLengthFits() {
        for (int length = 1; length < 25_000; length = length * 3 + 1) {
            assertThat(EvidenceLimits.log(lines(200, length)).orElseThrow().length())
                    .as("%d", length)
                    .isLessThanOrEqualTo(20_000);
            assertThat(EvidenceLimits.cut("\uD83D\uDE00".repeat(length)).length())
                    .isLessThanOrEqualTo(20_000);
        }
        assertThat(EvidenceLimits.log(List.of())).isEmpty();
        assertThat(EvidenceLimits.cut("short")).isEqualTo("short");
        assertThat(EvidenceLimits.cut("a" + "\uD83D\uDE00".repeat(10_000)))
                .doesNotContainPattern("[\uD800-\uDBFF](?![\uDC00-\uDFFF])");
    }
}
