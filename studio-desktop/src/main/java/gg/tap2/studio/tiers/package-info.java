/// Membership tiers.
@NullMarked
package gg.tap2.studio.tiers;

import org.jspecify.annotations.NullMarked;
