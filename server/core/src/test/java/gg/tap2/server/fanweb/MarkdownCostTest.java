package gg.tap2.server.fanweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The longest texts that a creator may write, made to cost as much as they can.
class MarkdownCostTest {
    private static final int LONGEST = 50_000;

    @BeforeAll
    static void warm() {
        Markdown.html("*a* [b](c) > d\n\n".repeat(1_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {">", "*a", "[a]("})
    void nothingTakesSeconds(String piece) {
        within(piece.repeat(LONGEST / piece.length()));
    }

    @Test
    void openedFirstAndClosedLast() {
        within("![".repeat(LONGEST / 4) + "](".repeat(LONGEST / 4));
    }

    @Test
    void anOrdinaryTextWithManyLinksKeepsThem() {
        String html = Markdown.html("[a](https://example.com) ".repeat(1_900));
        assertThat(html.split("<a ", -1)).hasSize(1_901);
    }

    private static void within(String markdown) {
        long begun = System.nanoTime();
        Markdown.html(markdown);
        Markdown.plain(markdown, 160);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
}
