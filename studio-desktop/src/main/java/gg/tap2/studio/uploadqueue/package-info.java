/// The upload queue as a screen.
@NullMarked
package gg.tap2.studio.uploadqueue;

import org.jspecify.annotations.NullMarked;
