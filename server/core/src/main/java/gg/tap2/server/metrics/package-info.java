/// Metrics in Prometheus' format at `/metrics`, and the log of slow queries. Reads other features' tables for what is
/// counted there; writes none.
@NullMarked
package gg.tap2.server.metrics;

import org.jspecify.annotations.NullMarked;
