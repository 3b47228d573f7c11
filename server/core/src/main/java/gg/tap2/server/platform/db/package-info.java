/// The database: one place that opens transactions, helpers over Helidon DB Client, and migrations.
@NullMarked
@Owns("platform_state")
package gg.tap2.server.platform.db;

import org.jspecify.annotations.NullMarked;
