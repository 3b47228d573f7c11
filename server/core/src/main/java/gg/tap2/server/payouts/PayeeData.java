package gg.tap2.server.payouts;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What payouts hold about a person. Nobody's account goes while money is owed in either direction.
final class PayeeData implements PersonalData {
    private final Ledger ledger;
    private final InstantSource clock;

    PayeeData(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "payouts";
    }

    @Override
    public Object export(Tx tx, UUID userId) {
        return Map.of(
                "payouts", rows(tx, userId, """
                        SELECT json_build_object('id', p.id, 'amount', p.amount_cents, 'fee', p.fee_cents, 'currency', p.currency,
                          'status', p.status, 'type', p.type, 'createdAt', p.created_at, 'completedAt', p.completed_at) AS j
                        FROM payouts p JOIN creators c ON c.id = p.creator_id WHERE c.user_id = :user ORDER BY p.created_at"""),
                "bankAccounts", rows(tx, userId, """
                        SELECT json_build_object('id', b.id, 'country', b.country_code, 'currency', b.currency,
                          'last4', b.account_number_last_4, 'bank', b.bank_name, 'holder', b.account_holder_name,
                          'status', b.verification_status, 'createdAt', b.created_at) AS j
                        FROM bank_accounts b JOIN creators c ON c.id = b.creator_id
                        WHERE c.user_id = :user AND b.deleted_at IS NULL ORDER BY b.created_at"""),
                "bankVisits", rows(tx, userId, """
                        SELECT json_build_object('holder', l.account_holder_name, 'bankAccount', l.bank_account_id,
                          'createdAt', l.created_at, 'expiresAt', l.expires_at) AS j
                        FROM bank_links l JOIN creators c ON c.id = l.creator_id
                        WHERE c.user_id = :user ORDER BY l.created_at"""));
    }

    private static List<Object> rows(Tx tx, UUID userId, String sql) {
        return tx.sql(sql).set("user", userId).list(r -> r.json("j", Object.class));
    }

    @Override
    public Optional<String> objection(Tx tx, UUID userId) {
        return creator(tx, userId)
                .flatMap(id -> ledger.findBalance(tx, id, clock.instant()))
                .filter(b -> b.available() != 0
                        || b.pending() != 0
                        || b.reserved() != 0
                        || b.refunding() != 0
                        || b.inTransit() != 0)
                .map(b -> "deletion.balance");
    }

    @Override
    public void anonymise(Tx tx, UUID userId) {
        creator(tx, userId)
                .ifPresent(id -> tx.sql("DELETE FROM bank_links WHERE creator_id = :creator")
                        .set("creator", id)
                        .update());
        creator(tx, userId)
                .ifPresent(id -> tx.sql("""
                        INSERT INTO bank_items_to_remove (access_token_encrypted, context, created_at)
                        SELECT plaid_access_token_encrypted, 'bank_accounts/' || id || '/plaid', :now FROM bank_accounts
                        WHERE creator_id = :creator AND plaid_access_token_encrypted IS NOT NULL""")
                        .set("creator", id)
                        .set("now", clock.instant())
                        .update());
        creator(tx, userId)
                .ifPresent(id -> tx.sql("""
                        UPDATE bank_accounts SET deleted_at = coalesce(deleted_at, :now), is_default = FALSE, details_encrypted = '',
                          account_holder_name = '', plaid_access_token_encrypted = NULL WHERE creator_id = :creator""")
                        .set("creator", id)
                        .set("now", clock.instant())
                        .update());
    }

    private static Optional<UUID> creator(Tx tx, UUID userId) {
        return tx.sql("SELECT id FROM creators WHERE user_id = :user")
                .set("user", userId)
                .first(r -> r.uuid("id"));
    }
}
