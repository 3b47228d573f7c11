package gg.tap2.model.billing;

import org.jspecify.annotations.Nullable;

/// A membership after a change was asked for.
///
/// @param clientSecret set when the bank wants the fan's consent to the charge: hand it to Stripe.js
///   (`handleNextAction`). The change holds once it is given; without it within 23 hours nothing changes and nothing
///   is charged.
public record SubscriptionUpdate(
        FanSubscription subscription, @Nullable String clientSecret) {}
