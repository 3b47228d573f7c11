/// Payments and refunds.
@NullMarked
package gg.tap2.studio.sales;

import org.jspecify.annotations.NullMarked;
