package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A creator's own profile. `timeZone` is for display only.
public record CreatorProfile(
        UUID id,
        String slug,
        String displayName,
        String bio,
        @Nullable UUID avatarUploadId,
        @Nullable String avatarUrl,
        @Nullable UUID bannerUploadId,
        @Nullable String bannerUrl,
        Map<String, String> socialLinks,
        ThemeColors themeColors,
        List<String> tags,
        List<Long> tipPresets,
        @Nullable TipGoal tipGoal,
        boolean published,
        Currency currency,
        String country,
        String timeZone,
        long version,
        Instant createdAt,
        Instant updatedAt) {}
