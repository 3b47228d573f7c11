/// Money in: tips, purchases, memberships, refunds and disputes. Owns `payments`, `tips`, `purchases`, `grants`,
/// `subscriptions`, `refunds`, `disputes`, `fans`, `payment_methods`, `webhook_inbox`, `outbox_facts`,
/// `fee_changes`.
///
/// Invariants: an event of a provider has its effect at most once, whatever is repeated or reordered; a payment that
/// succeeded has exactly one sale journal, and one grant when it was for a product; locks are taken in the order
/// payments, then balances; no network call happens inside a transaction.
@NullMarked
package gg.tap2.server.billing;

import org.jspecify.annotations.NullMarked;
