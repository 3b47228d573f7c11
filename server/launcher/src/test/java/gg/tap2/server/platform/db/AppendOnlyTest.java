package gg.tap2.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the working role cannot rewrite, whatever the server is made to do: proofs of what happened.
final class AppendOnlyTest {
    private final Db db = TestServer.get().app().db();

    private @Nullable String refusal(String sql) {
        try {
            db.transact(tx -> tx.sql(sql).update());
            return null;
        } catch (RuntimeException e) {
            return Db.sqlState(e);
        }
    }

    @Test
    void evidenceIsNeverRewritten() {
        var done = new ArrayList<String>();
        for (String sql : List.of(
                "UPDATE ledger_posting SET amount_minor = amount_minor WHERE FALSE",
                "UPDATE audit_events SET action = action WHERE FALSE",
                "UPDATE setting_changes SET reason = reason WHERE FALSE",
                "UPDATE fee_changes SET tip_bps = tip_bps WHERE FALSE",
                "UPDATE download_log SET fan_id = fan_id WHERE FALSE",
                "UPDATE download_log SET at = at WHERE FALSE",
                "UPDATE money_actions SET amount_minor = amount_minor WHERE FALSE",
                "UPDATE money_actions SET requested_by = requested_by WHERE FALSE",
                "UPDATE admin_changes SET body = body WHERE FALSE",
                "UPDATE webhook_inbox SET payload = payload WHERE FALSE",
                "UPDATE webhook_inbox SET event_id = event_id WHERE FALSE",
                "DELETE FROM audit_events WHERE FALSE",
                "DELETE FROM fee_changes WHERE FALSE",
                "DELETE FROM download_log WHERE FALSE",
                "DELETE FROM money_actions WHERE FALSE",
                "DELETE FROM admin_changes WHERE FALSE",
                "TRUNCATE webhook_inbox")) {
            if (!"42501".equals(refusal(sql))) {
                done.add(sql);
            }
        }
        assertThat(done).isEmpty();
    }

    @Test
    void whatHasToMoveOnMoves() {
        for (String sql : List.of(
                "UPDATE download_log SET ip_address = NULL WHERE FALSE",
                "UPDATE money_actions SET status = 'done' WHERE FALSE",
                "UPDATE webhook_inbox SET status = 'done' WHERE FALSE",
                "DELETE FROM webhook_inbox WHERE FALSE")) {
            assertThat(refusal(sql)).as(sql).isNull();
        }
    }

    @Test
    void anEventThatWasNotHandledCannotBeRemoved() {
        db.transact(tx -> tx.sql("""
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status, attempts)
                VALUES (gen_random_uuid(), 'flowpay', 'kept', 'x', CAST('{}' AS jsonb), now(), 'parked', 0)""").update());
        assertThat(refusal("DELETE FROM webhook_inbox WHERE event_id = 'kept'")).isEqualTo("42501");
        db.transact(tx -> tx.sql("UPDATE webhook_inbox SET status = 'ignored' WHERE event_id = 'kept'")
                .update());
        assertThat(refusal("DELETE FROM webhook_inbox WHERE event_id = 'kept'")).isNull();
    }

    @Test
    void whoeverOnlyLooksWritesNothing() {
        var states = new ArrayList<String>();
        Db.lookOnly(() -> {
            states.add(String.valueOf(refusal("UPDATE users SET updated_at = updated_at WHERE FALSE")));
            states.add(String.valueOf(
                    db.read(tx -> tx.sql("SELECT count(*) AS n FROM users").one(r -> r.number("n"))) != null));
        });
        assertThat(states).containsExactly(Db.READ_ONLY, "true");
    }
}
