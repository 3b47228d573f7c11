package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The platform's fees change for sales that are paid later, and for no others.
final class AdminFeesTest extends AdminCase {
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());

    private static Map<String, Object> fees(Instant from, int tips) {
        var body = new HashMap<String, Object>(
                Map.of("tipBps", tips, "productBps", 0, "subscriptionBps", 3000, "reason", "Board decision 12"));
        if (from != null) {
            body.put("validFrom", from);
        }
        return body;
    }

    private UUID tip(UUID seller) {
        UUID fan = world.fan();
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 1_000, null, null, false, "t-" + seller, null, null));
        world.pay(tip, "4242424242424242");
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        return tip.paymentId();
    }

    /// Every creator hears of it once, before it begins.
    private void assertTold(UUID seller, Instant from) {
        world.until("the notice", () -> world.count("""
                SELECT count(*) AS n FROM feed_notices n JOIN creators c ON c.user_id = n.user_id
                WHERE c.id = :id AND n.kind = 'fees_change'""", seller) == 1);
        String subject =
                SERVER.app().db().read(tx -> tx.sql("""
                        SELECT m.subject FROM outbox_mails m JOIN users u ON u.email = m.to_address
                        JOIN creators c ON c.user_id = u.id WHERE c.id = :id AND m.dedup_key LIKE 'fees_change/%'""").set("id", seller).one(r -> r.text("subject")));
        assertThat(subject)
                .isEqualTo("Our fees change on "
                        + java.time.format.DateTimeFormatter.ofPattern(
                                        "d MMMM uuuu, HH:mm 'UTC'", java.util.Locale.ENGLISH)
                                .format(from.atOffset(java.time.ZoneOffset.UTC)));
    }

    private static long fee(UUID payment) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT platform_fee_cents AS n FROM payments WHERE id = :id")
                        .set("id", payment)
                        .one(r -> r.number("n")));
    }

    @Test
    void aChangeHoldsForSalesPaidFromThenOn() {
        UUID seller = world.creator();
        UUID before = tip(seller);
        assertThat(fee(before)).isZero();
        Instant from = SERVER.app().clock().instant().plus(Duration.ofMinutes(5));
        assertThat(post(Routes.ADMIN_FEES, fees(from.minus(Duration.ofMinutes(6)), 500))
                        .status())
                .as("the past is not touched")
                .isEqualTo(422);
        agreed(post(Routes.ADMIN_FEES, fees(from, 500)));
        var list = ok(get(Routes.ADMIN_FEES));
        assertThat(list.path(0).path("state").asText()).isEqualTo("coming");
        var again = post(Routes.ADMIN_FEES, fees(from, 600));
        assertThat(SERVER.send(
                                "POST",
                                Routes.path(
                                        Routes.ADMIN_CHANGE_APPROVE,
                                        again.data().path("id").asText()),
                                Map.of("reason", "Looked at it too"),
                                SECOND.accessToken())
                        .code())
                .isEqualTo("fees_taken");
        assertTold(seller, from);
        assertThat(fee(tip(seller))).as("not yet").isZero();
        var shown = ok(SERVER.send("GET", Routes.PUBLIC_FEES, null, null));
        assertThat(shown.path("now").path("tipBps").asInt()).isZero();
        assertThat(shown.path("next").path("tipBps").asInt()).isEqualTo(500);
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=fees_changed&q=decision%2012")))
                .isNotEmpty();
        // As if five minutes had passed: it began a little before now.
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO fee_changes (id, valid_from, tip_bps, product_bps, subscription_bps, reason, changed_by, created_at)"
                                        + " SELECT gen_random_uuid(), CAST(:at AS timestamptz), tip_bps, product_bps, subscription_bps, reason, changed_by, created_at"
                                        + " FROM fee_changes WHERE valid_from = CAST(:from AS timestamptz)")
                        .set("at", SERVER.app().clock().instant().minusSeconds(2))
                        .set("from", from)
                        .update());
        ok(get(Routes.ADMIN_FEES));
        assertThat(SERVER.app().billing().fees().list().stream()
                        .filter(f -> f.state().equals("current"))
                        .toList())
                .hasSize(1)
                .allMatch(f -> f.tipBps() == 500);
        UUID after = tip(seller);
        assertThat(fee(after)).isEqualTo(50);
        assertThat(fee(before)).as("what was booked stays").isZero();
        assertThat(world.differences()).isEmpty();
        for (String sql : List.of("UPDATE fee_changes SET tip_bps = 0", "DELETE FROM fee_changes")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                    () -> SERVER.app().db().transact(tx -> tx.sql(sql).update()));
        }
        // Back to what other tests count on, for sales that are paid a little later.
        SERVER.app()
                .db()
                .transact(tx -> tx.sql(
                                "INSERT INTO fee_changes (id, valid_from, tip_bps, product_bps, subscription_bps, reason, changed_by, created_at)"
                                        + " SELECT gen_random_uuid(), CAST(:now AS timestamptz), 0, 0, 3000, reason, changed_by, created_at"
                                        + " FROM fee_changes WHERE valid_from = CAST(:from AS timestamptz)")
                        .set("now", SERVER.app().clock().instant())
                        .set("from", from)
                        .update());
        agreed(post(Routes.ADMIN_FEES, fees(from.plusSeconds(1), 0)));
    }
}
