package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Two admins are two: whatever one does alone, they do not become both.
final class FourEyesTest extends AdminCase {
    private final Account first = SERVER.admin();
    private final Account second = SERVER.admin();

    private static Reply send(Account who, String method, String path, Object body) {
        return SERVER.send(method, path, body, who.accessToken());
    }

    private Map<String, Object> gives(UUID creator, long amount) {
        return new HashMap<>(Map.of(
                "kind",
                "adjustment",
                "creatorId",
                creator,
                "amount",
                amount,
                "reason",
                "Goodwill after the outage",
                "balanceVersion",
                Long.MAX_VALUE));
    }

    private JsonNode adjusts(Account who, UUID creator, long amount) {
        var body = gives(creator, amount);
        body.put(
                "balanceVersion",
                ok(send(who, "POST", Routes.ADMIN_MONEY_PREVIEW, body))
                        .path("balanceVersion")
                        .asLong());
        return ok(send(who, "POST", Routes.ADMIN_MONEY, body));
    }

    private Reply approves(Account who, JsonNode action) {
        return send(
                who,
                "POST",
                Routes.path(Routes.ADMIN_MONEY_APPROVE, action.path("id").asText()),
                Map.of("reason", "Checked the ticket", "balanceVersion", version()));
    }

    private static String status(JsonNode action) {
        return action.path("status").asText();
    }

    private static UUID user(Account a) {
        return id("SELECT id FROM users WHERE email = :x", a.email());
    }

    /// An admin of some age with a second factor, made by two others.
    private Account madeBy(Account requester, Account agreeing) {
        var fan = SERVER.fan();
        var wish = send(
                requester,
                "PUT",
                Routes.path(Routes.ADMIN_USER_ROLE, user(fan)),
                Map.of("role", "admin", "scope", "full", "reason", "Joins the team"));
        assertThat(wish.status()).isEqualTo(202);
        ok(send(
                agreeing,
                "POST",
                Routes.path(Routes.ADMIN_CHANGE_APPROVE, wish.data().path("id").asText()),
                Map.of("reason", "Met them in person")));
        return SERVER.adminAgain(fan);
    }

    @Test
    void theLimitItselfTakesTwo() {
        var body = Map.of("key", "admin.four-eyes-over", "value", "999999999999999", "reason", "Easier for me");
        var wish = send(first, "PUT", Routes.ADMIN_SETTINGS, body);
        assertThat(wish.status()).isEqualTo(202);
        assertThat(status(adjusts(first, creatorId, 50_000))).isEqualTo("waiting");
        String approve =
                Routes.path(Routes.ADMIN_CHANGE_APPROVE, wish.data().path("id").asText());
        assertThat(send(first, "POST", approve, Map.of("reason", "I agree with me"))
                        .code())
                .isEqualTo("second_admin_needed");
        ok(send(
                second,
                "POST",
                Routes.path(Routes.ADMIN_CHANGE_DECLINE, wish.data().path("id").asText()),
                Map.of("reason", "No, really not")));
        assertThat(send(second, "POST", approve, Map.of("reason", "Or maybe yes"))
                        .status())
                .isEqualTo(409);
    }

    /// Asking for more is anybody's; asking for less before money leaves takes two.
    @Test
    void payoutsWithoutASecondFactorTakeTwo() {
        for (String value : List.of("off", "first")) {
            var body = Map.of("key", "payouts.second-factor", "value", value, "reason", "Creators complained");
            assertThat(send(first, "PUT", Routes.ADMIN_SETTINGS, body).status()).isEqualTo(202);
        }
        assertThat(send(
                                first,
                                "PUT",
                                Routes.ADMIN_SETTINGS,
                                Map.of("key", "payouts.second-factor", "value", "Every", "reason", "Typed by hand"))
                        .status())
                .isEqualTo(422);
        ok(send(
                first,
                "PUT",
                Routes.ADMIN_SETTINGS,
                Map.of("key", "payouts.second-factor", "value", "every", "reason", "After the theft")));
        var back = new HashMap<String, Object>(Map.of("key", "payouts.second-factor", "reason", "As it was"));
        back.put("value", null);
        assertThat(send(first, "PUT", Routes.ADMIN_SETTINGS, back).status()).isEqualTo(202);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("DELETE FROM platform_settings WHERE key = 'payouts.second-factor'")
                        .update());
    }

    @Test
    void splitAmountsAddUpForOneCreatorAndForOneAdmin() {
        assertThat(status(adjusts(first, creatorId, 20_000))).isEqualTo("done");
        assertThat(status(adjusts(second, creatorId, 20_000))).isEqualTo("done");
        assertThat(status(adjusts(SERVER.admin(), creatorId, 20_000)))
                .as("60,000 for one creator in a day")
                .isEqualTo("waiting");
        UUID other =
                id("SELECT id FROM creators WHERE slug = :x", SERVER.creator().slug());
        assertThat(status(adjusts(first, other, 30_000)))
                .as("50,000 by one admin in a day")
                .isEqualTo("waiting");
        assertThat(status(adjusts(first, other, 100))).isEqualTo("done");
    }

    @Test
    void twentySplitAmountsAtOnceStayBelowTheLimit() throws Exception {
        var body = gives(creatorId, 9_000);
        body.put("balanceVersion", version());
        List<Callable<Reply>> calls =
                java.util.Collections.nCopies(20, () -> send(first, "POST", Routes.ADMIN_MONEY, body));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var f : threads.invokeAll(calls)) {
                f.get();
            }
        }
        assertThat(available()).isLessThan(50_000);
    }

    @Test
    void anAdminMadeByOneIsNoSecondForThem() {
        var action = adjusts(first, creatorId, 50_000);
        Account made = madeBy(first, second);
        assertThat(approves(made, action).code()).isEqualTo("second_admin_made_by_first");
        var other = adjusts(second, creatorId, 50_000);
        assertThat(approves(made, other).code())
                .as("whoever agreed made them an admin too")
                .isEqualTo("second_admin_made_by_first");
        var third = adjusts(SERVER.admin(), creatorId, 50_000);
        assertThat(approves(made, third).code()).isEqualTo("second_admin_too_new");
        assertThat(status(ok(approves(second, action)))).isEqualTo("done");
        var trail = ok(get(Routes.ADMIN_AUDIT + "?action=role_changed&subject=" + user(made)));
        assertThat(trail.path(0).path("details").toString())
                .contains(user(second).toString());
    }

    @Test
    void nobodyDecidesAboutTheirOwnPage() {
        Account promoted = madeBy(first, second);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET user_id = :user WHERE id = :id")
                        .set("user", user(promoted))
                        .set("id", creatorId)
                        .update());
        assertThat(status(adjusts(promoted, creatorId, 5))).isEqualTo("waiting");
        var theirs = adjusts(SERVER.admin(), creatorId, 50_000);
        assertThat(approves(promoted, theirs).code()).isEqualTo("second_admin_own_account");
    }

    @Test
    void feesTakeTwo() {
        var wish = send(
                first,
                "POST",
                Routes.ADMIN_FEES,
                Map.of("tipBps", 9000, "productBps", 9000, "subscriptionBps", 9000, "reason", "More for us"));
        assertThat(wish.status()).isEqualTo(202);
        assertThat(ok(get(Routes.ADMIN_FEES)).toString()).doesNotContain("More for us");
        assertThat(ok(get(Routes.ADMIN_CHANGES + "?status=waiting")).toString()).contains("More for us");
        ok(send(
                second,
                "POST",
                Routes.path(Routes.ADMIN_CHANGE_DECLINE, wish.data().path("id").asText()),
                Map.of("reason", "No, really not")));
    }

    @Test
    void moneyActionsAskForAFreshCode() {
        TestServer.get()
                .app()
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE sessions SET proven_at = proven_at - interval '11 years' WHERE user_id = :id")
                        .set("id", user(first))
                        .update());
        assertThat(send(first, "POST", Routes.ADMIN_MONEY, gives(creatorId, 5)).code())
                .isEqualTo("step_up_required");
    }
}
