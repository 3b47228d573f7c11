package gg.tap2.model.catalog;

import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Priced;
import gg.tap2.model.common.Slugs;
import gg.tap2.model.common.Violations;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces the profile. Social links are https URLs under `twitter youtube instagram tiktok website`.
public record SaveProfile(
        String slug,
        String displayName,
        @Nullable String bio,
        @Nullable UUID avatarUploadId,
        @Nullable UUID bannerUploadId,
        @Nullable Map<String, String> socialLinks,
        @Nullable ThemeColors themeColors,
        @Nullable List<String> tags,
        @Nullable List<Long> tipPresets,
        @Nullable String tipGoalTitle,
        @Nullable Long tipGoalTarget,
        boolean published,
        @Nullable String country,
        @Nullable String timeZone)
        implements Priced {
    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Pattern LINK = Pattern.compile("https://[^\\s\"'<>]{3,250}");
    private static final Pattern LINK_KIND = Pattern.compile("twitter|youtube|instagram|tiktok|website");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    /// A place of the time zone database; fixed offsets know no summer time, so they are none.
    private static boolean isZone(String id) {
        return ZoneId.getAvailableZoneIds().contains(id);
    }

    @Override
    public Violations validate(Currency currency) {
        var v = validate();
        AmountLimits limits = AmountLimits.of(currency);
        if (tipPresets != null) {
            tipPresets.forEach(p -> v.amount("tipPresets", p, limits.smallestTip(), limits.largestTip()));
        }
        if (tipGoalTitle != null && !tipGoalTitle.isBlank()) {
            v.amount("tipGoalTarget", tipGoalTarget, limits.smallestTip(), 1_000_000_000);
        }
        return v.in(currency);
    }

    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("slug", slug, 1, 100)
                .line("displayName", displayName, 1, 255)
                .text("bio", bio, 0, 5000)
                .matches("country", country, COUNTRY, "invalid")
                .check(timeZone == null || isZone(timeZone), "timeZone", "time_zone");
        if (slug != null) {
            v.matches("slug", slug, Slugs.PATTERN, "slug");
        }
        if (socialLinks != null) {
            socialLinks.forEach((kind, url) -> v.matches("socialLinks", kind, LINK_KIND, "invalid")
                    .matches("socialLinks", url, LINK, "https_url"));
        }
        if (themeColors != null) {
            v.matches("themeColors", themeColors.primary(), COLOR, "color")
                    .matches("themeColors", themeColors.secondary(), COLOR, "color")
                    .matches("themeColors", themeColors.accent(), COLOR, "color");
        }
        if (tags != null) {
            v.check(tags.size() <= 10, "tags", "too_many", 10);
            tags.forEach(t -> v.line("tags", t, 1, 40));
        }
        if (tipPresets != null) {
            v.check(tipPresets.size() <= 6, "tipPresets", "too_many", 6);
        }
        if (tipGoalTitle != null && !tipGoalTitle.isBlank()) {
            v.line("tipGoalTitle", tipGoalTitle, 1, 100);
        }
        return v;
    }
}
