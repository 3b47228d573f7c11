package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.i18n.Texts;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long somebody has to wait is told in words that people use.
class WaitWordsTest {
    @ParameterizedTest
    @CsvSource({
        "1, en, in 1 seconds",
        "45, en, in 45 seconds",
        "60, de, in 60 Sekunden",
        "61, en, in 2 minutes",
        "1195, en, in 20 minutes",
        "1195, de, in 20 Minuten"
    })
    void aLongWaitIsToldInMinutes(int seconds, String language, String words) {
        assertThat(new Texts()
                        .get(
                                Locale.of(language),
                                "error.rate_limited",
                                ApiException.tooMany(seconds).args()))
                .contains(words);
    }
}
