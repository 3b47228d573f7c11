/// What only an operator can put right. Owns `operator_alarms`.
@NullMarked
package gg.tap2.server.platform.alarms;

import org.jspecify.annotations.NullMarked;
