package gg.tap2.server.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Amounts on the wire: what is written is what is read again, to the last minor unit, and nothing else is an amount.
/// It would notice amounts written as decimals, and a mapper that rounds, guesses or takes null for zero.
final class MoneyJsonTest {
    private static final List<JsonMapper> BOTH = List.of(Json.STRICT, Json.LENIENT);

    @Test
    void anAmountIsTwoFieldsAndTheMinorUnitsAreAWholeNumber() {
        assertThat(Json.write(Money.of(-1_234, Currency.JPY))).isEqualTo("{\"minor\":-1234,\"currency\":\"JPY\"}");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadAgain(Currency currency) throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("MoneyJsonTest seed " + seed);
        var random = new Random(seed);
        // 2^53 + 1 is lost where a number passes through a double.
        for (long minor : new long[] {0, 1, -1, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            same(Money.of(minor, currency));
        }
        for (int i = 0; i < 2_000; i++) {
            same(Money.of(random.nextLong() >> random.nextInt(64), currency));
        }
    }

    private static void same(Money money) throws JsonProcessingException {
        for (JsonMapper mapper : BOTH) {
            assertThat(mapper.readValue(Json.write(money), Money.class)).isEqualTo(money);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"minor\":1.5,\"currency\":\"USD\"}",
                "{\"minor\":1.0,\"currency\":\"USD\"}",
                "{\"minor\":\"5\",\"currency\":\"USD\"}",
                "{\"minor\":\"\",\"currency\":\"USD\"}",
                "{\"minor\":null,\"currency\":\"USD\"}",
                "{\"minor\":true,\"currency\":\"USD\"}",
                "{\"minor\":9223372036854775808,\"currency\":\"USD\"}",
                "{\"minor\":1e3,\"currency\":\"USD\"}",
                "{\"minor\":NaN,\"currency\":\"USD\"}",
                "{\"minor\":5,\"currency\":\"XXX\"}",
                "{\"minor\":5,\"currency\":\"usd\"}",
                "{\"minor\":5,\"currency\":0}",
                "{\"minor\":5,\"currency\":\"\"}",
                "{\"minor\":5,\"minor\":6,\"currency\":\"USD\"}",
                "{\"minor\":5,\"currency\":\"USD\",\"cents\":5}",
                "{\"minor\":5,\"currency\":\"USD\"} 7",
                "[5,\"USD\"]",
                "5",
                "\"5 USD\""
            })
    void nothingElseIsAnAmount(String json) {
        assertThatThrownBy(() -> Json.STRICT.readValue(json, Money.class)).isInstanceOf(JsonProcessingException.class);
    }
}
