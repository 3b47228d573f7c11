package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of started sign-ins at the provider and of the connections that came of them.
final class GoogleStore {
    /// `browserHash` binds the flow to whoever started it; `target` is the page to go to, or the studio's loopback
    /// address.
    record Flow(
            String browserHash,
            String nonce,
            String verifier,
            String target,
            Role role,
            @Nullable UUID linkUserId,
            @Nullable Currency currency) {}

    void insert(Tx tx, String stateHash, Flow f, Instant now, Instant expires) {
        tx.sql("""
                        INSERT INTO oidc_flows
                          (state_hash, browser_hash, nonce, verifier, next_path, role, link_user_id, currency, created_at, expires_at)
                        VALUES (:state, :browser, :nonce, :verifier, :target, :role, CAST(:link AS uuid), :currency, :now, :expires)""")
                .set("state", stateHash)
                .set("browser", f.browserHash())
                .set("nonce", f.nonce())
                .set("verifier", f.verifier())
                .set("target", f.target())
                .set("role", f.role())
                .set("link", f.linkUserId())
                .set("currency", f.currency() == null ? null : f.currency().name())
                .set("now", now)
                .set("expires", expires)
                .update();
    }

    /// Takes a flow; a state works once.
    Optional<Flow> take(Tx tx, String stateHash, Instant now) {
        return tx.sql("""
                        DELETE FROM oidc_flows WHERE state_hash = :state AND expires_at > :now
                        RETURNING browser_hash, nonce, verifier, next_path, role, link_user_id, currency""")
                .set("state", stateHash)
                .set("now", now)
                .first(r -> new Flow(
                        r.text("browser_hash"),
                        r.text("nonce"),
                        r.text("verifier"),
                        r.text("next_path"),
                        r.enumeration("role", Role.class),
                        r.uuidOrNull("link_user_id"),
                        r.enumerationOrNull("currency", Currency.class)));
    }

    Optional<UUID> findUser(Tx tx, String subject) {
        return tx.sql("SELECT user_id FROM accounts WHERE provider = 'google' AND provider_account_id = :sub")
                .set("sub", subject)
                .first(r -> r.uuid("user_id"));
    }

    /// False when that Google account is connected already.
    boolean connect(Tx tx, UUID userId, String subject, Instant now) {
        return tx.sql("""
                        INSERT INTO accounts (id, user_id, provider, provider_account_id, added_at)
                        VALUES (:id, :user, 'google', :sub, :now) ON CONFLICT (provider, provider_account_id) DO NOTHING""")
                        .set("id", Ids.next())
                        .set("user", userId)
                        .set("sub", subject)
                        .set("now", now)
                        .update()
                == 1;
    }

    /// Takes connections away that were made after a moment; which of the older ones were made when is not known.
    long disconnectSince(Tx tx, UUID userId, Instant since) {
        return tx.sql("DELETE FROM accounts WHERE provider = 'google' AND user_id = :user AND added_at > :since")
                .set("user", userId)
                .set("since", since)
                .update();
    }

    /// False when that Google account is not this person's.
    boolean disconnect(Tx tx, UUID userId, String subject) {
        return tx.sql(
                                "DELETE FROM accounts WHERE provider = 'google' AND user_id = :user AND provider_account_id = :sub")
                        .set("user", userId)
                        .set("sub", subject)
                        .update()
                == 1;
    }

    long disconnect(Tx tx, UUID userId) {
        return tx.sql("DELETE FROM accounts WHERE provider = 'google' AND user_id = :user")
                .set("user", userId)
                .update();
    }
}
