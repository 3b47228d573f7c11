package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A sale belongs to the day of its charge. An event says when it was made, a moment later; where that moment can be
/// another day, the event alone books nothing and the worker asks Stripe for the charge.
final class DayOfASaleTest {
    private static final UUID PAYMENT = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000c");

    private static JsonNode intent(String payment) {
        return Json.tree("{\"id\":\"pi_1\",\"amount_received\":500,\"currency\":\"usd\",\"latest_charge\":\"ch_1\","
                + "\"metadata\":{\"paymentId\":\"" + payment + "\"}}");
    }

    private static JsonNode event(Object created) {
        return Json.tree("{\"created\":" + created + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T23:59:59Z, true",
        "2026-12-01T00:00:00Z, false",
        "2026-12-01T00:00:04Z, false",
        "2026-12-01T00:00:05Z, true",
        "2026-12-01T12:00:00Z, true",
        "2028-02-29T00:00:01Z, false"
    })
    void justAfterMidnightTheEventDoesNotSayTheDay(Instant created, boolean quick) {
        var paid = StripeWebhooks.paid(intent(PAYMENT.toString()), event(created.getEpochSecond()));
        assertThat(paid.isPresent()).isEqualTo(quick);
        paid.ifPresent(p -> {
            assertThat(p.paidAt()).isEqualTo(created);
            assertThat(p.paymentId()).isEqualTo(PAYMENT);
            assertThat(p.chargeId()).isEqualTo("ch_1");
            assertThat(p.amount()).isEqualTo(500);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "253402300800", "null", "\"\""})
    void anEventWithoutATimeBooksNothingByItself(String created) {
        assertThat(StripeWebhooks.paid(intent(PAYMENT.toString()), event(created)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "pi_1", "0190a1b2"})
    void anIntentOfSomebodyElseIsNoneOfOurs(String payment) {
        assertThat(StripeWebhooks.paid(intent(payment), event(1_800_000_000L))).isEmpty();
    }
}
