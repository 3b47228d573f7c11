/// Stand-in for Stripe, API version 2026-07-29.dahlia: payments, billing, Connect, hosted pages, webhooks.
///
/// Invariant: every reply has the published fields of its resource (see objects.json) and one lock orders all
/// changes.
@NullMarked
package gg.tap2.server.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
