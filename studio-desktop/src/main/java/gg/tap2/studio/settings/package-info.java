/// Settings of this studio.
@NullMarked
package gg.tap2.studio.settings;

import org.jspecify.annotations.NullMarked;
