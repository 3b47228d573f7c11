/// Recurring jobs on a PostgreSQL-backed queue (db-scheduler): each runs once across all servers, and goes on
/// elsewhere when its server dies.
@NullMarked
package gg.tap2.server.jobs;

import org.jspecify.annotations.NullMarked;
