/// The fans' pages, drawn on the server.
@NullMarked
package gg.tap2.server.fanweb;

import org.jspecify.annotations.NullMarked;
