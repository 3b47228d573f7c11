package gg.tap2.model.billing;

import java.util.UUID;

/// Where the fan pays: the hosted Checkout page.
public record SubscriptionStart(UUID subscriptionId, String checkoutUrl) {}
