/// What happened and somebody is to be told: the one door to the outbox. Every feature may publish; `notices` tells.
///
/// Invariants: an event is written in the transaction that causes it, and only here and in the one statement that
/// commits a group of sales; it is unique by kind and reference, so a repeat changes nothing; it keeps the trace
/// that caused it; whoever tells it marks it in the transaction that tells.
@NullMarked
@Owns("outbox_facts")
package gg.tap2.server.events;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
