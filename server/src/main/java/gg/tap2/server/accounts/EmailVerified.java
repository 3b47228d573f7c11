package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.util.UUID;

/// Told once an address is proven to belong to a user, such as to give the user what a guest of that address bought.
public interface EmailVerified {
    void verified(Tx tx, UUID userId, String email);
}
