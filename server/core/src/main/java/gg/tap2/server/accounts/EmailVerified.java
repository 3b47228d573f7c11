package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.util.UUID;

/// Told when an address is proven to belong to a user, and at each sign-in of such a user, so that what a guest of
/// that address bought joins the account. Told again, it does nothing more.
public interface EmailVerified {
    void verified(Tx tx, UUID userId, String email);
}
