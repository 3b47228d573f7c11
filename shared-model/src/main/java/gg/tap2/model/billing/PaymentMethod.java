package gg.tap2.model.billing;

import java.util.UUID;

/// A saved card, for display.
public record PaymentMethod(UUID id, String brand, String last4, int expMonth, int expYear, boolean isDefault) {}
