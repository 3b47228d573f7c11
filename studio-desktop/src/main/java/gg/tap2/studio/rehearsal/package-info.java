/// The rehearsal: the studio goes a buyer's way through a product before it is public, and shows what it found.
@NullMarked
package gg.tap2.studio.rehearsal;

import org.jspecify.annotations.NullMarked;
