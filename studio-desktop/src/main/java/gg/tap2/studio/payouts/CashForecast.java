package gg.tap2.studio.payouts;

import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.Balance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What will be available, day by day: money that is already earned and only waits for its release, renewals of
/// members who have not cancelled (in the hold for seven days after they are paid), and the usual one-off sales. The
/// first is certain, the others are said to be estimates.
final class CashForecast {
    static final int DAYS = 56;
    private static final int HOLD_DAYS = 7;

    /// Sums from today to the end of that day, minor units.
    record Day(LocalDate date, long certain, long withMembers, long withSales) {}

    private CashForecast() {}

    /// @param fees what the platform keeps of a renewal
    /// @param usualPerDay average net of tips and purchases of a day
    static List<Day> of(Balance balance, List<Subscriber> members, FeePolicy fees, long usualPerDay, LocalDate today) {
        long[] released = new long[DAYS + 1];
        long[] renewed = new long[DAYS + 1];
        for (Balance.Release r : balance.releases()) {
            add(released, today, r.date(), r.amount());
        }
        for (Subscriber m : members) {
            boolean renews = !m.cancelAtPeriodEnd()
                    && (m.status() == SubscriptionStatus.ACTIVE || m.status() == SubscriptionStatus.TRIALING)
                    && m.currency() == balance.currency();
            if (renews) {
                long net = fees.quote(SaleKind.SUBSCRIPTION, Money.of(m.price(), m.currency()))
                        .net()
                        .minor();
                LocalDate due = m.currentPeriodEnd().atZone(ZoneOffset.UTC).toLocalDate();
                for (int month = 0; month < 3; month++) {
                    LocalDate paid = due.plusMonths(month);
                    if (paid.isAfter(today)) {
                        add(renewed, today, paid.plusDays(HOLD_DAYS), net);
                    }
                }
            }
        }
        List<Day> out = new ArrayList<>(DAYS + 1);
        long certain = balance.available();
        long membership = 0;
        long sales = 0;
        for (int i = 0; i <= DAYS; i++) {
            certain += released[i];
            membership += renewed[i];
            sales += i > HOLD_DAYS ? usualPerDay : 0;
            out.add(new Day(today.plusDays(i), certain, certain + membership, certain + membership + sales));
        }
        return out;
    }

    private static void add(long[] days, LocalDate today, LocalDate date, long amount) {
        long at = date.toEpochDay() - today.toEpochDay();
        if (at >= 0 && at <= DAYS) {
            days[(int) at] += amount;
        }
    }
}
