/// The platform's clock. Everything that needs the time is given an `InstantSource`; only this package asks the
/// system.
@NullMarked
package gg.tap2.server.platform.time;

import org.jspecify.annotations.NullMarked;
