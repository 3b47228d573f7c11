package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Apple refuses a subject whose name is reserved (403 BadJwtToken), and takes an https address of ours.
final class PushSubjectTest {
    @Test
    void theSubjectIsOurOwnAddressWhereItCanBeReached() {
        assertThat(NoticesFeature.subject("https://tap2-creators.org", "hello@tap2.example"))
                .isEqualTo("https://tap2-creators.org");
        assertThat(NoticesFeature.subject("http://127.0.0.1:8080", "hello@tap2.example"))
                .isEqualTo("mailto:hello@tap2.example");
    }

    @Test
    void aWishToWaitIsKeptWithinReason() {
        assertThat(Pushes.retryAfter("120")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Pushes.retryAfter("999999999")).isEqualTo(Duration.ofHours(1));
        for (String nothing : new String[] {null, "", "-5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"}) {
            assertThat(Pushes.retryAfter(nothing)).isEqualTo(Duration.ZERO);
        }
    }
}
