package gg.tap2.studio.sync;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.catalog.TipGoal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Between what the server sends and what a creator writes: the writable part of a thing, and a thing with that part
/// replaced.
public final class Contents {
    private Contents() {}

    public static SaveTier of(Tier t) {
        return new SaveTier(
                t.id(),
                t.name(),
                t.description(),
                t.price(),
                t.yearlyPrice(),
                t.trialDays(),
                t.imageUploadId(),
                t.benefits(),
                t.sortOrder(),
                t.published());
    }

    public static Tier with(Tier t, SaveTier c) {
        return new Tier(
                t.id(),
                t.creatorId(),
                c.name(),
                Objects.requireNonNullElse(c.description(), ""),
                c.price(),
                c.yearlyPrice(),
                t.currency(),
                c.trialDays(),
                c.imageUploadId(),
                t.imageUrl(),
                c.benefits() == null ? List.of() : c.benefits(),
                c.sortOrder(),
                c.published(),
                t.version(),
                t.createdAt(),
                t.updatedAt(),
                t.activeSubscribers());
    }

    public static SaveProfile of(CreatorProfile p) {
        TipGoal goal = p.tipGoal();
        return new SaveProfile(
                p.slug(),
                p.displayName(),
                p.bio(),
                p.avatarUploadId(),
                p.bannerUploadId(),
                p.socialLinks(),
                p.themeColors(),
                p.tags(),
                p.tipPresets(),
                goal == null ? null : goal.title(),
                goal == null ? null : goal.target(),
                p.published(),
                p.country(),
                p.timeZone());
    }

    public static CreatorProfile with(CreatorProfile p, SaveProfile c) {
        String goal = c.tipGoalTitle();
        Long target = c.tipGoalTarget();
        TipGoal held = p.tipGoal();
        return new CreatorProfile(
                p.id(),
                c.slug(),
                c.displayName(),
                Objects.requireNonNullElse(c.bio(), ""),
                c.avatarUploadId(),
                p.avatarUrl(),
                c.bannerUploadId(),
                p.bannerUrl(),
                c.socialLinks() == null ? Map.of() : c.socialLinks(),
                Objects.requireNonNullElse(c.themeColors(), p.themeColors()),
                c.tags() == null ? List.of() : c.tags(),
                c.tipPresets() == null ? List.of() : c.tipPresets(),
                goal == null || target == null ? null : new TipGoal(goal, target, held == null ? 0 : held.raised()),
                c.published(),
                p.currency(),
                Objects.requireNonNullElse(c.country(), p.country()),
                Objects.requireNonNullElse(c.timeZone(), p.timeZone()),
                p.version(),
                p.createdAt(),
                p.updatedAt());
    }

    public static SaveDiscountCode of(DiscountCode d) {
        return new SaveDiscountCode(
                d.id(),
                d.code(),
                d.percentOff(),
                d.amountOff(),
                d.productIds(),
                d.startsAt(),
                d.endsAt(),
                d.maxRedemptions(),
                d.active());
    }

    public static DiscountCode with(DiscountCode d, SaveDiscountCode c) {
        return new DiscountCode(
                d.id(),
                c.code(),
                c.percentOff(),
                c.amountOff(),
                c.productIds() == null ? List.of() : c.productIds(),
                c.startsAt(),
                c.endsAt(),
                c.maxRedemptions(),
                d.redeemed(),
                c.active(),
                d.createdAt());
    }
}
