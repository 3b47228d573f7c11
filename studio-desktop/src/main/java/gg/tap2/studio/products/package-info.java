/// The product table and the editor: autosave, undo, preview, files, lessons, fees, history, merge.
@NullMarked
package gg.tap2.studio.products;

import org.jspecify.annotations.NullMarked;
