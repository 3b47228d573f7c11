package gg.tap2.server.payouts;

import gg.tap2.server.payouts.PayoutProvider.LaterException;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether payouts pause because the provider does not let the platform in: a revoked key, missing funds, a
/// right that
/// was taken. While they do, payouts stay queued and one of them tries again from time to time; the first
/// that gets
/// through lets all go on. Every server sees the same.
///
/// Table: `payout_stops`.
public final class PayoutStops {
    private static final Logger LOG = LoggerFactory.getLogger(PayoutStops.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MAX_CODE = 120;

    private final Db db;
    private final InstantSource clock;
    private final String provider;

    PayoutStops(Db db, InstantSource clock, String provider) {
        this.db = db;
        this.clock = clock;
        this.provider = provider;
    }

    /// @param fault `ours` for the operator to mend, `theirs` when the provider asked for a pause
    public record Stop(String fault, String code, Instant since, int tries, Instant nextTryAt) {}

    public Optional<Stop> find() {
        return db.read(tx -> tx.sql(
                        "SELECT fault, code, since, tries, next_try_at FROM payout_stops WHERE provider = :provider")
                .set("provider", provider)
                .first(r -> new Stop(
                        r.text("fault"),
                        r.text("code"),
                        r.instant("since"),
                        r.integer("tries"),
                        r.instant("next_try_at"))));
    }

    /// Whether a call may be made now. Of a pause whose time is over one caller is let through, to try.
    boolean open() {
        Optional<Stop> stop = find();
        if (stop.isEmpty()) {
            return true;
        }
        Instant now = clock.instant();
        Stop s = stop.get();
        if (s.nextTryAt().isAfter(now)) {
            return false;
        }
        return db.inTransaction(tx -> tx.sql("""
                        UPDATE payout_stops SET tries = tries + 1, next_try_at = :next
                        WHERE provider = :provider AND next_try_at = :seen""")
                        .set("next", now.plus(wait(s.tries() + 1)))
                        .set("provider", provider)
                        .set("seen", s.nextTryAt())
                        .update()
                == 1);
    }

    private static Duration wait(int tries) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(Math.max(tries - 1, 0), 6));
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /// Begins a pause, or leaves one as it is. Said aloud once, not for every payout.
    void stop(OperatorFaultException e) {
        if (begin("ours", String.valueOf(e.getMessage()), FIRST)) {
            LOG.error(
                    "payouts by {} pause: the provider refuses the platform itself ({}). Mend the key, the rights or the "
                            + "balance there; what waits is sent by itself afterwards",
                    provider,
                    e.getMessage());
        }
    }

    void stop(LaterException e) {
        if (begin("theirs", String.valueOf(e.getMessage()), e.after())) {
            LOG.warn("payouts by {} pause for {}: the provider asks for it ({})", provider, e.after(), e.getMessage());
        }
    }

    private boolean begin(String fault, String code, Duration first) {
        Instant now = clock.instant();
        String kept = code.substring(0, Math.min(code.length(), MAX_CODE));
        return db.inTransaction(tx -> {
            boolean begun = tx.sql("""
                            INSERT INTO payout_stops (provider, fault, code, since, next_try_at)
                            VALUES (:provider, :fault, :code, :now, :next) ON CONFLICT (provider) DO NOTHING""")
                            .set("provider", provider)
                            .set("fault", fault)
                            .set("code", kept)
                            .set("now", now)
                            .set("next", now.plus(first))
                            .update()
                    == 1;
            if (begun) {
                return true;
            }
            // A pause of theirs that turns out to be ours is another matter, and the other way round.
            return tx.sql("""
                            UPDATE payout_stops SET fault = :fault, code = :code, since = :now, tries = 1, next_try_at = :next
                            WHERE provider = :provider AND fault <> :fault""")
                            .set("provider", provider)
                            .set("fault", fault)
                            .set("code", kept)
                            .set("now", now)
                            .set("next", now.plus(first))
                            .update()
                    == 1;
        });
    }

    /// The provider took something: the pause is over.
    void goOn() {
        if (find().isEmpty()) {
            return;
        }
        db.inTransaction(tx -> tx.sql("DELETE FROM payout_stops WHERE provider = :provider RETURNING code")
                        .set("provider", provider)
                        .first(r -> r.text("code")))
                .ifPresent(code -> LOG.info("payouts by {} go on after {}", provider, code));
    }
}
