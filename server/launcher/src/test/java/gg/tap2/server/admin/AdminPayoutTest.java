package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Review of payouts: every decision in every state.
final class AdminPayoutTest extends AdminCase {
    private static final String REASON = "The account belongs to somebody else";

    private static void sql(String statement, UUID payout) {
        SERVER.app().db().transact(tx -> tx.sql(statement).set("id", payout).update());
    }

    /// A held payout of 400.00 that this creator asked for, with its journal.
    private UUID heldPayout(long amount) {
        // By an admin of its own, since what one admin gives alone in a day is limited.
        ok(SERVER.send(
                "POST",
                Routes.ADMIN_MONEY,
                adjustment(40_000, version()),
                SERVER.admin().accessToken()));
        UUID bank = SERVER.app()
                .payouts()
                .bankAccounts()
                .add(
                        creatorId,
                        new AddBankAccount(
                                null, "US", "USD", "Mara Test", null, "77" + ACCOUNT.addAndGet(7) + "9", "110000000"))
                .id();
        sql("UPDATE bank_accounts SET verification_status = 'verified', usable_from = created_at WHERE id = :id", bank);
        UUID id = UUID.randomUUID();
        var app = SERVER.app();
        app.db().transact(tx -> {
            tx.sql("""
                    INSERT INTO payouts (id, creator_id, bank_account_id, amount_cents, currency, status, provider, held_until, created_at, updated_at)
                    VALUES (:id, :creator, :bank, :amount, 'USD', 'held', 'flowpay', now() + interval '40 hours', now(), now())""")
                    .set("id", id)
                    .set("creator", creatorId)
                    .set("bank", bank)
                    .set("amount", amount)
                    .update();
            app.ledger()
                    .post(
                            tx,
                            new Journal(
                                    creatorId,
                                    Currency.USD,
                                    "payout_requested",
                                    id.toString(),
                                    app.clock().instant(),
                                    "creator",
                                    null,
                                    List.of(
                                            Line.of("payout", AccountKind.AVAILABLE, amount)
                                                    .payout(id),
                                            Line.of("payout", AccountKind.PAYOUT_IN_TRANSIT, -amount)
                                                    .payout(id)),
                                    0,
                                    null));
        });
        return id;
    }

    private static Reply decide(String route, UUID id, String reason) {
        return post(Routes.path(route, id), Map.of("reason", reason));
    }

    private JsonNode asCreator(UUID id) {
        return ok(SERVER.send("GET", Routes.path(Routes.PAYOUT, id), null, creator.accessToken()));
    }

    private JsonNode trail(String action) {
        return ok(get(Routes.ADMIN_AUDIT + "?action=" + action + "&subject=" + userId));
    }

    private void told(String kind, String reason) {
        for (int i = 0; i < 200; i++) {
            for (JsonNode n : ok(SERVER.send("GET", Routes.NOTICES, null, creator.accessToken()))
                    .path("notices")) {
                if (n.path("kind").asText().equals(kind)) {
                    assertThat(n.path("text").asText()).contains(reason);
                    return;
                }
            }
            pause();
        }
        throw new AssertionError("the creator was not told: " + kind);
    }

    @Test
    void aHeldPayoutIsApprovedOnce() {
        UUID id = heldPayout(20_000);
        var list = ok(get(Routes.ADMIN_PAYOUTS + "?status=held&creator=" + creatorId));
        assertThat(list.path(0).path("reviewDueAt").asText()).isNotEmpty();
        var after = ok(decide(Routes.ADMIN_PAYOUT_APPROVE, id, "Looks right"));
        assertThat(after.path("innerStatus").asText()).isIn("sent", "paid", "queued");
        assertThat(decide(Routes.ADMIN_PAYOUT_APPROVE, id, "Looks right").status())
                .isEqualTo(409);
    }

    /// Over the limit one admin is not enough, and the owner of the page is never one of the two.
    @Test
    void aLargePayoutIsApprovedByTwo() {
        UUID id = heldPayout(20_000);
        sql("UPDATE payouts SET amount_cents = 60000 WHERE id = :id", id);
        var waiting = decide(Routes.ADMIN_PAYOUT_APPROVE, id, "Looks right");
        assertThat(waiting.status()).isEqualTo(202);
        assertThat(decide(Routes.ADMIN_PAYOUT_APPROVE, id, "Looks right").data().path("id"))
                .as("the same wish is one")
                .isEqualTo(waiting.data().path("id"));
        assertThat(ok(get(Routes.path(Routes.ADMIN_PAYOUT, id)))
                        .path("payout")
                        .path("innerStatus")
                        .asText())
                .isEqualTo("held");
        sql("UPDATE payouts SET amount_cents = 20000 WHERE id = :id", id);
        agreed(waiting);
        assertThat(ok(get(Routes.path(Routes.ADMIN_PAYOUT, id)))
                        .path("payout")
                        .path("innerStatus")
                        .asText())
                .isIn("sent", "paid", "queued");
        assertThat(trail("payout_approved").path(0).path("details").toString()).contains("agreedBy");
    }

    @Test
    void thePayoutShowsItsAttemptsItsDaysDifferencesAndItsRun() {
        UUID id = heldPayout(20_000);
        ok(decide(Routes.ADMIN_PAYOUT_APPROVE, id, "Looks right"));
        var attempt = ok(get(Routes.path(Routes.ADMIN_PAYOUT, id)))
                .path("payout")
                .path("payout")
                .path("attempts")
                .path(0);
        assertThat(attempt.path("status").asText()).isIn("sent", "paid");
        assertThat(attempt.path("reference").asText()).as("the provider's own").isNotEmpty();
        assertThat(attempt.path("updatedAt").asText())
                .isGreaterThanOrEqualTo(attempt.path("createdAt").asText());
        sql(
                "INSERT INTO payout_attempts (id, payout_id, status, error, created_at, updated_at)"
                        + " VALUES (:id, :id, 'unknown', 'read timed out', now() - interval '400 days', now())",
                id);
        sql(
                "INSERT INTO reconciliation_differences (id, provider, date, currency, what, ours, theirs, found_at) VALUES"
                        + " (:id, 'flowpay', current_date - 400, 'USD', 'completed_amount', 20000, 0, now())",
                id);
        sql(
                "INSERT INTO auto_payout_runs (id, run_date, started_at) VALUES (:id, current_date - 400, now() - interval '400 days')",
                id);
        sql("UPDATE payouts SET run_id = :id WHERE id = :id", id);
        var detail = ok(get(Routes.path(Routes.ADMIN_PAYOUT, id)));
        assertThat(detail.path("payout").path("payout").path("attempts").findValuesAsText("error"))
                .contains("read timed out");
        assertThat(detail.path("differences")).hasSize(1);
        assertThat(detail.path("differences").path(0).path("ours").asLong()).isEqualTo(20_000);
        assertThat(detail.path("run").path("id").asText()).isEqualTo(id.toString());
        assertThat(ok(get(Routes.ADMIN_PAYOUTS + "?status=unknown&creator=" + creatorId)))
                .hasSize(1);
        sql("UPDATE payout_attempts SET status = 'failed' WHERE id = :id", id);
        sql("DELETE FROM reconciliation_differences WHERE id = :id", id);
    }

    @Test
    void aRejectedPayoutGivesTheMoneyBackAndSaysWhy() {
        UUID id = heldPayout(15_000);
        assertThat(available()).isEqualTo(25_000);
        ok(decide(Routes.ADMIN_PAYOUT_HOLD, id, "Waiting for papers"));
        var after = ok(decide(Routes.ADMIN_PAYOUT_REJECT, id, REASON));
        assertThat(after.path("innerStatus").asText()).isEqualTo("rejected");
        assertThat(available()).isEqualTo(40_000);
        assertThat(asCreator(id).path("status").asText()).isEqualTo("rejected");
        assertThat(asCreator(id).path("failureReason").asText()).isEqualTo(REASON);
        assertThat(trail("payout_rejected").path(0).path("reason").asText()).isEqualTo(REASON);
        told("payout_rejected", REASON);
        assertThat(new LedgerCheck(SERVER.app().db()).run().differences()).isEmpty();
    }

    @Test
    void aCancelledPayoutIsNotARejectedOne() {
        UUID id = heldPayout(15_000);
        var after = ok(decide(Routes.ADMIN_PAYOUT_CANCEL, id, "You asked us to stop it"));
        assertThat(after.path("innerStatus").asText()).isEqualTo("cancelled");
        assertThat(available()).isEqualTo(40_000);
        assertThat(asCreator(id).path("status").asText()).isEqualTo("cancelled");
        assertThat(trail("payout_cancelled").path(0).path("reason").asText()).isEqualTo("You asked us to stop it");
        assertThat(trail("payout_rejected")).isEmpty();
        told("payout_cancelled", "You asked us to stop it");
        assertThat(new LedgerCheck(SERVER.app().db()).run().differences()).isEmpty();
    }

    @Test
    void everyDecisionKnowsTheStatesItMayChange() {
        Map<String, List<String>> allowed = Map.of(
                Routes.ADMIN_PAYOUT_APPROVE, List.of("held"),
                Routes.ADMIN_PAYOUT_HOLD, List.of("requested", "held", "queued"),
                Routes.ADMIN_PAYOUT_REJECT, List.of("held"),
                Routes.ADMIN_PAYOUT_CANCEL, List.of("requested", "held", "queued"));
        UUID id = heldPayout(1_000);
        for (String state :
                List.of("requested", "queued", "sent", "paid", "failed", "rejected", "cancelled", "returned")) {
            for (var decision : allowed.entrySet()) {
                if (decision.getValue().contains(state)) {
                    continue;
                }
                sql("UPDATE payouts SET status = '" + state + "', updated_at = now() WHERE id = :id", id);
                var reply = decide(decision.getKey(), id, REASON);
                assertThat(reply.code())
                        .as(decision.getKey() + " of a " + state)
                        .isEqualTo("payout_state");
            }
        }
        assertThat(available()).as("nothing was given back").isEqualTo(39_000);
        sql("UPDATE payouts SET status = 'queued', updated_at = now() WHERE id = :id", id);
        sql(
                "INSERT INTO payout_attempts (id, payout_id, status, created_at, updated_at) VALUES (:id, :id, 'unknown', now(), now())",
                id);
        assertThat(decide(Routes.ADMIN_PAYOUT_CANCEL, id, REASON).code())
                .as("the provider may have it")
                .isEqualTo("payout_state");
        sql("UPDATE payout_attempts SET status = 'failed' WHERE id = :id", id);
        ok(decide(Routes.ADMIN_PAYOUT_HOLD, id, REASON));
        sql("UPDATE payouts SET status = 'requested', updated_at = now() WHERE id = :id", id);
        ok(decide(Routes.ADMIN_PAYOUT_CANCEL, id, REASON));
        assertThat(available()).isEqualTo(40_000);
    }

    @Test
    void aLongReasonHasRoom() {
        UUID id = heldPayout(1_000);
        String reason = "Because ".repeat(62) + "so.";
        ok(decide(Routes.ADMIN_PAYOUT_REJECT, id, reason));
        assertThat(asCreator(id).path("failureReason").asText()).isEqualTo(reason);
    }
}
