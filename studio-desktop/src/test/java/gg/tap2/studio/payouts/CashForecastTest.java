package gg.tap2.studio.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.model.payouts.Balance;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CashForecastTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 10);

    private static Instant at(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Balance balance(Balance.Release... releases) {
        return new Balance(Currency.EUR, 1_000, 0, 0, 0, 0, null, List.of(releases), 1, at(TODAY));
    }

    private static Subscriber member(LocalDate renews, boolean ending) {
        return new Subscriber(
                Ids.next(),
                Ids.next(),
                "Fan",
                "f@example.com",
                Ids.next(),
                "Tier",
                SubscriptionStatus.ACTIVE,
                700,
                Currency.EUR,
                0,
                ending,
                at(TODAY.minusMonths(2)),
                at(renews));
    }

    @Test
    void releasesAreCertainOnTheirDay() {
        var days = CashForecast.of(
                balance(new Balance.Release(TODAY.plusDays(2), at(TODAY.plusDays(2)), 500)),
                List.of(),
                FeePolicy.DEFAULT,
                0,
                TODAY);
        assertThat(days.get(1).certain()).isEqualTo(1_000);
        assertThat(days.get(2).certain()).isEqualTo(1_500);
        assertThat(days.getLast().withSales()).isEqualTo(1_500);
    }

    @Test
    void renewalsComeAWeekAfterTheyArePaidAndNotFromThoseWhoLeave() {
        long net = FeePolicy.DEFAULT
                .quote(SaleKind.SUBSCRIPTION, Money.of(700, Currency.EUR))
                .net()
                .minor();
        var days = CashForecast.of(
                balance(),
                List.of(member(TODAY.plusDays(3), false), member(TODAY.plusDays(3), true)),
                FeePolicy.DEFAULT,
                0,
                TODAY);
        assertThat(days.get(9).withMembers()).isEqualTo(1_000);
        assertThat(days.get(10).withMembers()).isEqualTo(1_000 + net);
        assertThat(days.getLast().withMembers())
                .as("and once more a month later")
                .isEqualTo(1_000 + 2 * net);
        assertThat(days.getLast().certain()).isEqualTo(1_000);
    }

    @Test
    void usualSalesBeginAfterTheHold() {
        var days = CashForecast.of(balance(), List.of(), FeePolicy.DEFAULT, 100, TODAY);
        assertThat(days.get(7).withSales()).isEqualTo(1_000);
        assertThat(days.get(8).withSales()).isEqualTo(1_100);
        assertThat(days).hasSize(CashForecast.DAYS + 1);
    }
}
