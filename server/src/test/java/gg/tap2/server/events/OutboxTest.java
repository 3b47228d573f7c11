package gg.tap2.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Nobody waits for a receipt behind the followers of somebody else.
class OutboxTest {
    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void whatGoesToManyIsToldAfterEverythingElse() {
        List<String> order = new ArrayList<>();
        String mark = UUID.randomUUID().toString();
        Instant now = Instant.parse("2026-11-30T12:00:00Z");
        try {
            TestServer.get().app().db().transact(tx -> {
                for (String kind : List.of("new_product", "new_version", "creator_message")) {
                    Outbox.publish(tx, new Outbox.Event(kind, mark + kind, null, null, Map.of()), now);
                }
                Outbox.publish(
                        tx,
                        new Outbox.Event("test_receipt", mark, null, null, Map.of()),
                        now.plus(Duration.ofHours(1)));
                Outbox.take(tx, 100_000).stream()
                        .filter(w -> w.ref().startsWith(mark))
                        .forEach(w -> order.add(w.kind()));
                throw new UndoneException();
            });
        } catch (UndoneException e) {
            assertThat(order).hasSize(4).startsWith("test_receipt");
        }
        assertThat(order).isNotEmpty();
    }
}
