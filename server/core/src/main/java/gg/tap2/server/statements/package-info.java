/// Statements: what happened to a creator's money, by month and by payout, for people (CSV, PDF), programs (JSON
/// lines) and auditors (signed, checked offline). Owns `statement_months`; reads the ledger and the payments.
@NullMarked
@Owns({"statement_months", "statement_progress"})
package gg.tap2.server.statements;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
