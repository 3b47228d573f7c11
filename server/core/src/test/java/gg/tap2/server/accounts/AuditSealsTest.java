package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever can write into the database cannot rewrite the audit trail unseen.
final class AuditSealsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private DatabaseAddress address;
    private Db db;
    private Instant now = NOW;
    private final InstantSource clock = () -> now;
    private AuditSeals seals;

    @BeforeEach
    void open() {
        address = TestDatabase.address();
        db = Db.open(address, 6);
        seals = new AuditSeals(db, clock);
        for (int i = 0; i < 5; i++) {
            event("something_" + i);
        }
        seals.seal();
        event("later");
        seals.seal();
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void event(String action) {
        now = now.plusSeconds(1);
        db.transact(
                tx -> new AuditLog(clock).record(tx, null, null, action, "a reason", "127.0.0.1", Map.of("a", "b")));
    }

    private void byTheOwner(String sql) throws SQLException {
        var owner = TestDatabase.owner(address);
        try (Connection c = DriverManager.getConnection(
                        owner.jdbcUrl(), owner.user(), owner.password().value());
                var s = c.createStatement()) {
            s.execute("SET session_replication_role = replica");
            assertThat(s.executeUpdate(sql)).isGreaterThan(0);
        }
    }

    @Test
    void aTrailThatNobodyTouchedFits() {
        assertThat(seals.differences()).isEmpty();
        seals.seal();
        long made =
                db.read(tx -> tx.sql("SELECT count(*) AS n FROM audit_seals").one(r -> r.number("n")));
        assertThat(made).isEqualTo(2);
    }

    /// As when a server stops before its last minute is sealed, and somebody asks `tap2 doctor` the day after.
    @Test
    void whatASealStillWaitsForIsNoDifference() {
        event("the_last_before_the_stop");
        now = now.plus(Duration.ofDays(1));
        assertThat(seals.differences()).isEmpty();
        seals.seal();
        assertThat(seals.differences()).isEmpty();
    }

    @Test
    void aChangedEventIsFound() throws Exception {
        byTheOwner("UPDATE audit_events SET reason = 'another reason' WHERE action = 'something_2'");
        assertThat(seals.differences()).hasSize(1).first().asString().contains("seal 1");
    }

    /// The text of one column moves into the one beside it, so that both together read as before.
    @Test
    void aBorderThatMovesBetweenTwoColumnsIsFound() throws Exception {
        db.transact(tx -> new AuditLog(clock).record(tx, null, null, "border", "one|two", "three", Map.of()));
        seals.seal();
        byTheOwner("UPDATE audit_events SET reason = 'one', ip_address = 'two|three' WHERE action = 'border'");
        assertThat(seals.differences()).hasSize(1).first().asString().contains("seal 3");
    }

    @Test
    void anAbsentReasonThatBecomesADashIsFound() throws Exception {
        db.transact(tx -> new AuditLog(clock).record(tx, null, null, "without_a_reason", null, null, Map.of()));
        seals.seal();
        byTheOwner("UPDATE audit_events SET reason = '-' WHERE action = 'without_a_reason'");
        assertThat(seals.differences()).hasSize(1).first().asString().contains("seal 3");
    }

    @Test
    void aRemovedEventIsFound() throws Exception {
        byTheOwner("DELETE FROM audit_events WHERE action = 'something_4'");
        assertThat(seals.differences()).hasSize(1).first().asString().contains("5 events, and 4");
    }

    /// More seals than one statement reads.
    @Test
    void aChangeUnderOneOfManySealsIsFound() throws Exception {
        for (int i = 3; i <= 45; i++) {
            event("minute_" + i);
            seals.seal();
        }
        assertThat(seals.differences()).isEmpty();
        byTheOwner("UPDATE audit_events SET reason = 'another reason' WHERE action IN ('minute_20', 'minute_41')");
        byTheOwner("DELETE FROM audit_events WHERE action = 'minute_45'");
        assertThat(seals.differences())
                .satisfiesExactly(
                        d -> assertThat(d).contains("under audit seal 20 "),
                        d -> assertThat(d).contains("under audit seal 41 "),
                        d -> assertThat(d).contains("seal 45 ").contains("1 events, and 0"));
    }

    @Test
    void aRemovedSealIsFound() throws Exception {
        byTheOwner("DELETE FROM audit_sealed WHERE seal = 1");
        byTheOwner("DELETE FROM audit_seals WHERE seq = 1");
        assertThat(seals.differences()).anyMatch(d -> d.contains("seal 1 is missing"));
    }

    @Test
    void anEventThatIsPutIntoThePastIsFound() throws Exception {
        byTheOwner("INSERT INTO audit_events (id, at, action) VALUES ('" + UUID.randomUUID()
                + "', TIMESTAMPTZ '2026-11-28 10:00Z', 'forged')");
        assertThat(seals.differences()).hasSize(1).first().asString().contains("no seal");
        seals.seal();
        assertThat(seals.differences()).as("it gets no seal either").hasSize(1);
    }

    @Test
    void serversSealOneAfterTheOther() throws Exception {
        for (int i = 0; i < 200; i++) {
            event("many_" + i);
        }
        try (var four = Executors.newFixedThreadPool(4)) {
            var runs = java.util.stream.Stream.generate(() -> four.submit(seals::seal))
                    .limit(8)
                    .toList();
            for (var run : runs) {
                run.get();
            }
        }
        assertThat(seals.differences()).isEmpty();
    }
}
