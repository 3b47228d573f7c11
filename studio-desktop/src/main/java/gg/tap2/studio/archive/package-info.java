/// Export of the whole business in an open format.
@NullMarked
package gg.tap2.studio.archive;

import org.jspecify.annotations.NullMarked;
