/// The server as a whole: its data folder and the wiring of all features; in the launcher, which shares the package,
/// its
/// command line and what stands around it.
@NullMarked
package gg.tap2.server.app;

import org.jspecify.annotations.NullMarked;
