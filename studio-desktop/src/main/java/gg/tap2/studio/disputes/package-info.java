/// Disputes with their deadlines.
@NullMarked
package gg.tap2.studio.disputes;

import org.jspecify.annotations.NullMarked;
