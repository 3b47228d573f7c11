/// Mail to users: written to an outbox in the transaction that causes it, sent afterwards and retried until it is
/// accepted. Table: `outbox_mails`. No mail is lost by a crash; a mail may go out twice if the crash falls between
/// the relay's acceptance and our note of it.
///
/// `EventDispatcher` takes events from the outbox of `events`. What each says to whom stands in the `*Notices`, a class
/// for
/// each family: mail, group, line of the feed. Lines become pushes and the daily digest.
@NullMarked
@Owns({
    "feed_notices",
    "mail_budgets",
    "mail_suppressions",
    "notice_preferences",
    "outbox_mails",
    "outbox_pushes",
    "push_subscriptions"
})
package gg.tap2.server.notices;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
