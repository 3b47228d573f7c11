/// Creators' profiles, products, tiers and discount codes. Owns `creators`, `tiers`, `products`, `product_files`,
/// `product_revisions`, `discount_codes`, `change_counters` and `tombstones`.
///
/// Invariants: every change bumps the thing's version and takes the creator's next change number; saving against an
/// older version is refused with the current one; every saved state of a product is kept.
@NullMarked
@Owns({
    "change_counters",
    "creators",
    "discount_codes",
    "discount_holds",
    "follows",
    "product_files",
    "product_revisions",
    "products",
    "tiers",
    "tombstones"
})
package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
