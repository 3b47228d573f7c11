/// Money in: tips, purchases, memberships, refunds and disputes. Owns `payments`, `tips`, `purchases`, `grants`,
/// `subscriptions`, `refunds`, `disputes`, `fans`, `payment_methods`, `webhook_inbox`, `fee_changes`.
///
/// Invariants: an event of a provider has its effect at most once, whatever is repeated or reordered; a payment that
/// succeeded has exactly one sale journal, and one grant when it was for a product; locks are taken in the order
/// payments, then balances; no network call happens inside a transaction.
@NullMarked
@Owns({
    "disputes",
    "fans",
    "fee_changes",
    "former_customers",
    "grants",
    "merged_fans",
    "payment_claims",
    "payment_methods",
    "payments",
    "purchases",
    "refunds",
    "risk_events",
    "subscription_prices",
    "subscriptions",
    "tier_prices",
    "tips",
    "trial_cards",
    "webhook_inbox"
})
package gg.tap2.server.billing;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
