/// Configuration: one documented list of keys, read once at start. Unknown keys fail.
@NullMarked
package gg.tap2.server.platform.config;

import org.jspecify.annotations.NullMarked;
