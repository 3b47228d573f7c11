package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.MoneyWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Events of different subjects do not wait for each other; events of one do.
final class InboxSideBySideTest {
    private static final int SUBJECTS = 40;
    private final MoneyWorld world = MoneyWorld.get();

    private static Inbox.Waiting event(String type, String payload, String object) {
        return new Inbox.Waiting(
                UUID.randomUUID(), "stripe", "evt_" + UUID.randomUUID(), type, object, payload, 0, null);
    }

    @Test
    void eventsOfOneMembershipAreOneSubject() {
        var sub = event(
                "customer.subscription.updated",
                "{\"data\":{\"object\":{\"id\":\"sub_1\",\"object\":\"subscription\"}}}",
                "sub_1");
        var invoice = event(
                "invoice.paid",
                "{\"data\":{\"object\":{\"id\":\"in_1\",\"parent\":{\"subscription_details\":{\"subscription\":\"sub_1\"}}}}}",
                "in_1");
        var session = event(
                "checkout.session.completed",
                "{\"data\":{\"object\":{\"id\":\"cs_1\",\"subscription\":\"sub_1\",\"payment_intent\":null}}}",
                "cs_1");
        assertThat(List.of(InboxWorker.subject(invoice), InboxWorker.subject(session)))
                .containsOnly(InboxWorker.subject(sub));
        var dispute = event(
                "charge.dispute.created",
                "{\"data\":{\"object\":{\"id\":\"du_1\",\"payment_intent\":\"pi_1\"}}}",
                "du_1");
        var intent = event("payment_intent.succeeded", "{\"data\":{\"object\":{\"id\":\"pi_1\"}}}", "pi_1");
        assertThat(InboxWorker.subject(dispute)).isEqualTo(InboxWorker.subject(intent));
    }

    @Test
    void aSlowProviderHoldsOnlyItsOwnSubjectUp() {
        String provider = "slow" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        InboxWorker.Handler slow = w -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                Thread.sleep(150);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.decrementAndGet();
            seen.computeIfAbsent(String.valueOf(w.objectId()), k -> new ArrayList<>())
                    .add(Integer.parseInt(w.type()));
            return "done";
        };
        var inbox = new Inbox();
        for (int n = 0; n < 2; n++) {
            var events = new ArrayList<Inbox.Event>();
            for (int i = 0; i < SUBJECTS; i++) {
                events.add(new Inbox.Event(
                        provider,
                        "e" + n + "-" + i,
                        "" + n,
                        "o" + i,
                        "{\"data\":{\"object\":{}}}",
                        world.now().plusMillis(n)));
            }
            world.app.db().transact(tx -> inbox.store(tx, events, "done"));
        }
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE webhook_inbox SET status = 'pending', next_attempt_at = received_at + INTERVAL '12 hours' WHERE provider = :p")
                        .set("p", provider)
                        .update());
        try (var worker = new InboxWorker(
                // A day ahead, so that the platform's own worker leaves them alone.
                world.app.db(),
                () -> world.now().plus(Duration.ofDays(1)),
                inbox,
                Map.of(provider, slow, "stripe", w -> "ignored"),
                tracing())) {
            long begun = System.nanoTime();
            for (int i = 0;
                    i < 50 && seen.values().stream().mapToInt(List::size).sum() < 2 * SUBJECTS;
                    i++) {
                worker.drain();
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertThat(millis).as("one after the other: 12000").isLessThan(7_000);
        }
        assertThat(most.get()).isBetween(2, 8);
        assertThat(seen).hasSize(SUBJECTS);
        seen.forEach((object, order) -> assertThat(order).as(object).containsExactly(0, 1));
    }

    private gg.tap2.server.platform.tracing.Tracing tracing() {
        return gg.tap2.server.platform.tracing.Tracing.of(world.app.config(), "test");
    }
}
