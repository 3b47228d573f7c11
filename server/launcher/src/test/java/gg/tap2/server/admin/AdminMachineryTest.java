package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Webhooks, jobs, settings, and every list once.
final class AdminMachineryTest extends AdminCase {
    @Test
    void webhooksAreListedShownAndReplayed() {
        UUID id = UUID.randomUUID();
        SERVER.app()
                .db()
                .transact(tx ->
                        tx.sql("""
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status, attempts, last_error)
                VALUES (:id, 'nobody', :event, 'thing.happened', CAST('{"a":1}' AS jsonb), now(), 'dead', 12, 'boom')""").set("id", id).set("event", "evt_" + id).update());
        assertThat(ok(get(Routes.ADMIN_WEBHOOKS + "?status=dead&provider=nobody"))
                        .findValuesAsText("id"))
                .contains(id.toString());
        assertThat(ok(get(Routes.path(Routes.ADMIN_WEBHOOK, id)))
                        .path("payload")
                        .asText())
                .contains("\"a\"");
        ok(post(Routes.path(Routes.ADMIN_WEBHOOK_REPLAY, id), Map.of("reason", "Fixed the cause")));
        for (int i = 0; i < 600; i++) {
            String now = ok(get(Routes.path(Routes.ADMIN_WEBHOOK, id)))
                    .path("status")
                    .asText();
            if (now.equals("ignored")) {
                return;
            }
            pause();
        }
        throw new AssertionError("the replayed event was not handled");
    }

    @Test
    void jobsAreListedRunAndRemembered() {
        assertThat(ok(get(Routes.ADMIN_JOBS)).findValuesAsText("name")).contains("maturity", "auto-payouts");
        ok(post(Routes.path(Routes.ADMIN_JOB_RUN, "digest"), Map.of("reason", "Trying it out")));
        for (int i = 0; i < 100; i++) {
            var runs = ok(get(Routes.path(Routes.ADMIN_JOB_HISTORY, "digest")));
            if (!runs.isEmpty()) {
                assertThat(runs.path(0).path("ok").asBoolean()).isTrue();
                return;
            }
            pause();
        }
        throw new AssertionError("the run was not noted");
    }

    @Test
    void settingsTakeEffectAndKeepTheirHistory() {
        var change = new HashMap<String, Object>(
                Map.of("key", "registration.open", "value", "off", "reason", "Wave of spam"));
        ok(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken()));
        try {
            assertThat(SERVER.send("POST", Routes.REGISTER, Map.of("email", "x@y.test"), null)
                            .code())
                    .isEqualTo("registration_closed");
        } finally {
            change.put("value", "on");
            ok(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken()));
        }
        var history = ok(get(Routes.ADMIN_SETTINGS_HISTORY + "?key=registration.open"));
        assertThat(history.path(0).path("before").asText()).isEqualTo("off");
        change.put("key", "no.such");
        assertThat(SERVER.send("PUT", Routes.ADMIN_SETTINGS, change, ADMIN.accessToken())
                        .status())
                .isEqualTo(404);
    }

    private List<String> alarms() {
        return ok(get(Routes.ADMIN_OVERVIEW)).path("alarms").findValuesAsText("text");
    }

    @Test
    void anEventThatThisReleaseDoesNotKnowIsAnAlarmUntilItIsGone() {
        String kind = "hologram_" + UUID.randomUUID().toString().substring(0, 8);
        var db = SERVER.app().db();
        db.transact(tx -> tx.sql(
                        "INSERT INTO outbox_facts (id, kind, ref, created_at) VALUES (:id, :kind, 'x', now() - INTERVAL '1 day')")
                .set("id", UUID.randomUUID())
                .set("kind", kind)
                .update());
        SERVER.app().wakeNotices();
        assertThat(alarms()).anySatisfy(text -> assertThat(text).contains(kind));
        db.transact(tx -> tx.sql("DELETE FROM outbox_facts WHERE kind = :kind AND handled_at IS NULL")
                .set("kind", kind)
                .update());
        assertThat(alarms()).noneSatisfy(text -> assertThat(text).contains(kind));
    }

    @Test
    void theRemainingViewsAnswer() {
        ok(post(Routes.ADMIN_MONEY, adjustment(42, version())));
        for (String path : List.of(
                Routes.ADMIN_OVERVIEW,
                Routes.ADMIN_PAYMENTS + "?status=succeeded",
                Routes.ADMIN_REFUNDS,
                Routes.ADMIN_DISPUTES,
                Routes.ADMIN_MONEY + "?creator=" + creatorId,
                Routes.ADMIN_RECONCILIATION,
                Routes.ADMIN_AUTO_PAYOUTS,
                Routes.ADMIN_LEDGER_ACCOUNTS + "?creator=" + creatorId,
                Routes.ADMIN_LEDGER_ACCOUNTS,
                Routes.ADMIN_JOURNALS + "?limit=3",
                Routes.ADMIN_JOURNALS + "?creator=" + creatorId,
                Routes.ADMIN_MAIL + "?status=all",
                Routes.ADMIN_RATE_LIMITS,
                Routes.ADMIN_SETTINGS,
                Routes.ADMIN_RISK,
                Routes.path(Routes.ADMIN_USER_SESSIONS, userId))) {
            assertThat(get(path).status()).as(path + get(path).body()).isEqualTo(200);
        }
        assertThat(ok(get(Routes.path(Routes.ADMIN_CHAIN, creatorId)))
                        .path("whole")
                        .asBoolean())
                .isTrue();
        long sum = 0;
        for (JsonNode line : ok(get(Routes.ADMIN_TRIAL_BALANCE)).path("lines")) {
            sum += line.path("currency").asText().equals("USD")
                    ? line.path("amount").asLong()
                    : 0;
        }
        assertThat(sum).isZero();
    }
}
