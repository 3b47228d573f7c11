/// Recurring jobs on a PostgreSQL-backed queue (db-scheduler): each runs once across all servers, and goes on
/// elsewhere when its server dies.
@NullMarked
@Owns({"job_runs", "scheduled_tasks"})
package gg.tap2.server.jobs;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
