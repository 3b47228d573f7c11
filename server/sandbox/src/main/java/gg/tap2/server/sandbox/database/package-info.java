/// A real PostgreSQL on a folder, for whoever has none.
@NullMarked
package gg.tap2.server.sandbox.database;

import org.jspecify.annotations.NullMarked;
