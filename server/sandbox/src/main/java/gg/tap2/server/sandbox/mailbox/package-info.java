/// Sandbox mailbox: an SMTP receiver that keeps every message and shows it on a page.
@NullMarked
package gg.tap2.server.sandbox.mailbox;

import org.jspecify.annotations.NullMarked;
