package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.SaveProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values of a page that others search and count by have one spelling.
final class CreatorValuesTest {
    private static SaveProfile in(String zone) {
        return new SaveProfile(
                "mara-ink", "Mara", null, null, null, null, null, null, null, null, null, false, null, zone);
    }

    @Test
    void zonesAreThoseOfTheTimeZoneDatabase() {
        for (String zone : List.of("Mars/Olympus", "+02:00", "", "GMT+2", "CEST ", "europe/berlin")) {
            assertThat(in(zone).validate().byField()).as(zone).containsKey("timeZone");
        }
        for (String zone : List.of("Europe/Berlin", "America/Argentina/Ushuaia", "UTC")) {
            assertThat(in(zone).validate().isEmpty()).as(zone).isTrue();
        }
        assertThat(in(null).validate().isEmpty()).isTrue();
    }

    @Test
    void aTagIsOneTagInWhateverSpelling() {
        assertThat(Tags.normal(List.of("Art", "art", " ART ", "ink  drawing", "ＡＲＴ", " ")))
                .containsExactly("art", "ink drawing");
    }
}
