/// What happened and somebody is to be told: a sealed record for each kind of event, and the one door to the outbox
/// where
/// they wait. Every feature may publish; `notices` tells.
///
/// Invariants: an event is written in the transaction that causes it, and only by `Outbox.publish`; it is unique by
/// kind
/// and reference, so a repeat changes nothing; it keeps the trace that caused it; whoever tells it marks it in the
/// transaction that tells; a kind that this release does not know is never marked.
@NullMarked
@Owns("outbox_facts")
package gg.tap2.server.events;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
