/// Mail to users: written to an outbox in the transaction that causes it, sent afterwards and retried until it is
/// accepted. Table: `outbox_mails`. No mail is lost by a crash; a mail may go out twice if the crash falls between
/// the relay's acceptance and our note of it.
@NullMarked
package gg.tap2.server.notices;

import org.jspecify.annotations.NullMarked;
