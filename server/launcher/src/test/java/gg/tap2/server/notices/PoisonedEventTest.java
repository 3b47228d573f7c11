package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// An event that cannot be told never holds up those behind it.
final class PoisonedEventTest {
    private final MoneyWorld world = MoneyWorld.of(TestServer.get().app());

    private UUID row(String kind, String payload) {
        UUID id = UUID.randomUUID();
        world.app
                .db()
                .transact(tx -> tx.sql("""
                INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at)
                VALUES (:id, :kind, :ref, :creator, :fan, CAST(:payload AS jsonb), now() - INTERVAL '1 hour')""")
                        .set("id", id)
                        .set("kind", kind)
                        .set("ref", id.toString())
                        .set("creator", world.creator())
                        .set("fan", world.fan())
                        .set("payload", payload)
                        .update());
        return id;
    }

    private UUID good() {
        UUID id = UUID.randomUUID();
        UUID creator = world.creator();
        UUID fan = world.fan();
        world.app
                .db()
                .transact(tx -> Outbox.publish(
                        tx, new MembershipEvent.Started(id.toString(), creator, fan, id, "Gold"), world.now()));
        return id;
    }

    private boolean isTold(UUID ref) {
        return world.app
                .db()
                .read(tx -> tx.sql("SELECT 1 FROM outbox_facts WHERE ref = :ref AND handled_at IS NOT NULL")
                        .set("ref", ref.toString())
                        .exists());
    }

    private void remove(UUID id) {
        world.app
                .db()
                .transact(tx -> assertThat(tx.sql("DELETE FROM outbox_facts WHERE id = :id")
                                .set("id", id)
                                .update())
                        .isEqualTo(1));
    }

    @Test
    void theOthersAreToldAndItIsTriedAFewTimes() {
        UUID bad = row("subscription_started", "{\"subscriptionId\": \"none\"}");
        UUID halved = row("payout_paid", "{\"currency\": \"USD\"}");
        UUID good = good();
        world.until("the good one", () -> isTold(good));
        for (UUID id : new UUID[] {bad, halved}) {
            world.until(
                    "an attempt at the bad one",
                    () -> world.count(
                                    "SELECT count(*) AS n FROM outbox_facts WHERE id = :id AND attempts > 0 AND handled_at IS NULL",
                                    id)
                            == 1);
            // Cleaned up, so that no other test waits behind its errors.
            remove(id);
        }
    }

    /// More of them than one batch takes, and older than everything else: they stay, and stop nobody.
    @Test
    void whatThisReleaseDoesNotKnowStaysAndIsAnAlarm() {
        String kind = "hologram_" + UUID.randomUUID().toString().substring(0, 8);
        UUID[] unknown = new UUID[60];
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] = row(kind, "{}");
        }
        UUID good = good();
        world.until("the good one", () -> isTold(good));
        assertThat(world.app.db().read(Outbox::listUnknown)).contains(new Outbox.Unknown(kind, unknown.length));
        for (UUID id : unknown) {
            assertThat(world.count(
                            "SELECT count(*) AS n FROM outbox_facts WHERE id = :id AND attempts = 0 AND handled_at IS NULL",
                            id))
                    .isEqualTo(1);
            remove(id);
        }
        assertThat(world.app.db().read(Outbox::listUnknown))
                .noneMatch(u -> u.kind().equals(kind));
    }
}
