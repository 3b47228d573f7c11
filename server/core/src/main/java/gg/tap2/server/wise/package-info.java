/// Wise Platform, over HTTP: a recipient, a quote, a transfer with our attempt's id as `customerTransactionId`, and
/// then
/// its payment from the profile's balance. Checks Wise's webhooks. Knows nothing of the database.
///
/// Source of every rule, unless another stands beside it: https://docs.wise.com/api-reference (quote, recipient,
/// transfer, balance) and https://docs.wise.com/guides (developer/errors, developer/webhooks/event-handling,
/// product/send-money/tracking-transfers).
@NullMarked
package gg.tap2.server.wise;

import org.jspecify.annotations.NullMarked;
