/// Balance, release calendar, withdrawals and what made them up.
@NullMarked
package gg.tap2.studio.payouts;

import org.jspecify.annotations.NullMarked;
