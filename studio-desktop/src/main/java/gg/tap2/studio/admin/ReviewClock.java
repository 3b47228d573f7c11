package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import java.time.Duration;
import java.time.Instant;

/// How long a held payout may still wait.
final class ReviewClock {
    private ReviewClock() {}

    static String phrase(Context ctx, Instant due) {
        Duration left = Duration.between(ctx.now(), due);
        if (left.isNegative() || left.isZero()) {
            return ctx.text("admin.overdue");
        }
        return left.toHours() >= 48
                ? ctx.text("admin.daysLeft", left.toDays())
                : ctx.text("admin.hoursLeft", left.toHours(), left.toMinutesPart());
    }
}
