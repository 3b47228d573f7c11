package gg.tap2.studio.uploads;

import java.time.LocalTime;
import java.time.ZonedDateTime;

/// The hours of the day in which files are sent, in the time of this machine. From 22:00 to 07:00 lasts over midnight;
/// the
/// same time twice means the whole day.
public record UploadHours(LocalTime from, LocalTime to) {
    public boolean contains(LocalTime at) {
        if (from.equals(to)) {
            return true;
        }
        return from.isBefore(to) ? !at.isBefore(from) && at.isBefore(to) : !at.isBefore(from) || at.isBefore(to);
    }

    /// When they next begin; `now` itself within them.
    public ZonedDateTime next(ZonedDateTime now) {
        if (contains(now.toLocalTime())) {
            return now;
        }
        ZonedDateTime today = now.with(from);
        return today.isBefore(now) ? today.plusDays(1) : today;
    }
}
