/// Stand-in for Plaid: Link page, tokens, accounts and signed webhooks.
@NullMarked
package gg.tap2.server.sandbox.plaid;

import org.jspecify.annotations.NullMarked;
