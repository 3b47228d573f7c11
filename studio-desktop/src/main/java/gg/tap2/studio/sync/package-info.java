/// Pulls changes by cursor, pushes the outbox in order, merges three ways per field. No JavaFX.
@NullMarked
package gg.tap2.studio.sync;

import org.jspecify.annotations.NullMarked;
