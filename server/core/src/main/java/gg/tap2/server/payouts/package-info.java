/// Money out: balances, withdrawals, automatic payouts and bank accounts. Owns `payouts`,
/// `payout_attempts`,
/// `bank_accounts`, `auto_payout_runs`, `auto_payout_outcomes`, `reconciliation_differences`,
/// `payout_stops`, `bank_links`, `bank_items_to_remove`.
///
/// Invariants: money is set aside in the ledger before the provider is called; every attempt has its own
/// id, which is
/// idempotency key and reference; an attempt whose answer was lost stays UNKNOWN until the provider was
/// asked, and
/// nothing is ever sent under a second id while one is unknown; what a provider refuses to the platform
/// itself leaves
/// the
/// payout queued, and only a refusal of the destination gives it back; states move by compare-and-set and
/// never back.
@NullMarked
@Owns({
    "auto_payout_outcomes",
    "auto_payout_runs",
    "bank_accounts",
    "bank_items_to_remove",
    "bank_links",
    "micro_deposits",
    "payout_attempts",
    "payout_stops",
    "payouts"
})
package gg.tap2.server.payouts;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
