/// Demo creators for `tap2 run`, and the story that `tap2 demo` plays through the public API and the pages.
@NullMarked
package gg.tap2.server.demo;

import org.jspecify.annotations.NullMarked;
