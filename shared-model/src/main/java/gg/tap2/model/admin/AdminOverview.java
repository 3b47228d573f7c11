package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The platform at a glance. Money by currency, minor units, over the last `days` days.
public record AdminOverview(
        int days,
        List<MoneyLine> money,
        long creators,
        long activeCreators,
        long fans,
        long activeFans,
        long members,
        @Nullable Integer churnBps,
        long failedPayments,
        long payments,
        Queues queues,
        List<Alarm> alarms,
        Instant at) {
    /// `volume` is what fans paid, `revenue` what the platform kept of it, `refunds` what went back.
    public record MoneyLine(Currency currency, long volume, long revenue, long refunds, long paidOut) {}

    public record Queues(
            long webhooksWaiting,
            long webhooksDead,
            long webhooksParked,
            long mailWaiting,
            long factsWaiting,
            long payoutsHeld,
            long payoutsUnknown,
            long reportsOpen,
            long appealsOpen,
            long moneyActionsWaiting,
            long disputesOpen,
            long jobsFailing) {}

    /// `severity` is `warning` or `critical`; `code` is stable, `text` is in the reader's language.
    public record Alarm(String code, String severity, long count, String text) {}
}
