package gg.tap2.model.payouts;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A bank account, details masked. `verificationStatus` is `pending`, `verified` or `failed`; payouts to it start
/// after `usableFrom` (cooling period).
public record BankAccount(
        UUID id,
        String countryCode,
        Currency currency,
        String accountHolderName,
        @Nullable String bankName,
        String last4,
        @Nullable String routingNumber,
        String verificationStatus,
        String source,
        boolean isDefault,
        @Nullable Instant usableFrom,
        Instant createdAt) {}
