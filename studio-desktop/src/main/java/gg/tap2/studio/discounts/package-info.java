/// Discount codes.
@NullMarked
package gg.tap2.studio.discounts;

import org.jspecify.annotations.NullMarked;
