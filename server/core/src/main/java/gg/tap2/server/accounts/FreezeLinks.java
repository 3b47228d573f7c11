package gg.tap2.server.accounts;

import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Links in mails about payouts that freeze them at once, without signing in: whoever has stolen a session also keeps
/// the owner from it. A link is signed and not stored; all it can do is hold money back for a day.
public final class FreezeLinks {
    private static final Duration LIFETIME = Duration.ofDays(7);

    private final Db db;
    private final InstantSource clock;
    private final Hmac secret;
    private final PayoutFreeze freeze;
    private final AuditLog audit;

    FreezeLinks(Db db, InstantSource clock, Hmac secret, PayoutFreeze freeze, AuditLog audit) {
        this.db = db;
        this.clock = clock;
        this.secret = secret;
        this.freeze = freeze;
        this.audit = audit;
    }

    /// The path of a link for the owner of this creator page.
    public String path(Tx tx, UUID creatorId) {
        UUID user = tx.sql("SELECT user_id FROM creators WHERE id = :id")
                .set("id", creatorId)
                .one(r -> r.uuid("user_id"));
        String said = user + "." + clock.instant().plus(LIFETIME).getEpochSecond();
        return "/freeze-payouts?token=" + said + "." + secret.sign(said);
    }

    /// Freezes the payouts of a link's owner; empty when the link is no good any more.
    public Optional<PayoutFreeze.Frozen> use(String token, String ip) {
        int end = token.lastIndexOf('.');
        int middle = end < 0 ? -1 : token.lastIndexOf('.', end - 1);
        if (middle < 0 || !secret.verify(token.substring(0, end), token.substring(end + 1))) {
            return Optional.empty();
        }
        // Signed, so both parts are what was written above.
        UUID user = UUID.fromString(token.substring(0, middle));
        Instant ends = Instant.ofEpochSecond(Long.parseLong(token.substring(middle + 1, end)));
        if (!ends.isAfter(clock.instant())) {
            return Optional.empty();
        }
        return db.inTransaction(tx -> {
            freeze.freeze(tx, user, PayoutFreeze.Reason.ASKED_BY_OWNER);
            audit.record(tx, null, user, "payouts_frozen", null, ip, Map.of());
            return freeze.inForce(tx, user);
        });
    }
}
