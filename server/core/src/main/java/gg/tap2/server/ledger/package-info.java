/// The double-entry ledger. Owns `ledger_account`, `ledger_journal`, `ledger_posting`, `ledger_lots`,
/// `creator_balances` and `daily_metrics`. Everything that moves money calls [Ledger#post] inside its own
/// transaction; nothing else in the product writes these tables (`bench` fills them to measure).
///
/// Invariants: postings of a journal sum to zero per currency; a business event (type and id) is posted once;
/// balances and lots equal the sums of their postings; each creator's journals form an unbroken hash chain.
@NullMarked
@Owns({
    "creator_balances",
    "daily_metrics",
    "ledger_account",
    "ledger_journal",
    "ledger_lots",
    "ledger_posting",
    "reconciliation_differences"
})
package gg.tap2.server.ledger;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
