package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A creator as everyone sees them.
public record PublicCreator(
        UUID id,
        String slug,
        String displayName,
        String bio,
        @Nullable String avatarUrl,
        @Nullable String bannerUrl,
        Map<String, String> socialLinks,
        ThemeColors themeColors,
        List<String> tags,
        List<Long> tipPresets,
        @Nullable TipGoal tipGoal,
        Currency currency,
        long productCount,
        long supporterCount) {}
