package gg.tap2.model.catalog;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How people come by a product.
public enum ProductAccess {
    /// Everybody can buy it; no membership opens it.
    FOR_SALE,
    /// Everybody can buy it; members of its tier and of dearer ones have it as long as they are members.
    INCLUDED,
    /// Nobody can buy it; only members of its tier and of dearer ones open it. Without a tier nobody does.
    MEMBERS_ONLY;

    /// The access of a product for which nobody said one: what a tier has and nobody pays for belongs to its members,
    /// as it would else be a gift to everybody. What was said and does not go with the tier counts as not said: a
    /// server of an earlier release changes the tier alone.
    ///
    /// @param price in minor units
    public static ProductAccess of(
            @Nullable ProductAccess said, @Nullable UUID tierId, long price, boolean payWhatYouWant) {
        if (said == MEMBERS_ONLY || said == INCLUDED && tierId != null) {
            return said;
        }
        if (tierId == null) {
            return FOR_SALE;
        }
        return price == 0 && !payWhatYouWant ? MEMBERS_ONLY : INCLUDED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
