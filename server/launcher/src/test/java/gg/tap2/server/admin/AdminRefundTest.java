package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Refunds that admins make: what the action says and what the ledger holds are never two things.
final class AdminRefundTest {
    private static final TestServer SERVER = TestServer.get();
    private static final Account ADMIN = SERVER.admin();
    private static final Account SECOND = SERVER.admin();
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());
    private final UUID creator = world.creator();
    private final UUID fan = world.fan();

    @BeforeEach
    @AfterEach
    void theLedgerIsWhole() {
        assertThat(world.differences()).isEmpty();
    }

    private UUID tip(int amount) {
        var tip = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, amount, null, null, false, "t-" + creator, null, null));
        world.pay(tip, "4242424242424242");
        world.until("the tip", () -> world.status(tip.paymentId()).equals("succeeded"));
        return tip.paymentId();
    }

    private static Reply post(Account who, String path, Object body) {
        return SERVER.send("POST", path, body, who.accessToken());
    }

    private static JsonNode ok(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply.data();
    }

    private static Map<String, Object> refund(UUID payment, long version) {
        return new HashMap<>(Map.of(
                "id",
                UUID.randomUUID(),
                "kind",
                "refund",
                "paymentId",
                payment,
                "reason",
                "The file was broken",
                "balanceVersion",
                version));
    }

    private static long version(UUID payment) {
        return ok(post(ADMIN, Routes.ADMIN_MONEY_PREVIEW, refund(payment, 0)))
                .path("balanceVersion")
                .asLong();
    }

    private long refunded(UUID payment) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT refunded_cents AS n FROM payments WHERE id = :id")
                        .set("id", payment)
                        .one(r -> r.number("n")));
    }

    @Test
    void theSameRequestLaterAnswersAsTheFirstTime() {
        UUID payment = tip(1000);
        var body = refund(payment, version(payment));
        var first = ok(post(ADMIN, Routes.ADMIN_MONEY, body));
        assertThat(first.path("status").asText()).isEqualTo("done");
        assertThat(first.path("journalId").asText()).isNotEmpty();
        assertThat(refunded(payment)).isEqualTo(1000);
        assertThat(ok(post(ADMIN, Routes.ADMIN_MONEY, body))).isEqualTo(first);
        assertThat(refunded(payment)).isEqualTo(1000);
        body.put("amount", 999);
        assertThat(post(ADMIN, Routes.ADMIN_MONEY, body).code()).isEqualTo("id_taken");
    }

    @Test
    void aRefusedRefundLeavesNoAction() {
        UUID payment = tip(1000);
        var stale = refund(payment, version(payment));
        stale.put("amount", 300);
        var other = refund(payment, version(payment));
        other.put("amount", 1);
        ok(post(ADMIN, Routes.ADMIN_MONEY, other));
        assertThat(post(SECOND, Routes.ADMIN_MONEY, stale).code()).isEqualTo("balance_changed");
        var tooMuch = refund(payment, version(payment));
        tooMuch.put("amount", 1001);
        assertThat(post(ADMIN, Routes.ADMIN_MONEY, tooMuch).code()).isEqualTo("not_refundable");
        assertThat(world.count("SELECT count(*) AS n FROM money_actions WHERE payment_id = :id", payment))
                .isEqualTo(1);
        assertThat(refunded(payment)).isEqualTo(1);
    }

    @Test
    void theProvidersRefusalIsTheActionsEnd() {
        UUID payment = tip(1000);
        world.stripe(
                "/sandbox/api/faults",
                Map.of(
                        "kind",
                        "error",
                        "method",
                        "POST",
                        "path",
                        "/v1/refunds",
                        "status",
                        "400",
                        "code",
                        "charge_not_refundable",
                        "count",
                        "1"));
        var action = ok(post(ADMIN, Routes.ADMIN_MONEY, refund(payment, version(payment))));
        world.stripe("/sandbox/api/faults/clear", Map.of());
        assertThat(action.path("status").asText()).isEqualTo("failed");
        assertThat(refunded(payment)).as("the money is back").isZero();
        var failed = ok(SERVER.send("GET", Routes.ADMIN_MONEY + "?status=failed", null, ADMIN.accessToken()));
        assertThat(failed.toString()).contains(action.path("id").asText());
    }

    @Test
    void simultaneousRequestsWithOneIdAreOneRefund() throws Exception {
        for (int round = 0; round < 5; round++) {
            UUID payment = tip(1000);
            var body = refund(payment, version(payment));
            body.put("amount", 400);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var replies = threads.invokeAll(
                        Collections.<Callable<Reply>>nCopies(6, () -> post(ADMIN, Routes.ADMIN_MONEY, body)));
                for (var reply : replies) {
                    assertThat(ok(reply.get()).path("status").asText()).isEqualTo("done");
                }
            }
            assertThat(refunded(payment)).isEqualTo(400);
        }
    }

    @Test
    void ofAnApprovalAndADeclineAtOnceOneHolds() throws Exception {
        for (int round = 0; round < 8; round++) {
            UUID payment = tip(50_000);
            // It would take the next version of the balance between the look and the approval.
            SERVER.app().jobs().runNow("fee-true-up");
            var waiting = ok(post(ADMIN, Routes.ADMIN_MONEY, refund(payment, version(payment))));
            assertThat(waiting.path("status").asText()).isEqualTo("waiting");
            String id = waiting.path("id").asText();
            long seen = version(payment);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var replies = threads.invokeAll(List.<Callable<Reply>>of(
                        () -> post(
                                SECOND,
                                Routes.path(Routes.ADMIN_MONEY_APPROVE, id),
                                Map.of("reason", "Checked the ticket", "balanceVersion", seen)),
                        () -> post(
                                SECOND,
                                Routes.path(Routes.ADMIN_MONEY_DECLINE, id),
                                Map.of("reason", "Not convinced at all"))));
                boolean approved = replies.get(0).get().status() == 200;
                boolean declined = replies.get(1).get().status() == 200;
                assertThat(approved).as("exactly one of the two").isNotEqualTo(declined);
                assertThat(refunded(payment)).isEqualTo(approved ? 50_000 : 0);
                String status =
                        ok(SERVER.send("GET", Routes.ADMIN_MONEY, null, ADMIN.accessToken())).findParents("id").stream()
                                .filter(a -> a.path("id").asText().equals(id))
                                .findFirst()
                                .orElseThrow()
                                .path("status")
                                .asText();
                assertThat(status).isEqualTo(approved ? "done" : "declined");
            }
        }
    }
}
