package gg.tap2.server.testing;

import gg.tap2.server.platform.db.Db;
import java.time.Instant;
import java.util.UUID;

/// Rows that tests of money need around them.
public final class People {
    private People() {}

    /// A creator with a verified address; the user has the same id.
    public static UUID creator(Db db, String currency, Instant now) {
        UUID id = UUID.randomUUID();
        db.transact(tx -> {
            tx.sql("INSERT INTO users (id, email, role, email_verified, display_name, created_at, updated_at)"
                            + " VALUES (:id, :mail, 'creator', TRUE, 'Test', :now, :now)")
                    .set("id", id)
                    .set("mail", id + "@creators.test")
                    .set("now", now)
                    .update();
            tx.sql("INSERT INTO creators (id, user_id, slug, display_name, published, currency, created_at, updated_at)"
                            + " VALUES (:id, :id, :slug, 'Test', TRUE, :currency, :now, :now)")
                    .set("id", id)
                    .set("slug", "t-" + id)
                    .set("currency", currency)
                    .set("now", now)
                    .update();
        });
        return id;
    }
}
