/// Balances, withdrawals and bank accounts. Amounts are minor units of the stated currency.
@NullMarked
package gg.tap2.model.payouts;

import org.jspecify.annotations.NullMarked;
