/// FlowPay, over HTTP: transfers with our attempt id as idempotency key and reference, and the check of its webhooks
/// (Standard Webhooks). Described in `docs/flowpay-openapi.yaml`. Knows nothing of the database.
@NullMarked
package gg.tap2.server.flowpay;

import org.jspecify.annotations.NullMarked;
