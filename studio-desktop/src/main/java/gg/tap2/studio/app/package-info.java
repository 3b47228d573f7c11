/// Main class, wiring, the window with its navigation, and the command line.
@NullMarked
package gg.tap2.studio.app;

import org.jspecify.annotations.NullMarked;
