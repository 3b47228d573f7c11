/// Stand-in for the FlowPay payout provider, described in docs/flowpay-openapi.yaml.
@NullMarked
package gg.tap2.server.sandbox.flowpay;

import org.jspecify.annotations.NullMarked;
