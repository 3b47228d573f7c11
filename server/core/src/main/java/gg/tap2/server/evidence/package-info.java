/// Answers to disputes: what is known of the sale and its delivery, the creator's words, and sending both to
/// the bank in time.
@NullMarked
@Owns("dispute_evidence")
package gg.tap2.server.evidence;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
