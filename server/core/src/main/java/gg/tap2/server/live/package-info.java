/// Server-sent events: tells a studio that there is something to pull. Nothing is stored for it: an event is the state
/// that the sync's counters and the feed have, so whoever reconnects with the last state they saw misses nothing, on
/// whichever server. Works through a connection pooler; Redis, where there is one, only makes it faster across servers.
@NullMarked
package gg.tap2.server.live;

import org.jspecify.annotations.NullMarked;
