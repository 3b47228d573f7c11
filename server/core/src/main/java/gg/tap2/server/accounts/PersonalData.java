package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.util.Optional;
import java.util.UUID;

/// What one feature holds about people: its part of a user's data export, and its say when an account is deleted.
/// Rows that money depends on stay; what names the person goes.
public interface PersonalData {
    /// The member's name in the export.
    String name();

    /// The value is written as JSON. It holds no secrets.
    Object export(Tx tx, UUID userId);

    /// Why the account cannot go yet, such as an unpaid balance, as a message key.
    default Optional<String> objection(Tx tx, UUID userId) {
        return Optional.empty();
    }

    /// Called in the transaction that anonymises the user.
    void anonymise(Tx tx, UUID userId);
}
