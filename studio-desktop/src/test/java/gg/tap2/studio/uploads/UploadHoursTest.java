package gg.tap2.studio.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

final class UploadHoursTest {
    private static UploadHours hours(String from, String to) {
        return new UploadHours(LocalTime.parse(from), LocalTime.parse(to));
    }

    @Test
    void overMidnightAndWithinADay() {
        var night = hours("22:00", "07:00");
        assertThat(night.contains(LocalTime.parse("22:00"))).isTrue();
        assertThat(night.contains(LocalTime.parse("03:00"))).isTrue();
        assertThat(night.contains(LocalTime.parse("07:00"))).isFalse();
        assertThat(night.contains(LocalTime.parse("21:59"))).isFalse();
        var day = hours("09:00", "17:30");
        assertThat(day.contains(LocalTime.parse("12:00"))).isTrue();
        assertThat(day.contains(LocalTime.parse("17:30"))).isFalse();
        assertThat(hours("08:00", "08:00").contains(LocalTime.parse("03:00"))).isTrue();
    }

    @Test
    void theNextBeginningIsTodayOrTomorrow() {
        var night = hours("22:00", "07:00");
        var noon = ZonedDateTime.parse("2026-11-26T12:00:00+01:00[Europe/Berlin]");
        assertThat(night.next(noon)).isEqualTo(noon.withHour(22));
        var day = hours("09:00", "10:00");
        assertThat(day.next(noon)).isEqualTo(noon.plusDays(1).withHour(9));
        assertThat(day.next(noon.withHour(9))).isEqualTo(noon.withHour(9));
    }
}
