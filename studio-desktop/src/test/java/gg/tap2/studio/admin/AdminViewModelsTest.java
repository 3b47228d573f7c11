package gg.tap2.studio.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.testing.ViewModelFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminViewModelsTest {
    @TempDir
    Path dir;

    private ViewModelFixture fixture;
    private AdminApi api;

    @BeforeEach
    void open() throws Exception {
        fixture = new ViewModelFixture(dir);
        fixture.platform.asAdmin = true;
        api = new AdminApi(fixture.context.session().client());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void listsComePageByPageAndBeginAnewWithAQuestion() {
        var list = new RemoteList<>(fixture.context, api, Routes.ADMIN_USERS, AdminUser.class);
        list.load();
        assertThat(list.rows()).hasSize(50);
        list.more();
        list.more();
        assertThat(list.rows()).hasSize(120).doesNotHaveDuplicates();
        assertThat(list.hasMore().get()).isFalse();
        list.ask("q", "person11");
        assertThat(list.rows()).hasSize(11);
        list.ask("role", "creator");
        assertThat(list.rows())
                .extracting(AdminUser::email)
                .containsExactly("person110@example.com", "person115@example.com");
        list.ask("q", "");
        assertThat(list.all()).hasSize(24);
    }

    @Test
    void nothingIsPostedOverABalanceThatMovedUntilTheNewJournalWasSeen() {
        var form = MoneyForm.adjustment(fixture.context, api, Ids.next(), Currency.EUR);
        form.ask("-12.50", "A fee was charged twice");
        assertThat(Objects.requireNonNull(form.preview().get()).amount()).isEqualTo(-1_250);
        fixture.platform.admin.balanceVersion++;
        form.confirm();
        assertThat(form.done().get()).isNull();
        assertThat(form.problem().get()).contains("balance has changed");
        assertThat(fixture.platform.admin.done).isEmpty();
        form.confirm();
        assertThat(Objects.requireNonNull(form.done().get()).status()).isEqualTo("done");
        assertThat(fixture.platform.admin.done).containsExactly("money -1250");
    }

    @Test
    void overTheLimitAnotherAdminIsAsked() {
        var form = MoneyForm.adjustment(fixture.context, api, Ids.next(), Currency.EUR);
        form.ask("900", "A fee was charged twice");
        assertThat(Objects.requireNonNull(form.preview().get()).secondAdmin()).isTrue();
        form.confirm();
        assertThat(Objects.requireNonNull(form.done().get()).status()).isEqualTo("waiting");
    }

    @Test
    void wrongAmountsAndMissingReasonsAskNothing() {
        var form = MoneyForm.adjustment(fixture.context, api, Ids.next(), Currency.EUR);
        form.ask("much", "A fee was charged twice");
        assertThat(form.preview().get()).isNull();
        assertThat(form.problem().get()).contains("EUR");
        form.ask("5", "no");
        assertThat(form.preview().get()).isNull();
    }

    @Test
    void theClockOfAReviewCountsDown() {
        var now = fixture.context.now();
        assertThat(ReviewClock.phrase(
                        fixture.context, now.plus(Duration.ofDays(3).plusMinutes(1))))
                .isEqualTo("3 days left");
        assertThat(ReviewClock.phrase(fixture.context, now.plus(Duration.ofMinutes(95))))
                .startsWith("1 h 3");
        assertThat(ReviewClock.phrase(fixture.context, now.minusSeconds(1))).isEqualTo("Overdue");
    }
}
