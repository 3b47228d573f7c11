/// Unpublished changes of what fans see: as a difference, with what can be done with them.
@NullMarked
package gg.tap2.studio.changes;

import org.jspecify.annotations.NullMarked;
