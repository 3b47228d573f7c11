/// People who support a creator: buyers, and the dialog with one person's payments, products and memberships.
@NullMarked
package gg.tap2.studio.people;

import org.jspecify.annotations.NullMarked;
