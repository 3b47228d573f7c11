package gg.tap2.server.notices;

import gg.tap2.server.platform.db.Tx;

/// Sends mail when, and only when, the transaction commits.
public interface Mailer {
    void send(Tx tx, MailMessage message);
}
