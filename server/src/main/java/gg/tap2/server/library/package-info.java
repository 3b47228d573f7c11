/// What fans own or may open, and how the files reach them.
@NullMarked
package gg.tap2.server.library;

import org.jspecify.annotations.NullMarked;
