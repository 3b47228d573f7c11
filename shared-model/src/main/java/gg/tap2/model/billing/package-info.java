/// Tips, purchases, subscriptions, refunds and disputes as the API speaks of them. Amounts are minor units.
@NullMarked
package gg.tap2.model.billing;

import org.jspecify.annotations.NullMarked;
