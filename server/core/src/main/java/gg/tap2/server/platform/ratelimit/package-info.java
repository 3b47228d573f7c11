/// Limits on how often something may happen: token buckets in memory on one server, in Redis across several. When
/// Redis is away, each server counts for itself.
@NullMarked
package gg.tap2.server.platform.ratelimit;

import org.jspecify.annotations.NullMarked;
