package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.util.UUID;

/// A feature's part of what a user gets when asking for the own data. The value is written as JSON.
public interface DataExporter {
    /// The member's name in the export.
    String name();

    Object export(Tx tx, UUID userId);
}
