package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A published tier as everyone sees it.
public record PublicTier(
        UUID id,
        String name,
        String description,
        long price,
        @Nullable Long yearlyPrice,
        Currency currency,
        int trialDays,
        @Nullable String imageUrl,
        List<String> benefits) {}
