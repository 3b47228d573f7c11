/// Creators' profiles, products, tiers and discount codes.
@NullMarked
package gg.tap2.model.catalog;

import org.jspecify.annotations.NullMarked;
