/// Answers to disputes: what is known of the sale and its delivery, the creator's words, and sending both to
/// the bank in time.
@org.jspecify.annotations.NullMarked
package gg.tap2.server.evidence;
