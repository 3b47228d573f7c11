package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Handled events go after a while, what went wrong and what is young stays.
final class InboxForgetTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void onlyWhatWasHandledLongAgoGoes() {
        var inbox = new Inbox();
        try (Db db = TestDatabase.open()) {
            for (String status : List.of("done", "ignored", "parked", "dead", "failed", "pending")) {
                for (int days : new int[] {1, 200, 300}) {
                    db.transact(tx -> inbox.store(
                            tx,
                            List.of(new Inbox.Event(
                                    "stripe", status + "-" + days, "x", null, "{}", NOW.minus(Duration.ofDays(days)))),
                            status));
                }
            }
            Instant before = NOW.minus(Inbox.KEPT);
            assertThat(Stream.generate(() -> db.inTransaction(tx -> inbox.forget(tx, before, 3)))
                            .limit(3)
                            .toList())
                    .as("in pieces")
                    .containsExactly(3, 1, 0);
            List<String> left =
                    db.read(tx -> tx.sql("SELECT event_id FROM webhook_inbox").list(r -> r.text("event_id")));
            assertThat(left)
                    .hasSize(14)
                    .contains("done-1", "ignored-1", "parked-300", "dead-300", "failed-300", "pending-300")
                    .doesNotContain("done-200", "ignored-300");
        }
    }
}
