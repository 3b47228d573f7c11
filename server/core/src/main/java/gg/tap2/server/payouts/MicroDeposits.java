package gg.tap2.server.payouts;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Pairs of small amounts that prove whose an account is. They are the platform's money, so there is one pair per
/// creator and account number, used again when the number is added again, and few a day. Tries count by number too:
/// removing a bank account gives neither new tries nor new money.
final class MicroDeposits {
    static final int MAX_TRIES = 5;
    static final int PAIRS_A_DAY = 10;
    static final int PAIRS_A_MONTH = 30;

    /// How long after the last wrong try a number may get another pair.
    static final Duration REST = Duration.ofDays(30);

    private final InstantSource clock;
    private final Hmac secret;

    MicroDeposits(InstantSource clock, Hmac secret) {
        this.clock = clock;
        this.secret = secret;
    }

    /// @param sentAt null until the provider took it
    record Pair(
            UUID id,
            String reference,
            int tries,
            @Nullable Instant sentAt,
            @Nullable Instant lastTryAt,
            long first,
            long second) {
        boolean exhausted() {
            return tries >= MAX_TRIES;
        }
    }

    private Pair pair(Row r) {
        UUID id = r.uuid("id");
        long n = ByteBuffer.wrap(secret.sign(("amounts/" + id).getBytes(StandardCharsets.UTF_8)))
                        .getLong()
                & Long.MAX_VALUE;
        return new Pair(
                id,
                r.text("reference"),
                r.integer("tries"),
                r.instantOrNull("sent_at"),
                r.instantOrNull("last_try_at"),
                1 + n % 49,
                50 + n / 49 % 49);
    }

    /// The pair of an account number, locked: the one that there is, or a new one. The creator's row must be locked.
    ///
    /// @param reference of a new one
    /// @throws ApiException 409 `verification_exhausted` after too many guesses, 429 for too many new numbers
    Pair of(Tx tx, UUID creator, String fingerprint, String reference) {
        Instant now = clock.instant();
        Optional<Pair> there = find(tx, creator, fingerprint);
        if (there.isPresent() && !there.get().exhausted()) {
            return there.get();
        }
        Instant tried = there.map(Pair::lastTryAt).orElse(null);
        if (tried != null && tried.plus(REST).isAfter(now)) {
            throw ApiException.conflict("verification_exhausted");
        }
        if (count(tx, creator, now.minus(Duration.ofDays(1))) >= PAIRS_A_DAY
                || count(tx, creator, now.minus(Duration.ofDays(30))) >= PAIRS_A_MONTH) {
            throw ApiException.of(429, "bank_accounts_limit");
        }
        UUID id = Ids.next(clock);
        tx.sql("""
                INSERT INTO micro_deposits (id, creator_id, fingerprint, reference, created_at)
                VALUES (:id, :creator, :fingerprint, :reference, :now)""")
                .set("id", id)
                .set("creator", creator)
                .set("fingerprint", fingerprint)
                .set("reference", reference)
                .set("now", now)
                .update();
        return find(tx, creator, fingerprint).orElseThrow();
    }

    /// The newest pair of an account number, locked.
    Optional<Pair> find(Tx tx, UUID creator, String fingerprint) {
        return tx.sql("""
                SELECT * FROM micro_deposits WHERE creator_id = :creator AND fingerprint = :fingerprint
                ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE""")
                .set("creator", creator)
                .set("fingerprint", fingerprint)
                .first(this::pair);
    }

    private static long count(Tx tx, UUID creator, Instant since) {
        return tx.sql("SELECT count(*) AS n FROM micro_deposits WHERE creator_id = :creator AND created_at > :since")
                .set("creator", creator)
                .set("since", since)
                .one(r -> r.number("n"));
    }

    /// Takes a try, before the amounts are compared.
    void tried(Tx tx, Pair p) {
        tx.sql("UPDATE micro_deposits SET tries = tries + 1, last_try_at = :now WHERE id = :id")
                .set("now", clock.instant())
                .set("id", p.id())
                .update();
    }

    /// A right answer is no guess: it gives all tries back.
    void proven(Tx tx, Pair p) {
        tx.sql("UPDATE micro_deposits SET tries = 0 WHERE id = :id")
                .set("id", p.id())
                .update();
    }

    void sent(Tx tx, UUID pair) {
        tx.sql("UPDATE micro_deposits SET sent_at = coalesce(sent_at, :now) WHERE id = :id")
                .set("now", clock.instant())
                .set("id", pair)
                .update();
    }

    /// The provider refused it, so no money left and it does not count.
    void refused(Tx tx, UUID pair) {
        tx.sql("DELETE FROM micro_deposits WHERE id = :id AND sent_at IS NULL")
                .set("id", pair)
                .update();
    }
}
