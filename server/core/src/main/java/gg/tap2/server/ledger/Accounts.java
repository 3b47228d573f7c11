package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Ids of ledger accounts follow from kind, creator and currency, so no look-up is needed. Rows are made on first
/// use.
final class Accounts {
    /// Accounts whose creating transaction is known to have been started; the insert is repeated harmlessly
    /// elsewhere.
    private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

    static UUID id(AccountKind kind, @Nullable UUID creatorId, Currency currency) {
        String name = "tap2-ledger/" + kind + "/" + (kind.perCreator() ? creatorId : "platform") + "/" + currency;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private record Key(AccountKind kind, @Nullable UUID creatorId, Currency currency) {}

    void ensure(Tx tx, Collection<Journal> journals) {
        // In one order for everybody: two transactions that make the same accounts must not wait for each other.
        Map<UUID, Key> wanted = new TreeMap<>();
        for (Journal j : journals) {
            for (Line l : j.lines()) {
                UUID creator = l.account().perCreator() ? j.creatorId() : null;
                UUID id = id(l.account(), creator, j.currency());
                if (!seen.contains(id)) {
                    wanted.put(id, new Key(l.account(), creator, j.currency()));
                }
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        var existing = new ArrayList<UUID>();
        tx.sql("SELECT id FROM ledger_account WHERE id = ANY(CAST(:ids AS uuid[]))")
                .set("ids", SqlArrays.raw(wanted.keySet()))
                .each(r -> existing.add(r.uuid("id")));
        // Only what is committed may be remembered: a rollback would leave a remembered id without a row.
        existing.forEach(id -> {
            seen.add(id);
            wanted.remove(id);
        });
        wanted.forEach((id, k) -> tx.sql("""
                INSERT INTO ledger_account (id, kind, creator_id, currency)
                VALUES (:id, :kind, CAST(:creator AS uuid), :currency) ON CONFLICT DO NOTHING""")
                .set("id", id)
                .set("kind", k.kind())
                .set("creator", k.creatorId() == null ? null : k.creatorId().toString())
                .set("currency", k.currency().name())
                .update());
    }
}
