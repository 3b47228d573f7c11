/// The database: one place that opens transactions, helpers over Helidon DB Client, migrations, and the embedded
/// PostgreSQL of the sandbox.
@NullMarked
package gg.tap2.server.platform.db;

import org.jspecify.annotations.NullMarked;
