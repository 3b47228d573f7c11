package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A fact that cannot be told never holds up those behind it.
final class PoisonedFactTest {
    private final MoneyWorld world = MoneyWorld.of(TestServer.get().app());

    private UUID fact(String payload) {
        UUID id = UUID.randomUUID();
        world.app
                .db()
                .transact(tx -> tx.sql("""
                INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at)
                VALUES (:id, 'subscription_started', :ref, NULL, :fan, CAST(:payload AS jsonb), now())""")
                        .set("id", id)
                        .set("ref", id.toString())
                        .set("fan", world.fan())
                        .set("payload", payload)
                        .update());
        return id;
    }

    @Test
    void theOthersAreToldAndItIsTriedAFewTimes() {
        UUID bad = fact("{\"subscriptionId\": \"none\"}");
        UUID good = fact("{\"subscriptionId\": \"" + UUID.randomUUID() + "\"}");
        world.until(
                "the good one",
                () -> world.count(
                                "SELECT count(*) AS n FROM outbox_facts WHERE id = :id AND handled_at IS NOT NULL",
                                good)
                        == 1);
        world.until(
                "an attempt at the bad one",
                () -> world.count(
                                "SELECT count(*) AS n FROM outbox_facts WHERE id = :id AND attempts > 0 AND handled_at IS NULL",
                                bad)
                        == 1);
        // Cleaned up, so that no other test waits behind its errors.
        world.app
                .db()
                .transact(tx -> assertThat(tx.sql("DELETE FROM outbox_facts WHERE id = :id")
                                .set("id", bad)
                                .update())
                        .isEqualTo(1));
    }
}
