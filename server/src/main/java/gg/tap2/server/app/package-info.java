/// The server as a whole: its data folder, its embedded parts, the wiring of all features, and the command line.
@NullMarked
package gg.tap2.server.app;

import org.jspecify.annotations.NullMarked;
