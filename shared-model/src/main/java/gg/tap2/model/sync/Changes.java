package gg.tap2.model.sync;

import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.billing.Subscriber;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.payouts.Payout;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What changed after a cursor; ask again while `hasMore`. Deleted things are tombstones. `ahead` says how many change
/// numbers come after this page: a measure of progress, not a count of things.
public record Changes(
        String cursor,
        boolean hasMore,
        long ahead,
        @Nullable CreatorProfile profile,
        List<Product> products,
        List<Tier> tiers,
        List<DiscountCode> discountCodes,
        List<Sale> sales,
        List<Subscriber> subscribers,
        List<Payout> payouts,
        List<Dispute> disputes,
        List<Tombstone> tombstones,
        Instant serverTime) {
    public record Tombstone(String kind, UUID id, Instant deletedAt) {}
}
