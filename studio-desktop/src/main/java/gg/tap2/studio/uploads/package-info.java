/// The upload engine: parallel parts by presigned URL, a journal that survives kills, hashes in one pass.
/// No JavaFX; the command line uses the same engine.
@NullMarked
package gg.tap2.studio.uploads;

import org.jspecify.annotations.NullMarked;
