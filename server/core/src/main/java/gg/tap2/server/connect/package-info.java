/// Payouts by Stripe Connect: transfers to the creators' own Stripe accounts, and how these come to be. An adapter
/// without database.
@NullMarked
package gg.tap2.server.connect;

import org.jspecify.annotations.NullMarked;
