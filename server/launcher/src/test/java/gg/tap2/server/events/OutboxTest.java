package gg.tap2.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What waits, in which order, and what is left for another release.
class OutboxTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final String mark = UUID.randomUUID().toString();

    /// What of this test is taken after `events`; nothing of it stays.
    private List<String> taken(List<Event> events) {
        List<String> order = new ArrayList<>();
        try {
            TestServer.get().app().db().transact(tx -> {
                // Each a little later than the one before.
                for (int i = 0; i < events.size(); i++) {
                    Outbox.publish(tx, events.get(i), NOW.plus(Duration.ofMinutes(i)));
                }
                Outbox.take(tx, 100_000).stream()
                        .filter(w -> w.ref().startsWith(mark))
                        .forEach(w -> order.add(w.kind()));
                throw new UndoneException();
            });
        } catch (UndoneException e) {
            return order;
        }
        throw new AssertionError("it was committed");
    }

    /// Nobody waits for a receipt behind the followers of somebody else.
    @Test
    void whatGoesToManyIsToldAfterEverythingElse() {
        var id = UUID.randomUUID();
        assertThat(taken(List.of(
                        new FanNews.NewProduct(mark, id, id, id, "A", "/a"),
                        new FanNews.NewVersion(mark, id, id, id, "A", "", null),
                        new FanNews.MessageSent(mark, id, id, id),
                        new PayoutEvent.AutomaticOn(mark, id))))
                .containsExactly("payout_automatic_on", "new_product", "new_version", "creator_message");
    }

    @Test
    void theIndexOfWhatWaitsNamesTheFansNews() {
        for (Class<?> type : FanNews.class.getPermittedSubclasses()) {
            assertThat(Outbox.MANY).contains("'" + EventKinds.of(type.asSubclass(Event.class)) + "'");
        }
        assertThat(Arrays.stream(Outbox.MANY.split("'")).filter(w -> w.matches("[a-z_]+")))
                .hasSize(FanNews.class.getPermittedSubclasses().length);
    }

    @Test
    void whatWasPublishedBeforeIsLeftAsItIs() {
        var id = UUID.randomUUID();
        var event = new PayoutEvent.AutomaticOn(mark, id);
        assertThat(taken(List.of(event, event, new PayoutEvent.AutomaticOff(mark, id))))
                .containsExactly("payout_automatic_on", "payout_automatic_off");
    }
}
