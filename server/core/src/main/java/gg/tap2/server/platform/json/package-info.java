/// JSON as the API speaks it.
@NullMarked
package gg.tap2.server.platform.json;

import org.jspecify.annotations.NullMarked;
