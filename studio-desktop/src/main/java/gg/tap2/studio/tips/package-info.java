/// Tips and their messages.
@NullMarked
package gg.tap2.studio.tips;

import org.jspecify.annotations.NullMarked;
