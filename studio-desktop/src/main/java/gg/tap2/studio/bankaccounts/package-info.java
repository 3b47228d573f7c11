/// Bank accounts.
@NullMarked
package gg.tap2.studio.bankaccounts;

import org.jspecify.annotations.NullMarked;
