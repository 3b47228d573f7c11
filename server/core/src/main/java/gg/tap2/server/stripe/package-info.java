/// Stripe, through stripe-java: calls out with our ids as idempotency keys and short timeouts, and the check of
/// webhook signatures. Knows nothing of the database.
@NullMarked
package gg.tap2.server.stripe;

import org.jspecify.annotations.NullMarked;
