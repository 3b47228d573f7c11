package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals the audit trail. Each seal hashes its events, in the order in which it met them, and the seal before; the hash
/// goes to the log as well, which is kept elsewhere. What is changed, removed or put in between afterwards is found by
/// [#differences].
public final class AuditSeals {
    /// Events in one seal; more than a busy minute brings.
    private static final int MOST = 5_000;

    /// Seals checked with one statement. A seal made each minute is small; the first ones after an update may be full.
    private static final int TOGETHER = 20;

    /// How much older than the last seal an event without one may be before it counts as put in from outside.
    static final Duration GRACE = Duration.ofMinutes(15);

    /// How much later than others an event may be committed. What is put in before that is never sealed.
    private static final Duration LATEST = Duration.ofDays(1);

    private static final UUID NOBODY = new UUID(0, 0);
    private static final String START = "0".repeat(64);
    private static final Logger LOG = LoggerFactory.getLogger(AuditSeals.class);

    private final Db db;
    private final InstantSource clock;

    public AuditSeals(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    private record Event(UUID id, String text) {}

    private record Seal(long seq, int events, String hash) {}

    /// Seals what is new. Several servers seal one after the other.
    public void seal() {
        while (db.inTransaction(this::sealSome) == MOST) {
            LOG.debug("more to seal");
        }
    }

    private int sealSome(Tx tx) {
        tx.serialize("audit-seals", NOBODY);
        Seal last = tx.sql("SELECT seq, events, hash FROM audit_seals ORDER BY seq DESC LIMIT 1")
                .first(r -> new Seal(r.number("seq"), r.integer("events"), r.text("hash")))
                .orElse(new Seal(0, 0, START));
        Instant from = tx.sql("""
                        SELECT max(e.at) AS at FROM audit_sealed s JOIN audit_events e ON e.id = s.event_id WHERE s.seal = :last""")
                .set("last", last.seq())
                .one(r -> Optional.ofNullable(r.instantOrNull("at")))
                .map(at -> at.minus(LATEST))
                .orElse(Instant.EPOCH);
        List<Event> fresh = tx.sql("SELECT " + COLUMNS + """
                FROM audit_events e WHERE e.at > :from AND NOT EXISTS (SELECT 1 FROM audit_sealed s WHERE s.event_id = e.id)
                ORDER BY e.at, e.id LIMIT :most""")
                .set("from", from)
                .set("most", MOST)
                .list(AuditSeals::event);
        if (fresh.isEmpty()) {
            return 0;
        }
        var seal = new Seal(last.seq() + 1, fresh.size(), hash(last.hash(), fresh));
        tx.sql("INSERT INTO audit_seals (seq, sealed_at, events, hash) VALUES (:seq, :now, :events, :hash)")
                .set("seq", seal.seq())
                .set("now", clock.instant())
                .set("events", seal.events())
                .set("hash", seal.hash())
                .update();
        tx.sql("""
                INSERT INTO audit_sealed (event_id, seal, position)
                SELECT id, :seq, CAST(position AS int) FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS i(id, position)""")
                .set("seq", seal.seq())
                .set("ids", SqlArrays.raw(fresh.stream().map(Event::id).toList()))
                .update();
        LOG.info("audit seal {} over {} events: {}", seal.seq(), seal.events(), seal.hash());
        return fresh.size();
    }

    /// What does not fit, each in one sentence; empty when the trail is as it was sealed.
    public List<String> differences() {
        var found = new ArrayList<String>();
        List<Seal> seals = db.read(tx -> tx.sql("SELECT seq, events, hash FROM audit_seals ORDER BY seq")
                .list(r -> new Seal(r.number("seq"), r.integer("events"), r.text("hash"))));
        String before = START;
        long expected = 1;
        Map<Long, List<Event>> sealed = Map.of();
        for (int i = 0; i < seals.size(); i++) {
            Seal seal = seals.get(i);
            if (i % TOGETHER == 0) {
                sealed = sealed(seal, seals.get(Math.min(i + TOGETHER, seals.size()) - 1));
            }
            if (seal.seq() != expected++) {
                found.add("audit seal " + (expected - 1) + " is missing");
                expected = seal.seq() + 1;
            }
            List<Event> events = sealed.getOrDefault(seal.seq(), List.of());
            if (events.size() != seal.events()) {
                found.add("audit seal " + seal.seq() + " was made over " + seal.events() + " events, and "
                        + events.size() + " are there");
            } else if (!hash(before, events).equals(seal.hash())) {
                found.add("an event under audit seal " + seal.seq() + " of " + sealedAt(seal.seq())
                        + ", or the seal, was changed");
            }
            before = seal.hash();
        }
        // What came after the last seal waits for the next one, however long the server is stopped meanwhile.
        Instant covered = db.read(tx -> tx.sql("SELECT max(sealed_at) AS at FROM audit_seals")
                        .one(r -> Optional.ofNullable(r.instantOrNull("at"))))
                .map(at -> at.minus(GRACE))
                .orElse(Instant.EPOCH);
        long late = db.read(tx -> tx.sql("""
                        SELECT count(*) AS n FROM audit_events e WHERE e.at < :covered
                          AND NOT EXISTS (SELECT 1 FROM audit_sealed s WHERE s.event_id = e.id)""").set("covered", covered).one(r -> r.number("n")));
        if (late > 0) {
            found.add(late + " audit events are more than " + GRACE.toMinutes()
                    + " minutes older than the last seal and have no seal: they were put in later");
        }
        return found;
    }

    // A list of JSON, so that no sign inside a reason reads as the end of one, and nothing reads as something absent.
    private static final String COLUMNS = """
            e.id, CAST(jsonb_build_array(e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
              e.actor_id, e.subject_user_id, e.action, e.reason, e.ip_address, e.details) AS text) AS line
            """;

    private static final String EVENTS_BY_SEAL = "SELECT s.seal, " + COLUMNS + """
            FROM audit_sealed s JOIN audit_events e ON e.id = s.event_id
            WHERE s.seal BETWEEN :first AND :last ORDER BY s.seal, s.position""";

    private Instant sealedAt(long seq) {
        return db.read(tx -> tx.sql("SELECT sealed_at FROM audit_seals WHERE seq = :seq")
                .set("seq", seq)
                .one(r -> r.instant("sealed_at")));
    }

    /// The events under some seals, by the seal's number and in the order of the seal.
    private Map<Long, List<Event>> sealed(Seal first, Seal last) {
        var bySeal = new HashMap<Long, List<Event>>();
        db.read(tx -> {
            tx.sql(EVENTS_BY_SEAL)
                    .set("first", first.seq())
                    .set("last", last.seq())
                    .each(r -> bySeal.computeIfAbsent(r.number("seal"), seq -> new ArrayList<>())
                            .add(event(r)));
            return bySeal;
        });
        return bySeal;
    }

    private static Event event(Row r) {
        return new Event(r.uuid("id"), r.text("line"));
    }

    private static String hash(String before, List<Event> events) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(before.getBytes(StandardCharsets.US_ASCII));
            for (Event e : events) {
                byte[] line = e.text().getBytes(StandardCharsets.UTF_8);
                // The length first, so that no two lists of events read the same.
                digest.update((line.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(line);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
