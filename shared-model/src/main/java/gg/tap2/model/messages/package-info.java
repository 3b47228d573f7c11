/// What creators write to their fans.
@NullMarked
package gg.tap2.model.messages;

import org.jspecify.annotations.NullMarked;
