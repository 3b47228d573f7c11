/// Strict HTTP/1.1 framing in front of the web server. Everything the server reads passes [MessageFraming]; where two
/// readers of one message could disagree about its end, it is answered 400 and the connection is closed. Reading a
/// head or a body has a deadline, so that trickling bytes keeps nothing open.
@NullMarked
package gg.tap2.server.platform.framing;

import org.jspecify.annotations.NullMarked;
