/// What only an operator can put right. Owns `operator_alarms`.
@NullMarked
@Owns("operator_alarms")
package gg.tap2.server.platform.alarms;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
