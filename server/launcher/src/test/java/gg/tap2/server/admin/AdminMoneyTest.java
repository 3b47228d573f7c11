package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.ledger.LedgerCheck;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Money actions: previewed, refused when stale, and above the limit by two.
final class AdminMoneyTest extends AdminCase {
    @Test
    void thePreviewShowsTheJournalThatIsThenPosted() {
        var preview = ok(post(Routes.ADMIN_MONEY_PREVIEW, adjustment(1234, 0)));
        assertThat(preview.path("availableAfter").asLong()
                        - preview.path("availableBefore").asLong())
                .isEqualTo(1234);
        assertThat(preview.path("secondAdmin").asBoolean()).isFalse();
        assertThat(available()).as("a preview posts nothing").isZero();
        var done = ok(post(
                Routes.ADMIN_MONEY,
                adjustment(1234, preview.path("balanceVersion").asLong())));
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(available()).isEqualTo(1234);
        var posted =
                ok(get(Routes.path(Routes.ADMIN_JOURNAL, done.path("journalId").asText())));
        assertThat(posted.path("postings")).isEqualTo(preview.path("journal").path("postings"));
        var seen = ok(SERVER.send("GET", Routes.ADJUSTMENTS, null, creator.accessToken()));
        assertThat(seen.path(0).path("reason").asText()).isEqualTo("Goodwill after the outage");
        assertThat(new LedgerCheck(SERVER.app().db()).run().differences()).isEmpty();
    }

    @Test
    void aBalanceThatMovedSinceThePreviewStopsTheAction() {
        long stale = version();
        ok(post(Routes.ADMIN_MONEY, adjustment(500, stale)));
        var reply = post(Routes.ADMIN_MONEY, adjustment(500, stale));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("balance_changed");
        assertThat(available()).isEqualTo(500);
    }

    @Test
    void aboveTheLimitASecondAdminMustAgreeToTheStateTheySaw() {
        long seen = version();
        var waiting = ok(post(Routes.ADMIN_MONEY, adjustment(50_000, seen)));
        assertThat(waiting.path("status").asText()).isEqualTo("waiting");
        assertThat(available()).isZero();
        String approve =
                Routes.path(Routes.ADMIN_MONEY_APPROVE, waiting.path("id").asText());
        var agree = Map.of("reason", "Checked the ticket", "balanceVersion", seen);
        assertThat(post(approve, agree).code()).isEqualTo("second_admin_needed");
        ok(post(Routes.ADMIN_MONEY, adjustment(10, seen)));
        assertThat(SERVER.send("POST", approve, agree, SECOND.accessToken()).code())
                .isEqualTo("balance_changed");
        var fresh = Map.of("reason", "Checked the ticket", "balanceVersion", version());
        var done = ok(SERVER.send("POST", approve, fresh, SECOND.accessToken()));
        assertThat(done.path("status").asText()).isEqualTo("done");
        assertThat(done.path("decidedByEmail").asText()).isEqualTo(SECOND.email());
        assertThat(available()).isEqualTo(50_010);
        assertThat(SERVER.send("POST", approve, fresh, SECOND.accessToken()).status())
                .isEqualTo(409);
    }

    @Test
    void theSameRequestTwiceIsOneAction() {
        var body = adjustment(77, version());
        body.put("id", UUID.randomUUID());
        ok(post(Routes.ADMIN_MONEY, body));
        ok(post(Routes.ADMIN_MONEY, body));
        assertThat(available()).isEqualTo(77);
    }
}
