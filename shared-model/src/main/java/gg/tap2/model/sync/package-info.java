/// The studio's incremental pull.
@NullMarked
package gg.tap2.model.sync;

import org.jspecify.annotations.NullMarked;
