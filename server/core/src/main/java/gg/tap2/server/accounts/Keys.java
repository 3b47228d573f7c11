package gg.tap2.server.accounts;

import gg.tap2.server.accounts.passkeys.Passkeys;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything by which somebody gets into an account, ended together, so that none is forgotten. A recovery calls
/// [#endAll]; whoever ends sessions ends the pending ones with [#endPending] in the same transaction.
final class Keys {
    private final AccountStore users;
    private final SessionStore sessions;
    private final SecondFactorStore factors;
    private final Passkeys passkeys;
    private final GoogleStore google;
    private final PayoutFreeze freeze;
    private final InstantSource clock;

    Keys(
            AccountStore users,
            SessionStore sessions,
            SecondFactorStore factors,
            Passkeys passkeys,
            GoogleStore google,
            PayoutFreeze freeze,
            InstantSource clock) {
        this.users = users;
        this.sessions = sessions;
        this.factors = factors;
        this.passkeys = passkeys;
        this.google = google;
        this.freeze = freeze;
        this.clock = clock;
    }

    /// After a recovery by mail: sessions, devices, and what was begun or added lately. Some second factor stays,
    /// since the mailbox alone must not get past it. The owner takes a foreign one back by the mail about it.
    void endAll(Tx tx, UUID userId, @Nullable UUID exceptSession) {
        Instant now = clock.instant();
        sessions.revokeAll(tx, userId, exceptSession, now);
        sessions.forgetDevices(tx, userId);
        google.disconnectSince(tx, userId, now.minus(GoogleAccounts.YOUNG));
        if (exceptSession == null) {
            passkeys.removeYoung(tx, userId, now.minus(GoogleAccounts.YOUNG));
        }
        sessions.endPending(tx, userId, now);
        freeze.keysChanged(tx, userId);
    }

    /// What somebody set up who had not shown that the address is theirs.
    void endUnproven(Tx tx, UUID userId) {
        Instant now = clock.instant();
        sessions.revokeAll(tx, userId, null, now);
        sessions.forgetDevices(tx, userId);
        factors.remove(tx, userId);
        passkeys.removeSince(tx, userId, Instant.EPOCH);
        google.disconnect(tx, userId);
        sessions.endPending(tx, userId, now);
        users.setRegistration(tx, userId, null);
    }

    /// A key was changed by its owner: what waits for a click or a code is over.
    void changed(Tx tx, UUID userId) {
        sessions.endPending(tx, userId, clock.instant());
        freeze.keysChanged(tx, userId);
    }
}
