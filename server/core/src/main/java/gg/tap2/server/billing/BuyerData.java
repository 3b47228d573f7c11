package gg.tap2.server.billing;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What billing holds about a person: it goes into their export, and loses their name when the account goes. Payments
/// themselves stay, as the law and the creators' ledgers demand.
final class BuyerData implements PersonalData {
    private static final String LIVE = "('trialing', 'active', 'past_due', 'paused')";

    @Override
    public String name() {
        return "payments";
    }

    @Override
    public Object export(Tx tx, UUID userId) {
        return Map.of(
                "payments", rows(tx, userId, """
                        SELECT json_build_object('id', p.id, 'kind', p.kind, 'title', p.title, 'amount', p.amount_cents,
                          'currency', p.currency, 'status', p.status, 'refunded', p.refunded_cents, 'email', p.buyer_email,
                          'receiptNumber', p.receipt_number, 'createdAt', p.created_at, 'paidAt', p.paid_at) AS j
                        FROM payments p JOIN fans f ON f.id = p.fan_id WHERE f.user_id = :user ORDER BY p.created_at"""),
                "tips", rows(tx, userId, """
                        SELECT json_build_object('id', t.id, 'amount', t.amount_cents, 'currency', t.currency,
                          'message', t.message, 'anonymous', t.anonymous, 'status', t.status, 'createdAt', t.created_at) AS j
                        FROM tips t JOIN fans f ON f.id = t.fan_id WHERE f.user_id = :user ORDER BY t.created_at"""),
                "subscriptions", rows(tx, userId, """
                        SELECT json_build_object('id', s.id, 'tier', t.name, 'price', s.price_cents, 'currency', s.currency,
                          'interval', s.billing_interval, 'status', s.status, 'startedAt', s.started_at,
                          'currentPeriodEnd', s.current_period_end, 'endedAt', s.ended_at) AS j
                        FROM subscriptions s JOIN fans f ON f.id = s.fan_id JOIN tiers t ON t.id = s.tier_id
                        WHERE f.user_id = :user ORDER BY s.created_at"""),
                "cards", rows(tx, userId, """
                        SELECT json_build_object('brand', m.brand, 'last4', m.last4, 'expMonth', m.exp_month,
                          'expYear', m.exp_year, 'savedAt', m.created_at) AS j
                        FROM payment_methods m JOIN fans f ON f.id = m.fan_id WHERE f.user_id = :user ORDER BY m.created_at"""));
    }

    private static List<Object> rows(Tx tx, UUID userId, String sql) {
        return tx.sql(sql).set("user", userId).list(r -> r.json("j", Object.class));
    }

    @Override
    public Optional<String> objection(Tx tx, UUID userId) {
        if (tx.sql("SELECT 1 FROM subscriptions s JOIN fans f ON f.id = s.fan_id WHERE f.user_id = :user"
                        + " AND NOT s.cancel_at_period_end AND s.status IN " + LIVE)
                .set("user", userId)
                .exists()) {
            return Optional.of("deletion.membership");
        }
        if (tx.sql("SELECT 1 FROM subscriptions s JOIN creators c ON c.id = s.creator_id WHERE c.user_id = :user"
                        + " AND s.status IN " + LIVE)
                .set("user", userId)
                .exists()) {
            return Optional.of("deletion.members");
        }
        return Optional.empty();
    }

    @Override
    public void anonymise(Tx tx, UUID userId) {
        for (String sql : List.of(
                "UPDATE payments SET buyer_email = NULL WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)",
                "UPDATE tips SET message = NULL, guest_name = NULL, anonymous = TRUE WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)",
                "DELETE FROM payment_methods WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)")) {
            tx.sql(sql).set("user", userId).update();
        }
    }
}
