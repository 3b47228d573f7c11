/// Money, ids, envelopes and validation shared by server and studio. No I/O, no framework; JSON enums
/// travel in lower case through their `toString`.
@NullMarked
package gg.tap2.model.common;

import org.jspecify.annotations.NullMarked;
