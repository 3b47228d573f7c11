/// Bank accounts by Plaid Link: an adapter without database.
@NullMarked
package gg.tap2.server.plaid;

import org.jspecify.annotations.NullMarked;
