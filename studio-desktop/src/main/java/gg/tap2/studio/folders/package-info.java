/// Folders on disk that are a product's files. No JavaFX.
@NullMarked
package gg.tap2.studio.folders;

import org.jspecify.annotations.NullMarked;
