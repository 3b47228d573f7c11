package gg.tap2.studio.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.billing.Sale;
import gg.tap2.studio.store.Sales;
import gg.tap2.studio.testing.ViewModelFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnalyticsViewModelTest {
    @TempDir
    Path dir;

    @Test
    void totalsEqualThePaymentsAndTheExport() throws Exception {
        try (var fixture = new ViewModelFixture(dir)) {
            var vm = new AnalyticsViewModel(fixture.context);
            vm.attach();
            vm.last(365);
            var s = Objects.requireNonNull(vm.snapshot().get());
            long gross = fixture.context.session().store().sales().list(null, "", 100_000, 0).stream()
                    .mapToLong(Sale::gross)
                    .sum();
            assertThat(s.sum(DailyPoint::revenue)).isEqualTo(gross).isPositive();
            assertThat(s.sum(DailyPoint::tips) + s.sum(DailyPoint::purchases) + s.sum(DailyPoint::subscriptions))
                    .isEqualTo(gross);
            assertThat(s.earners()).isSortedAccordingTo((a, b) -> Long.compare(b.gross(), a.gross()));
            assertThat(s.earners().stream().mapToLong(Sales.Earner::gross).sum())
                    .isEqualTo(gross - s.sum(DailyPoint::tips));
            Path csv = dir.resolve("a.csv");
            vm.exportCsv(csv, () -> {});
            long exported = Files.readAllLines(csv).stream()
                    .skip(1)
                    .mapToLong(l -> Long.parseLong(l.split(",")[1]))
                    .sum();
            assertThat(exported).isEqualTo(gross);
            vm.detach();
        }
    }

    @Test
    void membersAreCountedByTheMonthTheyCame() throws Exception {
        try (var fixture = new ViewModelFixture(dir)) {
            var sales = fixture.context.session().store().sales();
            var cohorts = sales.cohorts(java.time.YearMonth.from(fixture.context.today()), 24);
            long fans = sales.list(gg.tap2.model.fees.SaleKind.SUBSCRIPTION, "", 100_000, 0).stream()
                    .map(Sale::fanId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            assertThat(cohorts.stream().mapToLong(c -> c.paying().getFirst()).sum())
                    .as("everybody came once")
                    .isEqualTo(fans)
                    .isPositive();
            assertThat(cohorts)
                    .allSatisfy(c -> assertThat(c.paying())
                            .allSatisfy(n ->
                                    assertThat(n).isLessThanOrEqualTo(c.paying().getFirst())));
        }
    }

    @Test
    void trafficIsReadableOfflineOnceItWasSeen() throws Exception {
        try (var fixture = new ViewModelFixture(dir)) {
            var vm = new AnalyticsViewModel(fixture.context);
            vm.last(30);
            assertThat(Objects.requireNonNull(vm.snapshot().get()).traffic()).isNotNull();
            fixture.platform.down = true;
            vm.last(7);
            assertThat(Objects.requireNonNull(vm.snapshot().get()).traffic()).isNull();
            vm.last(30);
            var kept = Objects.requireNonNull(vm.snapshot().get()).traffic();
            assertThat(Objects.requireNonNull(kept).conversionBps()).isEqualTo(421);
        }
    }
}
