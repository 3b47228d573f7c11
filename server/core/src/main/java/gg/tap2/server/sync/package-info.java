/// The studio's incremental pull. Reads through the other features' doors.
@NullMarked
package gg.tap2.server.sync;

import org.jspecify.annotations.NullMarked;
