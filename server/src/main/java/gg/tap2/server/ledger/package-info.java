/// The double-entry ledger. Owns `ledger_account`, `ledger_journal`, `ledger_posting`, `ledger_lots`,
/// `creator_balances` and `daily_metrics`. Everything that moves money calls [Ledger#post] inside its own
/// transaction; nothing else writes these tables.
///
/// Invariants: postings of a journal sum to zero per currency; a business event (type and id) is posted once;
/// balances and lots equal the sums of their postings; each creator's journals form an unbroken hash chain.
@NullMarked
package gg.tap2.server.ledger;

import org.jspecify.annotations.NullMarked;
